// What a Flow is opened with: it names the conversation, says until when, and is ours.

import { flowToken, parseToken, sameToken } from "../../../token.ts";

export interface FlowToken {
  salon: string;
  conversation: string;
  /** Minutes since the epoch. */
  until: number;
}

export const newFlowToken = (secret: string, { salon, conversation, until }: FlowToken): Promise<string> =>
  flowToken(secret, salon, `${conversation}-${until}`);

/** Null for any text but such a token, whether or not its time is over. */
export async function readFlowToken(secret: string, token: unknown): Promise<FlowToken | null> {
  const parts = typeof token === "string" ? parseToken(token) : null;
  const [, conversation, until] = /^([a-z2-7]{26})-(\d{1,10})$/.exec(parts?.id ?? "") ?? [];
  if (parts === null || conversation === undefined || until === undefined) return null;
  const genuine = await newFlowToken(secret, { salon: parts.salon, conversation, until: Number(until) });
  return sameToken(genuine, String(token)) ? { salon: parts.salon, conversation, until: Number(until) } : null;
}
