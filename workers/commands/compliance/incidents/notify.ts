// Notices (POPIA s 22): a person approves the very words that go out, and sends them. Each audience is told once, however
// often that is asked.

import { type Problem, problem } from "../../../problem.ts";
import {
  type Approval,
  type Audience,
  askLetters,
  askNotices,
  insertLetters,
  insertNotices,
  markSent,
  type NoticeRow,
} from "../../../store/compliance/notices.ts";
import { database, read } from "../../../store/database.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { AS_WISHED, changing, type IncidentAnswer, type IncidentAt, message, notNow } from "./change.ts";

/** `revision`: of the incident that the texts were written from. */
export type Approving = Omit<Approval, "by"> & { revision: number };

export function approveNotice(
  ctx: CommandContext,
  at: IncidentAt,
  { audience, texts, digest, revision }: Approving,
): Promise<Outcome<IncidentAnswer>> {
  const { actor } = at;
  const by = actor.role === "operator" ? actor.role : `${actor.role}:${actor.account}`;
  return changing<[NoticeRow]>(
    ctx,
    at,
    (db) => [askNotices(db, at.salon, at.incident)],
    (incident, [notices], db) => {
      const approved = notices.find((notice) => notice.audience === audience);
      if (approved !== undefined)
        return approved.digest === digest ? AS_WISHED : notNow("Another wording is approved.");
      if (incident.state !== "assessed") return notNow("It is approved once the incident is assessed.");
      if (incident.revision !== revision) return draftChanged();
      return {
        to: incident.state,
        what: `approved.${audience}`,
        detail: { digest },
        facts: [insertNotices(db, at.salon, at.incident, { audience, texts, digest, by }, ctx.now)],
      };
    },
  );
}

/** `recipient`: the Regulator's address; null where the notice is handed in by hand. */
export function sendNotice(
  ctx: CommandContext,
  at: IncidentAt,
  { audience, recipient }: { audience: Audience; recipient: string | null },
): Promise<Outcome<IncidentAnswer>> {
  return changing<[NoticeRow]>(
    ctx,
    at,
    (db) => [askNotices(db, at.salon, at.incident)],
    (incident, [notices], db) => {
      const own = notices.find((notice) => notice.audience === audience);
      if (own === undefined) return notNow("Nobody has approved this notice yet.");
      if (own.sent_at !== null) return AS_WISHED;
      const others = notices.filter((notice) => notice.audience !== audience);
      const all = others.length > 0 && others.every(({ sent_at }) => sent_at !== null);
      const alone = audience === "regulator" && incident.affected === 0;
      const letters = audience === "people" ? [insertLetters(db, at.salon, at.incident, ctx.now)] : [];
      const mailed = audience === "regulator" && recipient !== null;
      const payload = { incident: at.incident };
      return {
        to: all || alone ? "notified" : incident.state,
        what: `sent.${audience}`,
        detail: { digest: own.digest, by: mailed || audience === "people" ? "e-mail" : "hand" },
        facts: [...markSent(db, at.salon, at.incident, { audience, recipient }, ctx.now), ...letters],
        afterwards: audience === "people" ? () => ctx.waitUntil(announceAll(ctx, at)) : () => {},
        messages: mailed ? [message({ kind: "incident.regulator", payload })] : [],
      };
    },
  );
}

/** A queue takes so many pointers at once. */
const AT_ONCE = 100;

/** Wakes the delivery of all letters. What the queue loses, the sweep finds. */
async function announceAll(ctx: CommandContext, { salon, incident }: IncidentAt): Promise<void> {
  const db = database(ctx.env, salon);
  try {
    for (let after = ""; ; ) {
      const [rows] = await read<[{ message_id: string }]>(db, [
        askLetters(db, salon, incident, { after, limit: AT_ONCE }),
      ]);
      if (rows.length > 0) await ctx.env.OUTBOX.sendBatch(rows.map(({ message_id: id }) => ({ body: { salon, id } })));
      if (rows.length < AT_ONCE) return;
      after = rows.at(-1)?.message_id ?? "~";
    }
  } catch (error) {
    const failure = error instanceof Error ? error.name : "unknown";
    console.error(JSON.stringify({ level: "error", event: "announce", trace: ctx.trace, salon, failure }));
  }
}

export const draftChanged = (): Problem =>
  problem("draft-changed", 409, "The draft is not the one that you read.", {
    detail: "The incident was changed meanwhile. Read the draft again.",
    errors: [{ pointer: "/digest", detail: "is not that of the present draft" }],
  });
