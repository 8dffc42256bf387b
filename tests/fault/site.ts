// A real `wrangler dev` with a state folder of its own, which may be killed and started again on what is left of it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "../../scripts/local/bundle.ts";
import { migrateLocally } from "../../scripts/local/migrations.ts";
import { root } from "../../scripts/local/process.ts";
import { freePort, type Server, startServer } from "../../scripts/local/server.ts";

/** `npm run fault:long` sets it: the numbers of the specification instead of those that fit into `npm test`. */
export const long = process.env.FAULT_LONG === "1";

export interface Site {
  /** Where the server listens now; another port after every start, so that no dying process is in the way. */
  url: string;
  state: string;
  /** SIGKILL to wrangler and workerd at once. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its state. */
  close(): Promise<void>;
}

/**
 * `state`: an existing empty folder that somebody else removes. Unless it is what a test is about, admission is in shadow:
 * counted and logged, for here all clients call from one address.
 */
export async function openSite(state?: string, admission: "shadow" | "enforce" = "shadow"): Promise<Site> {
  const folder = state ?? newFolder();
  const script = bundled();
  let server: Server;
  const site: Site = {
    url: "",
    state: folder,
    kill: () => server.kill(),
    stop: () => server.stop(),
    start: async () => {
      const vars = { TEST_CLOCK: "1", LOCAL_MODE: "1", ADMISSION: admission };
      server = await startServer({ port: await freePort(), script, state: folder, vars, patience: 90_000 });
      site.url = server.url;
    },
    close: async () => {
      await server.stop();
      if (state === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  migrateLocally(folder);
  await site.start();
  return site;
}

export function newFolder(): string {
  const parent = join(root, "build/fault");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "state-"));
}
