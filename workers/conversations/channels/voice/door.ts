// /webhooks/voice: calls. Twilio signs and recognises speech; Africa's Talking signs nothing, so its path is a secret, and hears keys
// alone. The answer is what the call hears.

import type { CommandContext } from "../../../commands/command.ts";
import { collect } from "../../../http/body.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Route } from "../../../http/routes.ts";
import { problem } from "../../../problem.ts";
import { sameToken } from "../../../token.ts";
import { chosenLanguage, LANGUAGES, wordsIn } from "../../../ui/words.ts";
import { asRefusal, forged } from "../../whatsapp/door.ts";
import { answerCall, type Heard, type Spoken } from "./call.ts";
import { isTwilios } from "./signature.ts";
import { documentOf, element, words, type Xml } from "./xml.ts";

/** Bytes; a turn has some twenty short fields. */
const MOST_FORM = 64 << 10;
const TWILIO = "/webhooks/voice/twilio";
const AFRICASTALKING = "/webhooks/voice/africastalking";
const heard = { 200: { description: "What the call hears.", mediaType: "text/xml" } };

export const voiceRoutes: Route[] = [
  {
    method: "post",
    path: TWILIO,
    id: "answerTwilio",
    summary: "One turn of a call.",
    access: "signed",
    parameters: [
      {
        name: "X-Twilio-Signature",
        in: "header",
        required: true,
        description: "Base64 of the HMAC-SHA1 of the address and the form's fields, under the account's token.",
        schema: { type: "string" },
      },
    ],
    answers: heard,
    async handle(c) {
      const fields = await formOf(c);
      const ctx = commandContext(c);
      const { pathname, search, searchParams } = new URL(c.req.url);
      const signature = c.req.header("X-Twilio-Signature") ?? null;
      const called = `${ctx.origin}${pathname}${search}`;
      if (!(await isTwilios(c.env.TWILIO_AUTH_TOKEN, signature, called, fields))) throw forged(c, 403);
      // The call to a person is over; who was not reached is told so.
      const dialled = fields.get("DialCallStatus");
      if (dialled !== null) return ended(dialled === "completed", searchParams.get("lang"));
      const spoken = await answered(ctx, {
        ...turnOf(searchParams),
        call: fields.get("CallSid") ?? "",
        to: fields.get("To") ?? "",
        from: fields.get("From") ?? "",
        said: saidIn(fields),
        pressed: pressedIn(fields.get("Digits")),
        name: null,
      });
      return documentOf(twiml(spoken, ctx.origin));
    },
  },
  {
    method: "post",
    path: `${AFRICASTALKING}/{path}`,
    id: "answerAfricasTalking",
    summary: "One turn of a call, at a path that only the provider knows.",
    access: "signed",
    answers: heard,
    async handle(c) {
      const path = c.req.param("path") ?? "";
      if (!sameToken(path, c.env.AFRICASTALKING_PATH)) throw forged(c, 403);
      const fields = await formOf(c);
      // How long a call was and what it cost, told when it is over.
      if (fields.get("isActive") !== "1") return documentOf(element("Response", {}));
      const ctx = commandContext(c);
      const from = fields.get("callerNumber") ?? "";
      const spoken = await answered(ctx, {
        ...turnOf(new URL(c.req.url).searchParams),
        call: fields.get("sessionId") ?? "",
        to: fields.get("destinationNumber") ?? "",
        from,
        said: null,
        pressed: pressedIn(fields.get("dtmfDigits")),
        name: from === "" ? null : from,
      });
      return documentOf(keysAlone(spoken, `${ctx.origin}${AFRICASTALKING}/${path}`));
    },
  },
];

async function formOf(c: DoorContext): Promise<URLSearchParams> {
  return new URLSearchParams(new TextDecoder().decode(await collect(c.req.raw.body, MOST_FORM)));
}

