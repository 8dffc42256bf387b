// A page as an answer: the headers that let a browser do what the page needs and nothing else.

import type { HtmlEscapedString } from "hono/utils/html";

export interface PageKind {
  status?: number;
  /** May stand in another site's frame: the embedded booking flow alone. */
  framed?: boolean;
  /** Behind a capability link, or the answer to a form: kept nowhere, found by nobody. */
  secret?: boolean;
  /**
   * For people who are signed in: their forms must say where they come from, which a browser keeps silent under
   * `no-referrer`. The site's name is all that it says.
   */
  staff?: boolean;
  retryAfter?: number | undefined;
}

export async function pageAnswer(
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  kind: PageKind = {},
): Promise<Response> {
  const { status = 200, framed = false, secret = false, staff = false, retryAfter } = kind;
  const headers = new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy(framed),
    "Referrer-Policy": staff ? "strict-origin" : "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": secret ? "no-store" : "private, no-cache",
    Vary: "Accept-Language",
  });
  if (secret) headers.set("X-Robots-Tag", "noindex");
  if (retryAfter !== undefined) headers.set("Retry-After", String(Math.ceil(retryAfter)));
  return new Response(String(await page), { status, headers });
}

/** 303: the browser asks for the address with GET, so that a reload repeats no form. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
}

function policy(framed: boolean): string {
  const own = ["style-src", "script-src", "connect-src", "img-src", "manifest-src", "form-action"];
  const rules = own.map((rule) => `${rule} 'self'`).join("; ");
  return `default-src 'none'; ${rules}; base-uri 'none'; frame-ancestors ${framed ? "*" : "'none'"}`;
}
