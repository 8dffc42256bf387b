// Who may not book online: told neutrally, with the way to say that it is wrong, and without the reason, for whoever knows a number may
// try to book with it.

import type { Env } from "../../../env.ts";
import { type Problem, problem } from "../../../problem.ts";
import { hex, keyedHash } from "../../../token.ts";

/** What a number is known by among those who are shut out; another salon's says something else. */
export async function blockHash(env: Env, salon: string, phone: string): Promise<string> {
  return hex(await keyedHash(env.TOKEN_SECRET, `block:${salon}:${phone}`));
}

export const notOnline = (origin: string, salon: string): Problem =>
  problem("not-online", 403, "This visit cannot be booked online.", {
    detail: `Please contact the salon. If this is wrong, say so at ${origin}/${salon}/decisions.`,
    extra: { answer_url: `${origin}/${salon}/decisions` },
  });
