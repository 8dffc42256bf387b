// Headers that every answer bears, whoever made it.

/** For pages and the platform's own answers alike; a page adds its own Content-Security-Policy. */
const EVERYWHERE: [string, string][] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Strict-Transport-Security", "max-age=63072000; includeSubDomains"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"],
];

/** What is not a page can do nothing, even if somebody makes a browser show it. */
const NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Adds what is missing to an answer and returns it; an answer whose headers cannot be changed is copied. */
export function withSecurityHeaders(answer: Response): Response {
  // A connection that is no answer any more has nobody to read headers.
  if (answer.webSocket !== null && answer.webSocket !== undefined) return answer;
  // A page of the assets binding or a fetch has immutable headers.
  const own = answer.headers.has("X-Content-Type-Options") ? answer : new Response(answer.body, answer);
  for (const [name, value] of EVERYWHERE) if (!own.headers.has(name)) own.headers.set(name, value);
  if (!own.headers.has("Content-Security-Policy")) own.headers.set("Content-Security-Policy", NOT_A_PAGE);
  return own;
}

const OF_API = new Headers([...EVERYWHERE, ["Content-Security-Policy", NOT_A_PAGE], ["Cache-Control", "no-store"]]);

/** The same headers for an answer that is made here and now, which spares the copy. */
export function apiHeaders(contentType: string, more: Record<string, string> = {}): Headers {
  const headers = new Headers(OF_API);
  headers.set("Content-Type", contentType);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return headers;
}
