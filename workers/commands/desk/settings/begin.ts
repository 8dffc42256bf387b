// A salon begins: a draft that its owner goes on with whenever they like, then the salon with its owner in one commit.

import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { problem } from "../../../problem.ts";
import { insertMember, membershipsOf } from "../../../store/access/accounts.ts";
import {
  begunLongAgo,
  deleteBegun,
  deleteOldDrafts,
  endedBeginning,
  keepBegun,
  storeDraft,
} from "../../../store/access/beginning.ts";
import { commit, platformDatabase, read } from "../../../store/database.ts";
import { insertAgreement } from "../../../store/law/agreements.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../store/snapshots.ts";
import { admitting } from "../../admitting/gate.ts";
import type { CommandContext, Outcome, PutSalonAnswer } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { agreementOf } from "../../law/agreement.ts";
import type { NoticeLanguage } from "../../law/notice.ts";
import { putSalon } from "../../put-salon.ts";

/** Salons of one person that are told of in one place (`membershipsOf`). */
const MOST_SALONS = 50;

/** Counts whoever asks to begin, by address: the letter goes to anybody. */
export function admitBeginner<T>(ctx: CommandContext, begin: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  return admitting(ctx, { salon: "", action: "begin" }, async (gate) => {
    const db = platformDatabase(ctx.env);
    const asks = gate.asks(db);
    const denied = asks.length === 0 ? null : await gate.refusal(db, await read(db, asks));
    return denied === null ? begin() : refused(denied);
  });
}

/** `draft`: JSON, bounded by its form. */
export function keepDraft(ctx: CommandContext, account: string, draft: string): Promise<Outcome<null>> {
  return admitting(ctx, { salon: "", action: "draft" }, async (gate) => {
    const db = platformDatabase(ctx.env);
    try {
      const asks = gate.asks(db);
      const denied = asks.length === 0 ? null : await gate.refusal(db, await read(db, asks));
      if (denied !== null) return refused(denied);
      await commit(db, [storeDraft(db, account, draft, ctx.now)]);
      return { ok: true, status: 204, body: "", value: null };
    } catch (error) {
      return refused(asProblem(error));
    }
  });
}

export interface Beginning {
  account: string;
  /** Whole: checked against its schema and the rules beyond it. */
  document: SalonDocument;
  /** In which the operator agreement was read and accepted. */
  language: NoticeLanguage;
}

/** The salon, its owner and their agreement in one commit. Refused as "slug-taken" where somebody has the address already. */
export async function beginSalon(ctx: CommandContext, beginning: Beginning): Promise<Outcome<PutSalonAnswer>> {
  const { account, document, language } = beginning;
  const { slug } = document;
  try {
    if ((await membershipsOf(ctx.env, account)).length >= MOST_SALONS) return refused(tooManySalons());
    const outcome = await putSalon(ctx, {
      document,
      actor: `owner:${account}`,
      expect: 0,
      also: async (db) => {
        const salon = decodeSnapshot(encodeSnapshot(document, 1));
        if (salon === null) throw new TypeError("A snapshot that was just made must be readable.");
        const { hash, text } = await agreementOf(salon, language);
        return [
          insertMember(db, slug, { account, role: "owner" }, ctx.now),
          insertAgreement(db, slug, { hash, text, account }, ctx.now),
        ];
      },
    });
    if (outcome.ok) await endedBeginning(ctx.env, account);
    else if (outcome.problem.type === "document-changed") return refused(slugTaken());
    return outcome;
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** People who asked to begin and did not, and drafts that nobody went on with. */
export async function forgetBegun(ctx: CommandContext): Promise<void> {
  const db = platformDatabase(ctx.env);
  await commit(db, [deleteOldDrafts(db, ctx.now)]);
  for (const account of await begunLongAgo(ctx.env, ctx.now)) {
    const works = (await membershipsOf(ctx.env, account)).length > 0;
    await commit(db, works ? [keepBegun(db, account)] : deleteBegun(db, account, ctx.now));
  }
}

const slugTaken = () =>
  problem("slug-taken", 409, "Another salon has this address.", {
    detail: "Nothing was made. Choose another address.",
  });

const tooManySalons = () =>
  problem("too-many-salons", 409, "This account has as many salons as one may have.", { detail: "Nothing was made." });
