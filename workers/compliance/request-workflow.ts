// A request about one's own data as a durable workflow: acknowledge, wait for the proof, wait for the salon where it has to
// decide, carry out, keep the receipts, tell the client and close. It holds ids alone. Each step reads the truth in D1 and can
// be repeated, so a workflow that dies is simply started again from the beginning (workers/commands/compliance/requests/sweep.ts).

import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep, type WorkflowStepConfig } from "cloudflare:workers";
import type { CommandContext } from "../commands/command.ts";
import {
  acknowledge,
  close,
  correct,
  eraseFor,
  gather,
  keepReceipts,
  lapse,
  type Outlook,
  outlook,
} from "../commands/compliance/requests/carry-out.ts";
import { fallDue } from "../commands/compliance/requests/decide.ts";
import type { Awaited } from "../commands/compliance/requests/wake.ts";
import { type Env, publicOrigin, type RequestParameters } from "../env.ts";
import { newTrace } from "../http/request.ts";

/** A step that keeps failing ends the workflow within the hour; the sweep starts the next. */
const RETRIES: WorkflowStepConfig = { retries: { limit: 5, delay: "20 seconds", backoff: "exponential" } };
/** A day, as a request that nobody proves lapses, and a little more. */
const PROOF = "1441 minutes";

export class DataRequest extends WorkflowEntrypoint<Env, RequestParameters> {
  override async run({ payload: key }: WorkflowEvent<RequestParameters>, step: WorkflowStep): Promise<string> {
    await step.do("acknowledge", RETRIES, () => acknowledge(this.surroundings(), key));
    let now = await this.look(step, "look", key);
    if (now.status === "received") {
      await waited(step, "proved", PROOF);
      await step.do("lapse", RETRIES, () => lapse(this.surroundings(), key));
      now = await this.look(step, "look after the proof", key);
    }
    if (now.status === "deciding") {
      await waited(step, "decided", `${now.left} minutes`);
      await step.do("fall due", RETRIES, async () => {
        await fallDue(this.surroundings(), key);
        return true;
      });
      now = await this.look(step, "look after the decision", key);
    }
    if (now.status !== "working") return now.status;
    if (now.decision !== "refused") await this.carryOut(step, key, now);
    return step.do("tell and close", RETRIES, () => close(this.surroundings(), key));
  }

  private async carryOut(step: WorkflowStep, key: RequestParameters, { kind }: Outlook): Promise<void> {
    const ran = (name: string, command: (ctx: CommandContext, key: RequestParameters) => Promise<void>) =>
      step.do(name, RETRIES, async () => {
        await command(this.surroundings(), key);
        return true;
      });
    if (kind === "access") await ran("gather", gather);
    if (kind === "correction") await ran("correct", correct);
    if (kind !== "deletion") return; // what was objected to or withdrawn stopped in the commit that proved it
    const erased = await step.do("erase", RETRIES, () => eraseFor(this.surroundings(), key));
    await ran("receipts", (ctx) => keepReceipts(ctx, key, erased));
  }

  private look(step: WorkflowStep, name: string, key: RequestParameters): Promise<Outlook> {
    return step.do(name, RETRIES, () => outlook(this.surroundings(), key));
  }

  /** Of each step its own: a workflow may sleep for weeks between two. */
  private surroundings(): CommandContext {
    return {
      env: this.env,
      now: Math.floor(Date.now() / 60_000),
      origin: publicOrigin(this.env),
      trace: newTrace(),
      caller: null,
      waitUntil: (promise) => this.ctx.waitUntil(promise),
    };
  }
}

/** Until the event comes or the time is over; D1 then says which. */
async function waited(step: WorkflowStep, type: Awaited, timeout: `${number} minutes`): Promise<void> {
  try {
    await step.waitForEvent(`wait until ${type}`, { type, timeout });
  } catch {
    // Time is over: the next step looks at what is to be done now.
  }
}
