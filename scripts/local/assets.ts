// What browsers fetch: public/ as build/public. The style sheet's parts are joined, comments and spaces taken out; the
// rest is copied. Names stay, so that a page's address of it never changes: workerd answers with an ETag of the content.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "./process.ts";

const sources = join(root, "public");
const served = join(root, "build/public");

/** Browsers of 2022 and later, which old phones here run; newer syntax (nesting) is written out for them. */
const target = ["chrome100", "firefox100", "safari15.4"];

/** Of build/ship: the engine, which decides on a device without a network too. */
const MODULE = "availability.wasm";

export async function buildAssets(): Promise<void> {
  mkdirSync(served, { recursive: true });
  // All are served from the top: a service worker rules over what lies below it.
  const files = [sources, join(sources, "workers")].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(folder, entry.name)] : [])),
  );
  const kept = new Set([...files.map((file) => basename(file)), MODULE]);
  for (const gone of readdirSync(served).filter((name) => !kept.has(name))) rmSync(join(served, gone));
  for (const file of files) {
    if (/\.(css|js)$/.test(file)) await bundled(file);
    else cpSync(file, join(served, basename(file)));
  }
}

/** After the modules are built. */
export function shipEngine(): void {
  const made = readFileSync(join(root, "build/ship", MODULE));
  const path = join(served, MODULE);
  if (!existsSync(path) || !readFileSync(path).equals(made)) writeFileSync(path, made);
}

/** Written only when it changed, so that a server that watches the folder is left in peace. */
async function bundled(file: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    charset: "utf8",
    target,
    write: false,
    logLevel: "error",
  });
  const [made] = outputFiles;
  const name = basename(file);
  if (made === undefined) throw new Error(`${file} came to nothing`);
  const path = join(served, name);
  const before = readdirSync(served).includes(name) ? readFileSync(path, "utf8") : null;
  if (before !== made.text) writeFileSync(path, made.text);
}
