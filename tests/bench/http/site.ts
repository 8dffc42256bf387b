// The Worker under the benches (tests/bench/worker), started on a fresh state, and what it takes of the machine.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { migrateLocally } from "../../../scripts/local/migrations.ts";
import { root, run } from "../../../scripts/local/process.ts";
import { freePort, type Server, startServer } from "../../../scripts/local/server.ts";
import { setting } from "../../../scripts/seed.ts";

export interface Ask {
  path: string;
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

export interface Told {
  status: number;
  text: string;
  header(name: string): string;
}

export interface BenchSite {
  state: string;
  /** Sends one request on a kept-alive connection; refuses whatever is not a 2xx. */
  ask(wish: Ask): Promise<Told>;
  putSalon(document: { slug: string }): Promise<void>;
  /** Microseconds of processor that workerd has taken so far. */
  processor(): number;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `now`: what the clock says in every request; the machine's own clock unless set. */
export async function openBenchSite(now?: string): Promise<BenchSite> {
  const parent = join(root, "build/bench");
  mkdirSync(parent, { recursive: true });
  const state = mkdtempSync(join(parent, "state-"));
  const script = bundle(join(state, "bundle"));
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  let server: Server;
  const site: BenchSite = {
    state,
    ask: (wish) => ask(agent, server.url, wish, now),
    async putSalon(document) {
      const authorization = `Bearer ${setting("OPERATOR_TOKEN")}`;
      const path = `/api/v1/salons/${document.slug}`;
      await site.ask({ method: "PUT", path, headers: { authorization }, body: JSON.stringify(document) });
    },
    processor: () => processorOf(server.processGroup),
    stop: () => server.stop(),
    async start() {
      server = await startServer({
        port: await freePort(),
        config,
        script,
        state,
        vars: { TEST_CLOCK: "1", LOCAL_MODE: "1" },
        patience: 90_000,
      });
    },
    async close() {
      await server.stop();
      agent.destroy();
      rmSync(state, { recursive: true, force: true });
    },
  };
  migrateLocally(state);
  await site.start();
  return site;
}

const config = join(root, "tests/bench/worker/wrangler.toml");

/** Bundled once, so that who edits a file meanwhile does not restart what is measured. */
function bundle(folder: string): string {
  run("wrangler", ["deploy", "--dry-run", "--config", config, "--outdir", folder]);
  return join(folder, "index.js");
}

const requests = { read: 0, write: 0 };

/**
 * Sixteen writes from each client, so that no plan is in the way, and eighty reads, so that the wall is told of them as
 * often as of anybody's (workers/http/wall.ts).
 */
function addressFor(method: string): string {
  const [kind, of] = method === "GET" ? (["read", 80] as const) : (["write", 16] as const);
  requests[kind] += 1;
  const client = Math.floor(requests[kind] / of);
  return `${kind === "read" ? 10 : 11}.${client >> 16}.${(client >> 8) & 255}.${client & 255}`;
}

function ask(agent: Agent, url: string, wish: Ask, now: string | undefined): Promise<Told> {
  const { path, method = "GET", body, headers = {} } = wish;
  const { hostname, port } = new URL(url);
  const sent = {
    "cf-connecting-ip": addressFor(method),
    ...(now === undefined ? {} : { "x-test-now": now }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const out = request({ agent, hostname, port, path, method, headers: sent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.once("error", reject);
      answer.once("end", () => {
        const status = answer.statusCode ?? 0;
        const text = Buffer.concat(parts).toString();
        if (status < 200 || status > 299) reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`));
        else resolve({ status, text, header: (name) => String(answer.headers[name.toLowerCase()] ?? "") });
      });
    });
    out.once("error", reject);
    out.end(body);
  });
}

/** Linux tells a process's time in hundredths of a second (`USER_HZ`), user and system apart. */
const TICK = 10_000; // microseconds

/** Of every workerd in the group; fields of /proc/{pid}/stat after the name in brackets: 3 is the group, 12 and 13 the time. */
function processorOf(group: number): number {
  let ticks = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[2]) === group && stat.includes("(workerd)")) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * TICK;
}

/** Empty for a process that has just ended. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
