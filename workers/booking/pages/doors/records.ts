// Behind a capability link: what was recorded about the visit.

import { proveRecords, type RecordsAnswer } from "../../../commands/compliance/prove.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { momentsOf } from "../moments.ts";
import { failureKind, salonRefusal } from "../refusals.ts";
import { type RecordedEntry, recordsBroken, showRecords } from "../visit/records.ts";
import { visitAt } from "./visit.ts";

export async function records(c: DoorContext): Promise<Response> {
  const found = await visitAt(c);
  if (found instanceof Response) return found;
  const { salon, place, visit } = found;
  const outcome = await proveRecords(commandContext(c), visit.token);
  if (!outcome.ok) {
    const { status, type, retryAfter } = outcome.problem;
    const page = type === "trail-broken" ? recordsBroken(place, visit.token) : salonRefusal(place, failureKind(type));
    return pageAnswer(page, { status, secret: true, retryAfter });
  }
  const { checkpoint } = outcome.value;
  const page = { token: visit.token, entries: entriesOf(salon, outcome.value), seal: checkpoint };
  return pageAnswer(showRecords(place, page), { secret: true });
}

function entriesOf(salon: Salon, { entries, fresh }: RecordsAnswer): RecordedEntry[] {
  const all = [
    ...entries.map(({ seq, entry }) => ({ seq, text: entry, proved: true })),
    ...fresh.map(({ seq, entry }) => ({ seq, text: entry, proved: false })),
  ].map((one) => ({ ...one, ...(JSON.parse(one.text) as { action: string; actor: string; at: number }) }));
  const moments = momentsOf(
    salon,
    all.map(({ at }) => at),
  );
  return all.map(({ seq, text, proved, action, actor }, i) => {
    return { seq, text, proved, action, actor, ...(moments[i] ?? { date: 0, minute: 0 }) };
  });
}
