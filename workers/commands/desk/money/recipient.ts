// Whom an invoice names: above R5,000 a vendor's client who claims the VAT needs their name, address and number on it (Value-Added Tax
// Act s 20(4)). Nothing else of an invoice changes once it is issued.

import { type Actor, actorName } from "../../../permissions.ts";
import { problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import {
  askDocumentsOf,
  type DocumentRow,
  nameRecipient,
  type Recipient,
} from "../../../store/desk/money/documents.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { conclude, deciding, refused } from "../../deciding/commit.ts";

export interface NameInput {
  salon: string;
  bill: string;
  recipient: Recipient;
  actor: Actor;
}

export function nameOnInvoice(
  ctx: CommandContext,
  { salon, bill, recipient, actor }: NameInput,
): Promise<Outcome<{ bill: string }>> {
  return deciding<{ bill: string }>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [documents] = await read<[DocumentRow]>(db, [askDocumentsOf(db, slug, bill)]);
    const invoice = documents.find(({ series }) => series === "invoice");
    if (invoice === undefined) return refused(problem("bill-not-paid", 409, "This bill is not paid."));
    const { document_id: id } = invoice;
    return conclude<{ bill: string }>(ctx, db, {
      salon: slug,
      operation: "name-recipient",
      idempotency: undefined,
      status: 200,
      value: { bill },
      // Taken out and put in: the database lets no name become another's.
      facts: [nameRecipient(db, slug, id, null), nameRecipient(db, slug, id, recipient)],
      audit: { actor: actorName(actor), action: "invoice.named", subject: bill, detail: { number: invoice.number } },
      messages: [],
    });
  });
}
