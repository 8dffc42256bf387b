// What a provider's error means for a message: one table, asked when sending is refused and when a failure is told later. Codes of
// WhatsApp's Cloud API.

/**
 * `retry`     it may work later: tried again, with longer and longer pauses
 * `pair`      too often to this person: tried again when the pair may write again
 * `pause`     the number may send nothing for now: all of it waits
 * `window`    only a template may be sent: one is sent where there is one
 * `opted-out` they want no marketing: never again, and their consent is withdrawn
 * `never`     this message will never arrive
 */
export type Fate = "retry" | "pair" | "pause" | "window" | "opted-out" | "never";

export interface Meaning {
  what: Fate;
  /** For the person who looks at it. */
  why: string;
  /** Milliseconds, of `pause`. */
  wait?: number;
}

const MINUTE = 60_000;

const MEANINGS: Record<number, Meaning> = {
  0: { what: "pause", why: "the access token is refused", wait: 15 * MINUTE },
  1: { what: "retry", why: "the provider has trouble" },
  2: { what: "retry", why: "the provider is down" },
  4: { what: "pause", why: "the app calls too often", wait: MINUTE },
  10: { what: "pause", why: "the access token may not send", wait: 15 * MINUTE },
  100: { what: "never", why: "the provider does not understand the message" },
  190: { what: "pause", why: "the access token has expired", wait: 15 * MINUTE },
  368: { what: "pause", why: "the number is blocked for breaking rules", wait: 60 * MINUTE },
  80007: { what: "pause", why: "the account sends too much", wait: MINUTE },
  130429: { what: "pause", why: "the number sends too fast", wait: 2_000 },
  130472: { what: "never", why: "the provider keeps this person out of marketing" },
  131000: { what: "retry", why: "the provider has trouble" },
  131005: { what: "pause", why: "the access token may not send", wait: 15 * MINUTE },
  131008: { what: "never", why: "something is missing from the message" },
  131009: { what: "never", why: "something in the message is wrong" },
  131016: { what: "retry", why: "the provider is overloaded" },
  131021: { what: "never", why: "it was to be sent to the number itself" },
  131026: { what: "never", why: "this person cannot be reached here" },
  131031: { what: "pause", why: "the account is locked", wait: 60 * MINUTE },
  131042: { what: "pause", why: "the account has not been paid for", wait: 60 * MINUTE },
  131045: { what: "pause", why: "the number is not registered", wait: 60 * MINUTE },
  131047: { what: "window", why: "more than 24 hours have passed since they wrote" },
  131048: { what: "pause", why: "too many people reported the number", wait: 60 * MINUTE },
  131049: { what: "never", why: "the provider sends them no more marketing for now" },
  131050: { what: "opted-out", why: "they want no marketing" },
  131051: { what: "never", why: "the provider does not know this kind of message" },
  131052: { what: "never", why: "a medium could not be fetched" },
  131053: { what: "never", why: "a medium could not be sent" },
  131056: { what: "pair", why: "too many messages to this person" },
  131057: { what: "pause", why: "the account is being maintained", wait: 10 * MINUTE },
  132000: { what: "never", why: "the template takes another number of words" },
  132001: { what: "never", why: "there is no such template in this language" },
  132005: { what: "never", why: "the template with its words is too long" },
  132007: { what: "never", why: "the template breaks a rule" },
  132012: { what: "never", why: "the template's words have another form" },
  132015: { what: "never", why: "the template is paused for its quality" },
  132016: { what: "never", why: "the template is switched off for its quality" },
  133010: { what: "pause", why: "the number is not registered", wait: 60 * MINUTE },
};

const UNKNOWN: Meaning = { what: "never", why: "the provider refused it" };

/** Of what nobody has written down here a person is told. */
export function fateOf(code: number | null): Meaning {
  return code === null ? UNKNOWN : (MEANINGS[code] ?? UNKNOWN);
}
