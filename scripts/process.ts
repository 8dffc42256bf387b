// How the scripts run other programs: by name and arguments, without a shell.
import { spawnSync } from "node:child_process";
import { delimiter, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..");

/** Children find the project's own Node, Wrangler and compilers first, however the script itself was started. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
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
