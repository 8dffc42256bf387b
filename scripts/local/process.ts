// How the scripts run other programs: by name and arguments, without a shell.
import { spawn, spawnSync } from "node:child_process";
import { delimiter, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** Children find the project's own Node, Wrangler and compilers first, however the script itself was started. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
  // Wrangler asks and tells nobody anything, and writes no logs outside the project.
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_WRITE_LOGS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** Was this module started as a program, rather than imported? */
export function isMain(meta: ImportMeta): boolean {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === meta.filename;
}

/** Runs to the end and returns standard output; throws with everything the program said when it fails. */
export function run(program: string, args: string[], options: { cwd?: string; input?: string } = {}): string {
  const result = spawnSync(program, args, {
    cwd: options.cwd ?? root,
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (result.error) throw new Error(`${program} did not start: ${result.error.message}`);
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(" ")} ended with ${result.status}\n${result.stdout}${result.stderr}`);
  }
  return result.stdout;
}

export interface Ended {
  code: number;
  /** Standard output and error, as they came. */
  output: string;
  milliseconds: number;
}

/** Runs to the end, shows the output as it comes unless `quiet`, and returns it. Ends the whole group after `limit` seconds. */
export function follow(
  program: string,
  args: string[],
  { limit, quiet = false, env = {} }: { limit: number; quiet?: boolean; env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  const began = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    env: { ...environment, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
    output += chunk.toString();
    if (!quiet) stream.write(chunk);
  };
  child.stdout.on("data", take(process.stdout));
  child.stderr.on("data", take(process.stderr));
  return new Promise((resolve) => {
    const end = (code: number) => {
      clearTimeout(timer);
      resolve({ code, output, milliseconds: performance.now() - began });
    };
    const timer = setTimeout(() => {
      output += `\n${program}: not done after ${limit} s, ended\n`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limit * 1000);
    child.once("error", (error) => {
      output += `${program} did not start: ${error.message}\n`;
      end(127);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}
