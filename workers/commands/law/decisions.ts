// Decisions that the system makes about a person alone (POPIA s 71): whoever they concern may say that one was wrong, and a
// person looks at it and answers by letter. Explaining and reviewing are in the trail; what was said is not.

import { type Actor, actorName } from "../../permissions.ts";
import { problem } from "../../problem.ts";
import type { TatRow } from "../../store/compliance/admission.ts";
import { database, read } from "../../store/database.ts";
import {
  answerRepresentation,
  askRepresentation,
  type DecisionKind,
  insertRepresentation,
  type RepresentationRow,
} from "../../store/law/decisions.ts";
import { askVersion, type VersionRow } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { admitting } from "../admitting/gate.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { conclude, deciding, refused, STALE } from "../deciding/commit.ts";

export const DECISION_KINDS: readonly DecisionKind[] = ["refused", "waiting", "fee", "other"];

export interface RepresentInput {
  salon: string;
  kind: DecisionKind;
  email: string;
  language: string;
  text: string;
}

export interface Represented {
  representation: string;
}

/** The page that takes this has explained the decision; so says the trail. */
export function represent(ctx: CommandContext, input: RepresentInput): Promise<Outcome<Represented>> {
  return admitting(ctx, { salon: input.salon, action: "represent" }, (gate) =>
    deciding(ctx, input.salon, async (salon) => {
      const { slug } = salon;
      const db = database(ctx.env, slug);
      const [[version], ...counted] = await read<[VersionRow, ...TatRow[]]>(db, [
        askVersion(db, slug),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      if (version?.version !== salon.version) return STALE;
      const { kind, email, language, text } = input;
      const id = newId();
      return conclude(ctx, db, {
        salon: slug,
        operation: "represent",
        idempotency: undefined,
        status: 201,
        value: { representation: id },
        facts: [insertRepresentation(db, slug, { id, kind, email, language, text }, ctx.now)],
        audit: { actor: "client", action: "decision.explained", subject: id, detail: { kind } },
        messages: [],
      });
    }),
  );
}

export interface ReviewInput {
  salon: string;
  id: string;
  outcome: "changed" | "kept";
  answer: string;
  actor: Actor;
}

export function review(ctx: CommandContext, input: ReviewInput): Promise<Outcome<Represented>> {
  const { id, outcome, answer } = input;
  return deciding(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[RepresentationRow]>(db, [askRepresentation(db, slug, id)]);
    if (row === undefined) return refused(problem("unknown-representation", 404, "Nobody said that."));
    if (row.outcome !== null) return refused(problem("answered", 409, "This was answered already."));
    return conclude(ctx, db, {
      salon: slug,
      operation: "review",
      idempotency: undefined,
      status: 200,
      value: { representation: id },
      facts: answerRepresentation(db, slug, { id, outcome, answer }, ctx.now),
      audit: {
        actor: actorName(input.actor),
        action: "decision.reviewed",
        subject: id,
        detail: { kind: row.kind, outcome },
      },
      messages: [{ kind: "decision.reviewed", payload: { representation: id } }],
    });
  });
}
