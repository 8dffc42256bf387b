// Nothing is said over a connection that others can read. The platform may be told to redirect such requests, but that is a
// setting of the zone; here it holds wherever the Worker is deployed.

import type { Env } from "../../env.ts";
import { problem } from "../../problem.ts";
import { problemAnswer } from "../refusal.ts";

/** Nobody listens between a browser and its own machine. */
const THIS_MACHINE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The answer to a request over plain HTTP; null for one over TLS. A person's browser is led to the same page over TLS; a
 * program is refused, so that one that sends its secrets in the open is noticed and not helped along.
 */
export function plainAnswer(request: Request, env: Env): Response | null {
  if (request.url.startsWith("https:") || env.LOCAL_MODE === "1") return null;
  const url = new URL(request.url);
  if (THIS_MACHINE.has(url.hostname)) return null;
  const isPage =
    (request.method === "GET" || request.method === "HEAD") && !/^\/(api|metrics|healthz)(\/|$)/.test(url.pathname);
  if (!isPage) return problemAnswer(problem("https-required", 403, "This is answered over HTTPS alone."));
  url.protocol = "https:";
  return new Response(null, { status: 308, headers: { Location: url.href, "Cache-Control": "no-store" } });
}
