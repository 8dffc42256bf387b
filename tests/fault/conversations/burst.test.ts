// The provider sends a thousand webhooks while the power goes. Like the provider, whoever sends them sends again what was not
// acknowledged; then every message is there once, and somebody has looked at every one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signatureOf } from "../../../scripts/local/graph/provider.ts";
import { setting } from "../../../scripts/seed.ts";
import { clientOf } from "../client.ts";
import { chairSalon } from "../salons.ts";
import { long, openSite, type Site } from "../site.ts";
import { look } from "../truth.ts";

const WEBHOOKS = 1_000;
const KILLS = long ? 10 : 2;
const SENDERS = 8;
/** Milliseconds between starting to send and the power's going. */
const BEFORE_CUT = 1_500;
const ACCOUNT = "100200300400888";

let site: Site;

before(async () => {
  site = await openSite();
  const salon = chairSalon("burst", 4, 4);
  const channels = { whatsapp: { phone_number_id: ACCOUNT } };
  await clientOf(() => site.url).putSalon({ ...salon, channels } as typeof salon);
});
after(() => site.close());

function webhook(n: number): string {
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "27215550100", phone_number_id: ACCOUNT },
    contacts: [{ profile: { name: "Nomsa" }, wa_id: `2782555${String(n % 40).padStart(4, "0")}` }],
    messages: [
      {
        from: `2782555${String(n % 40).padStart(4, "0")}`,
        id: `wamid.burst-${n}`,
        timestamp: String(1_800_000_000 + n),
        text: { body: `message ${n}` },
        type: "text",
      },
    ],
  };
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ changes: [{ field: "messages", value }] }] });
}

/** Whether it was acknowledged. */
async function sent(n: number): Promise<boolean> {
  const body = webhook(n);
  const signature = await signatureOf(setting("WHATSAPP_APP_SECRET"), Uint8Array.from(new TextEncoder().encode(body)));
  const headers = { "Content-Type": "application/json", "X-Hub-Signature-256": signature };
  try {
    const answer = await fetch(`${site.url}/webhooks/whatsapp`, { method: "POST", headers, body });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

test("a burst of 1,000 webhooks with the power cut in between loses none and doubles none", async () => {
  const owed = new Set(Array.from({ length: WEBHOOKS }, (_, n) => n));
  const acknowledged = new Set<number>();
  for (let turn = 0; owed.size > 0; turn++) {
    assert.ok(turn < KILLS + 4, `${owed.size} webhooks are still not acknowledged`);
    const cut = { now: false };
    const queue = [...owed];
    const senders = Array.from({ length: SENDERS }, async () => {
      for (let n = queue.pop(); n !== undefined && !cut.now; n = queue.pop()) {
        if (!(await sent(n))) continue;
        acknowledged.add(n);
        owed.delete(n);
      }
    });
    if (turn < KILLS) {
      await Promise.race([Promise.all(senders), new Promise((resolve) => setTimeout(resolve, BEFORE_CUT))]);
      cut.now = true;
      await site.kill();
      await Promise.all(senders);
      await site.start();
    } else {
      await Promise.all(senders);
    }
  }
  // The provider may not have heard an acknowledgement, and sends again.
  for (const n of [0, 1, WEBHOOKS - 1]) assert.ok(await sent(n));
  assert.equal(acknowledged.size, WEBHOOKS);

  // The minute's sweep looks at whatever the queue lost with the power.
  let waiting = WEBHOOKS;
  for (let tries = 0; waiting > 0 && tries < 60; tries++) {
    await fetch(`${site.url}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent("* * * * *")}`);
    waiting = counted("SELECT count(*) AS n FROM message WHERE answer_at IS NOT NULL");
    if (waiting > 0) await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  assert.equal(waiting, 0, "somebody has looked at every message");
  assert.equal(counted("SELECT count(*) AS n FROM message WHERE direction = 'in'"), WEBHOOKS);
  assert.equal(counted("SELECT count(DISTINCT provider_id) AS n FROM message WHERE direction = 'in'"), WEBHOOKS);
  // What they say means nothing, so that in the end a person has each conversation.
  assert.equal(counted("SELECT count(*) AS n FROM conversation WHERE state = 'waiting'"), 40);
});

function counted(sql: string): number {
  return look(site.state, (database) => Number(database.prepare(sql).get()?.n));
}
