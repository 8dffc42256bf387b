// The channels of conversations: by what each sends, what it shows at most, and whether its provider shuts a day after they wrote.

import type { Bounds, Content } from "../../commands/conversations/content.ts";
import type { Env } from "../../env.ts";
import type { ChannelKind } from "../../store/conversations/conversations.ts";
import type { Claimed } from "../../store/conversations/outgoing.ts";
import { BOUNDS as WHATSAPP } from "../whatsapp/payload.ts";
import { markRead, sendOnWhatsApp } from "../whatsapp/sender.ts";
import { CHAT } from "./chat/page.ts";
import { MAIL } from "./mail/payload.ts";
import { sendMail } from "./mail/sender.ts";
import type { Sent } from "./sent.ts";
import { SOCIAL } from "./social/payload.ts";
import { sendOnSocial } from "./social/sender.ts";
import { SPEECH } from "./voice/speech.ts";

export { type Sent, UNREACHABLE } from "./sent.ts";

export interface Sending {
  salon: string;
  conversation: string;
  claimed: Claimed;
  content: Content;
}

export interface Channel {
  bounds: Bounds;
  /** What the provider says of it. Throws RangeError for what is no message there. */
  send(env: Env, what: Sending): Promise<Sent>;
  /** After a day nothing but what was approved goes out. */
  windowed: boolean;
  /** The channel proves whose telephone number it tells. */
  proves: boolean;
  /** Choices are shown as numbered lines, so that a reply may be a number. */
  numbers: boolean;
  /** Tells somebody that their message is being looked at. */
  seen?(env: Env, account: string, message: string): Promise<void>;
}

/** Caller ids can be made up, so a call proves no number; a page of Meta's tells none, nor does a letter. */
const OTHER = { proves: false, numbers: true };

const nothingOwed = async (): Promise<Sent> => {
  throw new RangeError("nothing is sent there");
};

export const CHANNELS: Readonly<Record<ChannelKind, Channel>> = {
  whatsapp: { bounds: WHATSAPP, send: sendOnWhatsApp, windowed: true, proves: true, numbers: false, seen: markRead },
  messenger: { bounds: SOCIAL, send: sendOnSocial, windowed: true, ...OTHER },
  instagram: { bounds: SOCIAL, send: sendOnSocial, windowed: true, ...OTHER },
  email: { bounds: MAIL, send: sendMail, windowed: false, ...OTHER },
  // A chat's page reads what was said.
  chat: { bounds: CHAT, send: nothingOwed, windowed: false, ...OTHER },
  // What is said on a call is heard at once; nothing is owed there.
  voice: {
    bounds: SPEECH,
    send: nothingOwed,
    windowed: true,
    ...OTHER,
  },
};
