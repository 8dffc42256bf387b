// What a gift card or package still holds, for whoever knows its code. Counted by address, for codes could be tried.

import { problem } from "../../../../problem.ts";
import type { TatRow } from "../../../../store/compliance/admission.ts";
import { database, read } from "../../../../store/database.ts";
import { askCardByCode, type CardRow } from "../../../../store/desk/money/cards.ts";
import type { Salon } from "../../../../store/snapshots.ts";
import { admitting } from "../../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { asProblem, refused } from "../../../deciding/commit.ts";
import { codeHash } from "../cards.ts";

export interface Balance {
  cents: number;
  /** Of a package: for which service, and how many are left. */
  service: string | null;
  units: number;
  /** The last day, since 1970-01-01. */
  until: number;
}

/** One answer for a code that never was, that is another salon's, and that was not paid for. */
export function readBalance(ctx: CommandContext, { slug }: Salon, code: string): Promise<Outcome<Balance>> {
  return admitting<Balance>(ctx, { salon: slug, action: "card" }, async (gate) => {
    const db = database(ctx.env, slug);
    try {
      const hash = await codeHash(ctx.env, slug, code);
      const [[card], ...counted] = await read<[CardRow, ...TatRow[]]>(db, [
        askCardByCode(db, slug, hash),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      if (card === undefined || card.paid === 0) return refused(problem("unknown-card", 404, "There is no such card."));
      const { cents, service_id: service, units, used, expires_on: until } = card;
      const value = { cents, service, units: units - used, until };
      return { ok: true, status: 200, body: JSON.stringify(value), value };
    } catch (error) {
      return refused(asProblem(error));
    }
  });
}
