// What taking a webhook costs beside what it must cost: the door of WhatsApp's webhooks in a local workerd, against a bare handler in
// the same workerd that reads the body, checks its HMAC and writes as many rows of the same tables in one batch. How long the
// provider waits is one webhook at a time, with a pause in which its pointer goes to the queue; at four at once that work, which the
// bare handler does not do, is counted too.
import { signatureOf } from "../../scripts/local/graph/provider.ts";
import { setting } from "../../scripts/seed.ts";
import { chairSalon } from "../fault/salons.ts";
import { pair, type Rounds } from "./http/pair.ts";
import { type BenchSite, openBenchSite } from "./http/site.ts";
import type { Row } from "./row.ts";

const WAIT: Rounds = { rounds: 16, requests: 24, atOnce: 1, pause: 8 };
const LOAD: Rounds = { rounds: 16, requests: 24, atOnce: 4 };
const WARMING = 240;
const ACCOUNT = "100200300400777";
/** People who write, in turn. */
const PEOPLE = 50;

export async function bench(): Promise<Row[]> {
  const site = await openBenchSite();
  try {
    return [...(await acknowledged(site, 1)), ...(await acknowledged(site, 20))];
  } finally {
    await site.close();
  }
}

async function acknowledged(site: BenchSite, messages: number): Promise<Row[]> {
  await site.putSalon({
    ...chairSalon("written-to", 4, 4),
    channels: { whatsapp: { phone_number_id: ACCOUNT, display: "+27215550100" } },
  } as { slug: string });
  const total = WARMING + WAIT.rounds * WAIT.requests + LOAD.rounds * LOAD.requests;
  const [ours, bare] = await Promise.all(["ours", "bare"].map((name) => webhooks(name, messages, total)));
  const once = (path: string, all: Signed[] | undefined) => (turn: number) => {
    const { body, signature } = all?.[turn] ?? { body: "", signature: "" };
    return site.ask({ method: "POST", path, body, headers: { "x-hub-signature-256": signature } });
  };
  const [take, write] = [once("/webhooks/whatsapp", ours), once(`/bare/webhook/${messages}`, bare)];
  for (let i = 0; i < WARMING; i += 4) {
    await Promise.all([
      take(i),
      write(i),
      take(i + 1),
      write(i + 1),
      take(i + 2),
      write(i + 2),
      take(i + 3),
      write(i + 3),
    ]);
  }
  const after = (done: number, side: typeof take) => (turn: number) => side(turn + done);
  const processor = () => site.processor();
  const measure = (done: number, rounds: Rounds) =>
    pair({ once: after(done, take), processor }, { once: after(done, write), processor }, rounds);
  const wait = await measure(WARMING, WAIT);
  const load = await measure(WARMING + WAIT.rounds * WAIT.requests, LOAD);
  const name = `webhook: ${messages} message${messages === 1 ? "" : "s"}`;
  const against = "body, HMAC and as many rows";
  return [
    {
      name: `${name}, acknowledged`,
      value: 1000 / wait.ours,
      unit: "ms",
      against,
      ratio: wait.time,
      bound: { atMost: 1.4 },
    },
    { name: `${name}, bare`, value: 1000 / wait.bare, unit: "ms" },
    { name: `${name}, four at once, with the queue`, value: load.ours, unit: "requests/s", against, ratio: load.time },
    { name: `${name}, processor of workerd`, value: load.processor, unit: "times the bare handler's" },
  ];
}

interface Signed {
  body: string;
  signature: string;
}

/** Made beforehand: what a client takes for it is not what is measured. */
function webhooks(name: string, messages: number, count: number): Promise<Signed[]> {
  const secret = setting("WHATSAPP_APP_SECRET");
  return Promise.all(
    Array.from({ length: count }, async (_, turn) => {
      const body = webhook(name, messages, turn);
      return { body, signature: await signatureOf(secret, Uint8Array.from(new TextEncoder().encode(body))) };
    }),
  );
}

function webhook(name: string, messages: number, turn: number): string {
  const person = (i: number) => String((turn * messages + i) % PEOPLE).padStart(2, "0");
  const each = Array.from({ length: messages }, (_, i) => i);
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "27215550100", phone_number_id: ACCOUNT },
    contacts: each.map((i) => ({
      profile: { name: "Nomsa Dlamini" },
      wa_id: `278255501${person(i)}`,
      user_id: `ZA.200020002000200020${person(i)}`,
    })),
    messages: each.map((i) => ({
      from: `278255501${person(i)}`,
      id: `wamid.${name}-${messages}-${turn}-${i}`,
      timestamp: String(1_800_000_000 + turn),
      text: { body: "Sawubona, ngicela ukubhukha ngoLwesithathu ntambama" },
      type: "text",
    })),
  };
  const changes = [{ value, field: "messages" }];
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "900800700600", changes }] });
}
