// E-mail: through the platform's binding in production, into the developer's mailbox where LOCAL_MODE is set. The binding
// composes the MIME message itself, so no library for that is shipped.

import type { Env } from "../../env.ts";
import { keepLetter } from "../../store/outbox.ts";
import type { Written } from "../letters.ts";

export interface Addressee {
  /** Absent where the client gave none. */
  email: string | null;
  /** E.164; shown in the developer's mailbox alone, where it says whom no letter could reach. */
  phone: string | null;
}

/** "sent", or why this client cannot be reached; throws when sending failed and may succeed later. */
export async function sendEmail(env: Env, id: string, to: Addressee, letter: Written): Promise<"sent" | "unreachable"> {
  if (env.LOCAL_MODE === "1") {
    await keepLetter(env, {
      id,
      recipient: to.email ?? to.phone ?? "",
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      attachment: letter.calendar,
      at: Math.floor(Date.now() / 60_000),
    });
    return to.email === null ? "unreachable" : "sent";
  }
  if (to.email === null || env.EMAIL_FROM === undefined) return "unreachable";
  await env.EMAIL.send({
    from: env.EMAIL_FROM,
    to: to.email,
    subject: letter.subject.replace(/[\r\n]+/g, " "),
    text: letter.text,
    html: letter.html,
    // The same message sent twice bears the same name, so that a mail system or a reader can tell.
    headers: { "X-Entity-Ref-ID": id, "Auto-Submitted": "auto-generated", ...stopping(letter) },
    ...(letter.calendar === null ? {} : { attachments: [calendarFile(letter.calendar)] }),
  });
  return "sent";
}

/** Mail readers show a button for it, and press it with a POST of exactly these words (RFC 8058). */
function stopping({ stop }: Written): Record<string, string> {
  if (stop === undefined) return {};
  return { "List-Unsubscribe": `<${stop}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** An answer in a thread. `inReplyTo` and `references`: Message-IDs without their brackets. */
export interface ThreadAnswer {
  to: string;
  replyTo: string;
  subject: string;
  text: string;
  inReplyTo: string | null;
  references: readonly string[];
}

/** The Message-ID it got, without brackets; null where no letter can be sent from here. Throws when sending failed. */
export async function sendAnswer(env: Env, id: string, answer: ThreadAnswer): Promise<string | null> {
  const { to, replyTo, subject, text, inReplyTo, references } = answer;
  if (env.LOCAL_MODE === "1") {
    const kept = { id, recipient: to, subject, text, html: null, attachment: null };
    await keepLetter(env, { ...kept, at: Math.floor(Date.now() / 60_000) });
    return `${id}@local`;
  }
  if (env.EMAIL_FROM === undefined) return null;
  const named = (one: string): string => `<${one}>`;
  const sent = await env.EMAIL.send({
    from: env.EMAIL_FROM,
    to,
    replyTo,
    subject,
    text,
    headers: {
      "X-Entity-Ref-ID": id,
      "Auto-Submitted": "auto-replied",
      ...(inReplyTo === null ? {} : { "In-Reply-To": named(inReplyTo) }),
      ...(references.length === 0 ? {} : { References: references.map(named).join(" ") }),
    },
  });
  // Once it is taken it must not be sent again, whatever it was called.
  return sent.messageId.replace(/^<|>$/g, "") || `${id}@sent`;
}

function calendarFile(text: string): EmailAttachment {
  return {
    disposition: "attachment",
    filename: "visit.ics",
    // Names the method if the file does (RFC 6047, 2.4).
    type: `text/calendar; charset="utf-8"${text.includes("\r\nMETHOD:PUBLISH\r\n") ? "; method=PUBLISH" : ""}`,
    content: new TextEncoder().encode(text),
  };
}
