// RFC 9457 problem details: the one shape in which anything in this house refuses.

/** One fault of a request. Exactly one of `pointer` (into the body) and `parameter` (query, path, header) is set. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the request's body. */
  pointer?: string;
  /** Name of the query, path or header parameter. */
  parameter?: string;
  detail: string;
}

export interface Problem {
  /** Slug of the kind of problem; the door makes it a URI. */
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: Fault[];
  /** Whole seconds after which trying again makes sense; the door sends it as `Retry-After`. */
  retryAfter?: number;
  /** The limit that was reached: so many calls (`quota`) within so many seconds (`window`). */
  limit?: { policy: string; quota: number; window: number };
  /** Members of this kind of problem alone, such as `alternatives` or `price_cents`. */
  extra?: Record<string, unknown>;
}

type Details = Omit<Problem, "type" | "title" | "status">;

export function problem(type: string, status: number, title: string, details: Details = {}): Problem {
  return { type, title, status, ...details };
}

export const unknownSalon = (salon: string): Problem =>
  problem("unknown-salon", 404, "There is no such salon.", { detail: `No salon is called "${salon}".` });

/** One answer for a booking that never was, a token that does not verify and a revoked one, so that none can be probed. */
export const unknownBooking = (): Problem =>
  problem("unknown-booking", 404, "There is no such booking.", { detail: "The link is not valid, or no longer." });

/** `pointer`: where in the body the hold was named. */
export const unknownHold = (pointer?: string): Problem =>
  problem("unknown-hold", 404, "There is no such hold.", {
    detail: "It was released, used, or never made.",
    ...atPointer(pointer, "is no hold"),
  });

export const holdOfOffer = (pointer?: string): Problem =>
  problem("hold-of-offer", 409, "This hold belongs to an offer.", {
    detail: "Accept or decline the offer instead.",
    ...atPointer(pointer, "is the hold of an offer"),
  });

const atPointer = (pointer: string | undefined, detail: string): { errors?: Fault[] } =>
  pointer === undefined ? {} : { errors: [{ pointer, detail }] };

export const offerOver = (): Problem =>
  problem("offer-over", 409, "This offer is over.", { detail: "It expired, or was answered already." });

export const seriesSettled = (): Problem =>
  problem("series-settled", 409, "This date was settled already.", { detail: "Look at the series as it is now." });

/** One answer for what is not there and for what is another salon's, so that neither can be probed. */
export const forbidden = (): Problem =>
  problem("forbidden", 403, "You may not do this here.", {
    detail: "Your role in this salon does not allow it, or you have none.",
  });

export const invalid = (errors: Fault[]): Problem =>
  problem("invalid-request", 422, "The request cannot be carried out as written.", { errors });

export const keyReused = (): Problem =>
  problem("idempotency-key-reused", 422, "This Idempotency-Key was used with another body.");

export const storageUnavailable = (): Problem =>
  problem("storage-unavailable", 503, "The booking records cannot be reached right now.", {
    detail: "Nothing was changed. Please try again.",
    retryAfter: 2,
  });

/** An incident is being looked into; nothing is decided for the salon meanwhile. */
export const frozen = (): Problem =>
  problem("frozen", 503, "This salon has paused its bookings.", {
    detail: "Nothing was changed. Bookings stand as they are; please contact the salon.",
    retryAfter: 600,
  });

export const tooBusy = (): Problem =>
  problem("too-busy", 503, "Too many people are booking this time at once.", {
    detail: "Nothing was changed. Please try again.",
    retryAfter: 1,
  });

/** The engine's `TooComplex`: its step budget ended before anything was decided (wasm/availability/limits.h). */
const TOO_COMPLEX = 5;

/** `status` is the engine's, null when it trapped. Asking again would not help where the question itself is too hard. */
export const engineRefused = (status: number | null): Problem =>
  status === TOO_COMPLEX
    ? problem("too-complex", 422, "There are too many ways to arrange this visit.", {
        detail: "Ask for fewer people or fewer services at once, or name the person.",
      })
    : problem("cannot-decide", 503, "This cannot be worked out right now.", {
        detail: "The request was too hard to decide.",
        retryAfter: 1,
      });
