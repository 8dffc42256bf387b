// What every command has in common: its surroundings, its questions and its answers.

import type { Env } from "../env.ts";
import type { Problem } from "../problem.ts";

/** Who is counted for a call that came from outside (workers/commands/admitting). */
export interface Caller {
  /** Of the connection; only what it hashes to is stored. */
  address: string;
  /** Milliseconds since the epoch. The real clock's also under TEST_CLOCK: a test's clock neither opens nor shuts a gate. */
  at: number;
  /** What remains under the tightest plan that counted the call, for the answer's headers. */
  rate: RateState | null;
}

/** `remaining` of `quota` calls are left, and all of them after `reset` seconds; they come back over `window` seconds. */
export interface RateState {
  policy: string;
  quota: number;
  window: number;
  remaining: number;
  reset: number;
}

export interface CommandContext {
  env: Env;
  /** Minutes since 1970-01-01T00:00Z, floored. Read once per request; under TEST_CLOCK it may be any. */
  now: number;
  /** Scheme and host that links in answers begin with, without a trailing slash. */
  origin: string;
  /** Names the request in logs and audit entries. */
  trace: string;
  /** Null where time alone acts. */
  caller: Caller | null;
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * `body` is the answer's exact JSON text (empty for 204) and `value` the same parsed. A repeated request with the same
 * idempotency key gets the first body byte for byte, with `replayed` set.
 */
export type Outcome<T> =
  | { ok: true; status: 200 | 201 | 202 | 204; body: string; value: T; replayed?: boolean }
  | { ok: false; problem: Problem };

/** `bodyHash`: SHA-256 of the raw request body, lower-case hex. */
export interface Idempotency {
  key: string;
  bodyHash: string;
}

/** `staff`: a person's id; "any" or absent lets the engine pick. */
export interface WishedService {
  id: string;
  staff?: string | undefined;
}

/** `phone` is already E.164; `language` is a BCP 47 tag. */
export interface ClientDetails {
  name: string;
  phone: string;
  email?: string | undefined;
  language?: string | undefined;
}

export interface ConsentGiven {
  purpose: string;
  /** Hash of the notice that was shown, or an API caller's own name for it. */
  notice_version: string;
  /** The exact words that were answered. */
  wording?: string | undefined;
  granted: boolean;
}

/** Who acts: the client by a manage token, or somebody whom the door has let in. */
export type BookingSubject =
  | { token: string }
  /** `by`: who of the team, as the audit trail names them. */
  | { salon: string; booking: string; actor: "team" | "operator"; by?: string };

// Answers. Instants are RFC 3339 with the salon's offset, money is integer cents of the salon's currency.

export interface SegmentAnswer {
  unit: string;
  start: string;
  end: string;
}

/** One unit in one phase, without buffers. `guest` counts the party from 0, `phase` the service's phases from 0. */
export interface AssignmentAnswer {
  service: string;
  phase: number;
  guest: number;
  unit: string;
  start: string;
  end: string;
}

export interface HoldAnswer {
  hold: string;
  expires_at: string;
  start: string;
  end: string;
  price_cents: number;
  deposit_cents: number;
  assignment: AssignmentAnswer[];
  segments: SegmentAnswer[];
}

export interface BookingAnswer {
  booking: string;
  token: string;
  manage_url: string;
  salon: string;
  status: "confirmed" | "cancelled" | "awaiting-deposit";
  start: string;
  end: string;
  party: number;
  price_cents: number;
  deposit_cents: number;
  services: { id: string; staff?: string }[];
  assignment: AssignmentAnswer[];
  segments: SegmentAnswer[];
  /** Of a visit that is booked once its deposit is paid. */
  payment?: DepositAsked;
  /** The patch test that was booked together with it. */
  patch_test?: { booking: string; start: string; end: string; price_cents: number };
}

/** `url` leads to the payment; the time is held until `until`, and after that booked only where it is still free. */
export interface DepositAsked {
  state: "begun" | "paid" | "failed" | "flagged" | "refunded";
  url: string;
  cents: number;
  until: string;
}

export interface CancelledVisit {
  booking: string;
  /** What is due at the salon, and the lines that add up to it; absent where the salon does not charge. */
  fee_cents?: number;
  fee?: { reason: string; cents: number }[];
}

export interface CancelAnswer extends CancelledVisit {
  status: "cancelled";
  /** What rested on it, where it is a patch test, and was cancelled with it. */
  also?: CancelledVisit[];
}

export interface WaitlistAnswer {
  waitlist: string;
}

export interface FoundBooking {
  booking: string;
  token: string;
  manage_url: string;
  salon: string;
  status: "confirmed" | "cancelled";
  start: string;
  end: string;
  services: { id: string; staff?: string }[];
}

/** `misfits`: future bookings the edited document no longer has room for. They are kept as they are. */
export interface PutSalonAnswer {
  salon: string;
  version: number;
  misfits: { booking: string; start: string; end: string }[];
}

/** In `extra.alternatives` of a 409: the bookable starts nearest to the wished one. */
export interface Alternative {
  start: string;
  end: string;
  price_cents: number;
}
