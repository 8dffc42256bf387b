// `npm run corectl -- audit verify bundle.json --key …`: builds the command-line tool when it is not in step, and runs it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { cmake } from "./build.ts";
import { root } from "./local/process.ts";

cmake("native", ["corectl"]);
const { status } = spawnSync(join(root, "build/native/corectl"), process.argv.slice(2), {
  cwd: process.env.INIT_CWD ?? process.cwd(), // files are named from where npm was called
  stdio: "inherit",
});
process.exit(status ?? 2);
