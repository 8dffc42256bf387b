// What is said when a visit is booked, by whichever way: the page, the API, a conversation, the team, a file that is brought along.

import type { Stage } from "../../store/bookings.ts";
import type { ChannelKind } from "../../store/conversations/conversations.ts";
import type { ClientDetails, ConsentGiven, Idempotency, WishedService } from "../command.ts";
import type { Override } from "../desk/calendar/override.ts";
import type { GuardianConsent } from "../law/children.ts";
import type { PatchTestWish } from "./patch-test.ts";

export interface BookInput {
  salon: string;
  visit: { hold: string } | { services: WishedService[]; start: number; party?: number | undefined };
  client: ClientDetails;
  consents?: ConsentGiven[] | undefined;
  notes?: string | undefined;
  /** Allergies and the like: kept sealed, and only with the consent of that purpose. */
  healthNote?: string | undefined;
  /** Hash of the privacy notice that was shown before the details were asked for. */
  notice?: string | undefined;
  forChild?: boolean | undefined;
  guardian?: GuardianConsent | undefined;
  /** The price the client saw; a higher one is refused. */
  priceCents?: number | undefined;
  /** How the client came, for the record of what they agreed to; `web` when absent. */
  channel?: "web" | "desk" | ChannelKind | undefined;
  /** Its deposit was paid: it is booked for that, and nobody is asked again. */
  paid?: true;
  /** Brought along in a file, as it stood at that edition: no letter tells the client what they know. */
  brought?: { job: string; edition: number };
  /** The waiting-list offer that this accepts. */
  offer?: { id: string; entry: string } | undefined;
  /** The patch test that is booked together with it, where it needs one: both or none. */
  patchTest?: PatchTestWish | undefined;
  /** Where the team books for somebody. */
  desk?: AtDesk | undefined;
  idempotency?: Idempotency | undefined;
}

/**
 * `by`: who of the team, as the audit trail names them. `stage`: whoever walked in is here. Somebody without a telephone number has
 * an empty one, and is no client: what is known of them is what this visit says, and nobody is written to.
 */
export interface AtDesk {
  by: string;
  override?: Override | undefined;
  stage?: Stage | undefined;
  /** The request of the waiting list that this answers. */
  wait?: string | undefined;
  /** The date of a series that it is booked for. */
  series?: { series: string; nth: number } | undefined;
  /** The party of which it is a part. */
  party?: string | undefined;
  /** Names of a party's guests, by their number; empty where nobody said. */
  guests?: readonly string[] | undefined;
  /** Why it is booked without the patch test that it needs. */
  patchWaiver?: string | undefined;
}
