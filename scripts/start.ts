// `npm start`: builds, migrates, serves on this machine, seeds the demo salons once, and keeps the clock and the core going.
//
//   PORT=8787       where to listen (always on 127.0.0.1)
//   STATE=…         folder of the local D1, KV and R2; .wrangler/state unless set
//   GRAPH_PORT=8788 where the stand-ins for WhatsApp, Messenger, Instagram and the telephone listen
//   PAY_PORT=8789   where the stand-in for PayFast and Paystack does
//   SEED=0          leaves the database as it is
import { watch } from "node:fs";
import { resolve } from "node:path";
import { build } from "./build.ts";
import { type Running, startGraph } from "./local/graph/server.ts";
import { migrateLocally } from "./local/migrations.ts";
import { type Payments, startPayments } from "./local/payments/server.ts";
import { root } from "./local/process.ts";
import { defaultState, type Server, startServer } from "./local/server.ts";
import { demoOwner, demoTelephones, seed, setting } from "./seed.ts";

const port = Number(process.env.PORT ?? 8787);
const state = process.env.STATE === undefined ? defaultState : resolve(process.env.STATE);
const began = performance.now();
const say = (text: string) => console.log(`start: ${text}`);

say("building the core and the contracts");
await build();
say("applying migrations to the local database");
migrateLocally(state);
say("starting workerd");
// By its name, not its number: a passkey belongs to a name.
const site = `http://localhost:${port}`;
const telephone = Number(process.env.GRAPH_PORT ?? 8788);
const graphApi = `http://127.0.0.1:${telephone}`;
const till = `http://127.0.0.1:${process.env.PAY_PORT ?? 8789}`;
const vars = {
  PUBLIC_ORIGIN: site,
  WHATSAPP_API_BASE: `${graphApi}/v25.0`,
  MESSENGER_API_BASE: `${graphApi}/social/v25.0`,
  PAYFAST_BASE: till,
  PAYFAST_API_BASE: till,
  PAYSTACK_API_BASE: till,
};
const server = await startServer({ port, state, vars, output: "inherit" }).catch((error: Error) => {
  console.error(`start: ${error.message}`);
  process.exit(1);
});
let graph: Running | null = null;
let payments: Payments | null = null;
endWith(server);
graph = await startGraph(server.url, site, demoTelephones(), telephone, setting).catch((error: Error) => {
  say(`no telephone here: ${error.message}`);
  return null;
});
payments = await startPayments(server.url, Number(new URL(till).port), setting).catch((error: Error) => {
  say(`no payments online here: ${error.message}`);
  return null;
});
// After the stand-ins: what clients are told goes to their telephones.
if (process.env.SEED !== "0") await seed(server.url, say);
fireCronEveryMinute(server.url);
rebuildOnChange();
say(`ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
console.log(`
  Salons     ${site}/
  Demo       ${site}/thandi-hair   ${site}/kaap-nails
  Team       ${site}/sign-in       (as ${demoOwner("thandi-hair")}; the link is in the mailbox)
  Mailbox    ${site}/dev/mailbox   (what clients and teams would get)
  Telephone  ${graph?.url ?? "not running"}   (writes on WhatsApp, Messenger and Instagram, and calls)
  Payments   ${payments?.url ?? "not running"}   (PayFast and Paystack, for salons whose document has money.payments)
  API        ${site}/api/openapi.json
  Operator   Authorization: Bearer with OPERATOR_TOKEN of .dev.vars

  Ctrl-C ends it; the data stay in ${state}.
`);

/** Ends our own children, and nothing else, on any signal; and ends with them when they fail. */
function endWith(child: Server): void {
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, async () => {
      ending = true;
      await graph?.stop();
      await payments?.stop();
      await child.stop();
      process.exit(0);
    });
  }
  void child.gone.then((code) => {
    if (ending) return;
    console.error(`start: wrangler dev ended with ${code}`);
    process.exit(code || 1);
  });
}

/** workerd fires no cron by itself on a developer's machine; the Worker's scheduled handler is called as Cloudflare would. */
function fireCronEveryMinute(url: string): void {
  const fire = () => fetch(`${url}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent("* * * * *")}`).catch(() => {});
  setTimeout(
    () => {
      void fire();
      setInterval(fire, 60_000);
    },
    60_000 - (Date.now() % 60_000),
  );
}

/** A change in C++, a contract or public/ is built at once; Wrangler reloads what changed in build/. */
function rebuildOnChange(): void {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(rebuild);
    }, 200);
  };
  const source = /^(?!generated[\\/]).*\.(cpp|h|fbs|schema\.json|css|js)$/;
  for (const folder of ["wasm", "shared/contracts", "public"]) {
    watch(resolve(root, folder), { recursive: true }, (_, name) => name !== null && source.test(name) && later());
  }
}

async function rebuild(): Promise<void> {
  const since = performance.now();
  try {
    const changed = await build();
    if (changed.length > 0) say(`core rebuilt in ${((performance.now() - since) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