async function answered(ctx: CommandContext, turn: Heard): Promise<Spoken> {
  // Ids are part of a key, so that what is no id is nobody's call.
  if (!/^[\w.:-]{1,100}$/.test(turn.call)) {
    throw new Refusal(problem("malformed-body", 400, "The body cannot be read.", { detail: "It names no call." }));
  }
  // The provider calls from a few addresses for everybody, so what it brings is not counted by address.
  return answerCall({ ...ctx, caller: null }, turn).catch((error: unknown) => {
    throw asRefusal(error);
  });
}

/** Our own numbers, which came back in the address. */
function turnOf(query: URLSearchParams): { turn: number; misses: number } {
  const number = (name: string): number => {
    const text = query.get(name) ?? "";
    return /^\d{1,3}$/.test(text) ? Number(text) : 0;
  };
  return { turn: number("turn"), misses: number("misses") };
}

/** Below this a recogniser is as often wrong as right; 0 is said by those that do not tell. */
const HEARD = 0.3;

function saidIn(fields: URLSearchParams): string | null {
  const said = (fields.get("SpeechResult") ?? "").trim().slice(0, 1_000);
  const confidence = Number(fields.get("Confidence") ?? 0);
  return said === "" || (confidence > 0 && confidence < HEARD) ? null : said;
}

function pressedIn(digits: string | null): string | null {
  return digits !== null && /^\d{1,20}$/.test(digits) ? digits : null;
}

/** The recogniser's names of the languages. */
const TAGS = { en: "en-ZA", af: "af-ZA", zu: "zu-ZA", xh: "xh-ZA" } as const;
/** No voice of the provider's is known here that speaks isiZulu or isiXhosa, so an English one reads them. */
const VOICES = { en: "en-ZA", af: "af-ZA", zu: "en-ZA", xh: "en-ZA" } as const;

function twiml({ words: { language, say: wordOf }, text, next }: Spoken, origin: string): Xml {
  const said = element("Say", { language: VOICES[language] }, words(text));
  if (next.what === "end") return element("Response", {}, said, element("Hangup", {}));
  if (next.what === "through") {
    if (next.number === null) {
      const nobody = element("Say", { language: VOICES[language] }, words(wordOf("voice.nobody")));
      return element("Response", {}, said, nobody, element("Hangup", {}));
    }
    const dial = element("Dial", { action: `${origin}${TWILIO}?lang=${language}`, timeout: "25" }, words(next.number));
    return element("Response", {}, said, dial);
  }
  const gather = {
    input: "speech dtmf",
    action: `${origin}${TWILIO}?turn=${next.turn}&misses=${next.misses}`,
    actionOnEmptyResult: "true",
    language: TAGS[language],
    speechTimeout: "auto",
    timeout: "6",
    ...(next.choices > 0 ? { numDigits: "1" } : { finishOnKey: "#" }),
  };
  return element("Response", {}, element("Gather", gather, said));
}

function keysAlone({ words: { say: wordOf }, text, next }: Spoken, url: string): Xml {
  const said = (one: string): Xml => element("Say", {}, words(one));
  if (next.what === "end") return element("Response", {}, said(text));
  if (next.what === "listen" && next.choices > 0) {
    const callbackUrl = `${url}?turn=${next.turn}&misses=${next.misses}`;
    return element("Response", {}, element("GetDigits", { numDigits: "1", timeout: "20", callbackUrl }, said(text)));
  }
  // What cannot be answered by a key is for a person.
  const number = next.what === "through" ? next.number : null;
  if (number === null) return element("Response", {}, said(text), said(wordOf("voice.nobody")));
  return element("Response", {}, said(text), element("Dial", { phoneNumbers: number }));
}

function ended(reached: boolean, lang: string | null): Response {
  const { language, say } = wordsIn(chosenLanguage(lang, null, LANGUAGES));
  const nobody = element("Say", { language: VOICES[language] }, words(say("voice.nobody")));
  return documentOf(element("Response", {}, ...(reached ? [] : [nobody]), element("Hangup", {})));
}
