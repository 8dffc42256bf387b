// FlatBuffers schemas to C++ headers and TypeScript classes.
//
// flatc 2.0.8 writes TypeScript for an older compiler, so its output is adjusted in four stated ways:
//   * `// @ts-nocheck`: inside, it assumes no noUncheckedIndexedAccess; its types as seen from outside stay exact;
//   * imports name the file with its extension, so that Node can run them without a bundler;
//   * an enum becomes a const object and a union type of the same name, which type stripping can erase;
//   * the list of exports is written anew, since flatc leaves out every table of a schema without a root type.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { run } from "../local/process.ts";

/** Path inside the generated folder -> text. */
export function wireFiles(schemas: string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const schema of schemas) {
    const out = mkdtempSync(join(tmpdir(), "wire-"));
    try {
      run("flatc", ["--cpp", "--scoped-enums", "-o", out, schema]);
      run("flatc", ["--ts", "-o", out, schema]);
      const stem = basename(schema, ".fbs");
      files.set(`${stem}_generated.h`, readFileSync(join(out, `${stem}_generated.h`), "utf8"));
      const wire = folderOf(schema);
      const exports: string[] = [];
      for (const file of readdirSync(join(out, wire)).sort()) {
        const text = readFileSync(join(out, wire, file), "utf8");
        const name = /export (?:class|enum) (\w+)/.exec(text)?.[1];
        if (name === undefined) throw new Error(`flatc wrote no class or enum into ${file}`);
        files.set(`${wire}/${file}`, adjusted(text, wire));
        exports.push(`export { ${name} } from "./${wire}/${file}";`);
      }
      files.set(`${stem}_generated.ts`, `// Made by scripts/generate.ts from ${stem}.fbs.\n${exports.join("\n")}\n`);
    } finally {
      rmSync(out, { recursive: true });
    }
  }
  return files;
}

/** Where flatc puts the classes of a schema: its namespace as a path, `booking.wire` -> `booking/wire`. */
function folderOf(schema: string): string {
  const namespace = /^namespace ([\w.]+);/m.exec(readFileSync(schema, "utf8"))?.[1];
  if (namespace === undefined) throw new Error(`${schema} states no namespace`);
  return namespace.replaceAll(".", "/");
}

/** A schema imports only from its own namespace. */
function adjusted(text: string, wire: string): string {
  const imports = text.replaceAll(new RegExp(`from '(?:\\.\\./)+${wire}/([\\w-]+)'`, "g"), "from './$1.ts'");
  const enums = imports.replace(/export enum (\w+) ?\{([^}]*)\}/g, (_, name: string, body: string) => {
    const members = body.replace(/(\w+) ?= ?(-?\d+)/g, "$1: $2");
    return `export const ${name} = {${members}} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];`;
  });
  return `// @ts-nocheck (see scripts/generate/wire.ts)\n${enums}`;
}
