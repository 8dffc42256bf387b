// One `wrangler dev` process on this machine: started, waited for, and ended with all its children.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { environment, root } from "./process.ts";

export interface Server {
  /** Without a slash at the end, such as http://127.0.0.1:8787. */
  url: string;
  /** Of wrangler and workerd, to measure what they take. */
  processGroup: number;
  /** Resolves with the exit code once the process is gone, however it went. */
  gone: Promise<number>;
  stop(): Promise<void>;
  /** SIGKILL to the whole process group: what a power cut does. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  port: number;
  /** Another Worker's wrangler.toml; the project's own unless set. */
  config?: string;
  /** A Worker bundled before, which no edit of a source changes while it runs. */
  script?: string | undefined;
  /** Where D1, KV and R2 live between runs. */
  state?: string;
  /** Further variables for the Worker, over those of .dev.vars. */
  vars?: Record<string, string>;
  output?: "inherit" | "ignore";
  /** Milliseconds until /healthz must answer. */
  patience?: number;
}

export const defaultState = join(root, ".wrangler/state");

/** Starts the Worker and resolves once /healthz answers. Migrations are the caller's business. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { port, script, state = defaultState, vars = {}, output = "ignore", patience = 60_000 } = options;
  // It is looked for beside the script, unless it is named.
  const config = options.config ?? (script === undefined ? undefined : join(root, "wrangler.toml"));
  if (!(await isFree(port))) throw new Error(`port ${port} is taken; choose another with PORT=…`);
  const child = spawn(
    join(root, "node_modules/.bin/wrangler"),
    [
      "dev",
      ...(script === undefined ? [] : [script, "--no-bundle"]),
      // Secrets are looked for beside the configuration, unless their file is named.
      ...(config === undefined ? [] : ["--config", config, "--env-file", join(root, ".dev.vars")]),
      ...["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", String(await freePort())],
      ...["--persist-to", state, "--show-interactive-dev-session=false", "--log-level", "warn"],
      ...Object.entries({ PUBLIC_ORIGIN: `http://127.0.0.1:${port}`, ...vars }).flatMap(([name, value]) => [
        "--var",
        `${name}:${value}`,
      ]),
    ],
    // A group of its own, so that ending it ends workerd too, and nothing else.
    { cwd: root, env: environment, detached: true, stdio: ["ignore", output, output] },
  );
  const gone = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  const server: Server = {
    url: `http://127.0.0.1:${port}`,
    processGroup: child.pid ?? 0,
    gone,
    stop: () => end(child, gone, "SIGTERM"),
    kill: () => end(child, gone, "SIGKILL"),
  };
  try {
    await healthy(server, patience);
  } catch (error) {
    await server.kill();
    throw error;
  }
  return server;
}

async function healthy(server: Server, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  let over = false;
  void server.gone.then(() => {
    over = true;
  });
  while (Date.now() < deadline) {
    if (over) throw new Error(`wrangler dev ended with ${await server.gone} before it answered`);
    const answer = await fetch(`${server.url}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${server.url}/healthz did not answer within ${patience / 1000} s`);
}

async function end(child: ChildProcess, gone: Promise<number>, signal: NodeJS.Signals): Promise<void> {
  signalGroup(child, signal);
  const late = setTimeout(() => signalGroup(child, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
  signalGroup(child, "SIGKILL"); // workerd may outlive its parent by a moment
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
