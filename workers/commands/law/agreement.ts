// The operator agreement of POPIA s 20 and 21 between a salon and the platform: its text for a salon in a language, and an
// owner's acceptance of exactly that text.

import texts from "../../../shared/policies/agreement.json" with { type: "json" };
import { type Actor, actorName } from "../../permissions.ts";
import { forbidden, invalid } from "../../problem.ts";
import { database, read } from "../../store/database.ts";
import { type AgreementRow, askAgreements, insertAgreement } from "../../store/law/agreements.ts";
import type { Salon } from "../../store/snapshots.ts";
import { hex } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { conclude, deciding, refused } from "../deciding/commit.ts";
import { NOTICE_LANGUAGES, type NoticeLanguage } from "./notice.ts";

export interface Agreement {
  title: string;
  clauses: string[];
  /** The text that is accepted, and its SHA-256 in hex. */
  text: string;
  hash: string;
}

export async function agreementOf(salon: Salon, language: NoticeLanguage): Promise<Agreement> {
  const { title: written, clauses } = texts[language];
  const named = (text: string): string => text.replaceAll("{salon}", salon.view.name);
  const title = named(written);
  const told = clauses.map(named);
  const text = `${[title, ...told.map((clause, i) => `${i + 1}. ${clause}`)].join("\n")}\n`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return { title, clauses: told, text, hash: hex(new Uint8Array(digest)) };
}

export interface Accepted {
  /** When the present text was accepted, in whichever language; null if it was not. */
  at: number | null;
  /** When an earlier text was accepted last. */
  earlier: number | null;
}

export async function readAccepted(ctx: CommandContext, salon: Salon): Promise<Accepted> {
  const db = database(ctx.env, salon.slug);
  const [rows] = await read<[AgreementRow]>(db, [askAgreements(db, salon.slug)]);
  const present = await Promise.all(NOTICE_LANGUAGES.map((language) => agreementOf(salon, language)));
  const isPresent = ({ hash }: AgreementRow) => present.some((agreement) => agreement.hash === hash);
  return { at: rows.find(isPresent)?.at ?? null, earlier: rows.find((row) => !isPresent(row))?.at ?? null };
}

/** `hash`: of the text that was read; another one is not accepted by accident. Only a person can agree. */
export async function acceptAgreement(
  ctx: CommandContext,
  input: { salon: string; hash: string; actor: Actor },
): Promise<Outcome<{ hash: string }>> {
  const { actor, hash } = input;
  if (actor.role === "operator") return refused(forbidden());
  return deciding(ctx, input.salon, async (salon) => {
    const present = await Promise.all(NOTICE_LANGUAGES.map((language) => agreementOf(salon, language)));
    const read = present.find((agreement) => agreement.hash === hash);
    if (read === undefined) return refused(invalid([{ pointer: "/hash", detail: "is not the present agreement" }]));
    const db = database(ctx.env, salon.slug);
    return conclude(ctx, db, {
      salon: salon.slug,
      operation: "accept-agreement",
      idempotency: undefined,
      status: 200,
      value: { hash },
      facts: [insertAgreement(db, salon.slug, { hash, text: read.text, account: actor.account }, ctx.now)],
      audit: { actor: actorName(actor), action: "agreement.accepted", subject: salon.slug, detail: { hash } },
      messages: [],
    });
  });
}
