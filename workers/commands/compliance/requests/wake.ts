// Starts and wakes the workflow of a request. Both may be lost without harm: D1 says what is to be done, and the minute's
// sweep starts again whatever stands still.

import type { CommandContext } from "../../command.ts";
import type { RequestKey } from "./request.ts";

/** What a workflow waits for. */
export type Awaited = "proved" | "decided";

const instanceOf = ({ request }: RequestKey, run: number): string => `${request}-${run}`;

export async function begin(ctx: CommandContext, key: RequestKey, run = 1): Promise<void> {
  await ctx.env.REQUESTS.create({ id: instanceOf(key, run), params: { salon: key.salon, request: key.request } });
}

/** Leaves nothing to do when the workflow is gone: the sweep then finds a request that stands still. */
export async function wake(ctx: CommandContext, key: RequestKey, run: number, type: Awaited): Promise<void> {
  const instance = await ctx.env.REQUESTS.get(instanceOf(key, run));
  await instance.sendEvent({ type, payload: {} });
}

/** In the background, and never the caller's trouble. */
export function inBackground(ctx: CommandContext, work: Promise<void>): void {
  ctx.waitUntil(
    work.catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : "unknown";
      console.error(JSON.stringify({ level: "error", event: "request-workflow", trace: ctx.trace, failure }));
    }),
  );
}
