// /dev/mailbox: every message that somebody would have got, for a developer to read. It is there under LOCAL_MODE alone.

import { Hono } from "hono";
import { html, raw } from "hono/html";
import { problemAnswer } from "../http/refusal.ts";
import type { DoorEnv } from "../http/request.ts";
import { unknownAddress } from "../http/routes.ts";
import { type Letter, readMailbox } from "../store/outbox.ts";

/** Letters on the page, the latest first. */
const SHOWN = 500;

/** The page runs nothing and loads nothing but its own sheet. */
const POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const mailbox = new Hono<DoorEnv>();

mailbox.use("/dev/*", async (c, next) => (c.env.LOCAL_MODE === "1" ? next() : problemAnswer(unknownAddress())));

mailbox.get("/dev/mailbox", async (c) => {
  const letters = await readMailbox(c.env, SHOWN);
  return c.html(page(letters), 200, { "Content-Security-Policy": POLICY, "Cache-Control": "no-store" });
});

mailbox.get("/dev/mailbox.json", async (c) => {
  return c.json({ letters: await readMailbox(c.env, SHOWN) }, 200, { "Cache-Control": "no-store" });
});

mailbox.get("/dev/mailbox.css", (c) => c.body(SHEET, 200, { "Content-Type": "text/css; charset=utf-8" }));

mailbox.get("/dev/mailbox/:file{[a-z2-7]+\\.ics}", async (c) => {
  const id = c.req.param("file").slice(0, -".ics".length);
  const letter = (await readMailbox(c.env, SHOWN)).find((each) => each.id === id);
  if (!letter?.attachment) return problemAnswer(unknownAddress());
  return c.body(letter.attachment, 200, {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'attachment; filename="visit.ics"',
  });
});

function page(letters: Letter[]) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox</title>
        <link rel="stylesheet" href="/dev/mailbox.css" />
      </head>
      <body>
        <h1>What was sent</h1>
        <p>The last ${SHOWN} messages, the newest first. Nothing left this machine; it keeps them.</p>
        ${letters.length === 0 ? html`<p>No message yet. Book something.</p>` : letters.map(article)}
      </body>
    </html>`;
}

function article(letter: Letter) {
  const at = new Date(letter.at * 60_000).toISOString().slice(0, 16).replace("T", " ");
  const file = letter.attachment ? html`<p><a href="/dev/mailbox/${letter.id}.ics">visit.ics</a></p>` : raw("");
  return html`<article>
    <h2>${letter.subject}</h2>
    <p>${letter.recipient.includes("@") ? `To ${letter.recipient}` : `Not sent: no address (${letter.recipient})`}, ${at} UTC</p>
    <pre>${linked(letter.text)}</pre>
    ${file}
  </article>`;
}

/** The letter's text with its addresses as links; every piece is escaped by the template. */
function linked(text: string) {
  return text.split(/(https?:\/\/\S+)/).map((piece, index) => {
    return index % 2 === 1 ? html`<a href="${piece}">${piece}</a>` : html`${piece}`;
  });
}

const SHEET = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; }
article { border-top: 1px solid; margin-top: 2rem; padding-top: 1rem; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
