// Refuses a WebAssembly module that imports anything, or whose exports are not exactly the ABI and its operations.
//
//   node check-module.ts availability.wasm availability fits clock
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

const [file, ...operations] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: check-module.ts <file.wasm> <operation>...");

const bytes = readFileSync(file);
const module = new WebAssembly.Module(bytes);
const expected = ["memory", "abi_version", "reserve", "answer", ...operations].sort();
const actual = WebAssembly.Module.exports(module)
  .map(({ name }) => name)
  .sort();
const imports = WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name}`);

const faults: string[] = [];
if (imports.length > 0) faults.push(`imports ${imports.join(", ")}; a module may import nothing`);
const missing = expected.filter((name) => !actual.includes(name));
if (missing.length > 0) faults.push(`does not export ${missing.join(", ")}`);
const surplus = actual.filter((name) => !expected.includes(name));
if (surplus.length > 0) faults.push(`exports ${surplus.join(", ")}, which nobody asked for`);

if (faults.length > 0) {
  console.error(`${file}: ${faults.join("; ")}`);
  process.exit(1);
}
console.log(`${basename(file)}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed, no imports`);
