// JSON Schemas to TypeScript types and standalone Ajv validators.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import addFormats from "ajv-formats";
import { build } from "esbuild";
import { compile, type JSONSchema } from "json-schema-to-typescript";
import { root } from "../local/process.ts";

/** Path inside the generated folder -> text. Schemas may refer to each other by $id. */
export async function validatorFiles(paths: string[]): Promise<Map<string, string>> {
  const schemas = paths.map((path) => ({
    stem: basename(path, ".schema.json"),
    schema: JSON.parse(readFileSync(path, "utf8")) as { $id?: string; title?: string },
  }));
  // Every fault at once, but never the faulty value itself: an answer must not echo a client's data.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: false,
    strict: true,
    // Length and range rules bind only the type that the $ref beside them names.
    strictTypes: false,
    // A hint to json-schema-to-typescript, of no meaning to a validator.
    keywords: ["tsType"],
    code: { source: true, esm: true, lines: true },
  });
  addFormats.default(ajv);
  for (const { stem, schema } of schemas) ajv.addSchema(schema, schema.$id ?? stem);

  const files = new Map<string, string>();
  for (const { stem, schema } of schemas) {
    const validator = ajv.getSchema(schema.$id ?? stem);
    if (validator === undefined) throw new Error(`${stem}.schema.json does not compile`);
    const type = typeName(schema.title ?? stem);
    const types = await compile(schema as JSONSchema, type, {
      additionalProperties: false,
      bannerComment: `// Made by scripts/generate.ts from ${stem}.schema.json.`,
      cwd: `${root}/shared/contracts`,
      // A bounded list is an array in TypeScript, not a union of tuples.
      ignoreMinAndMaxItems: true,
      unknownAny: true,
    });
    if (!new RegExp(`export (?:interface|type) ${type}\\b`).test(types)) {
      throw new Error(`${stem}.schema.json: the title must be a type's name in PascalCase, not "${schema.title}"`);
    }
    files.set(`${stem}.types.ts`, types);
    files.set(`${stem}.validate.js`, await inlined(standaloneCode.default(ajv, validator)));
    files.set(`${stem}.validate.d.ts`, declaration(stem, type));
  }
  return files;
}

/** Ajv's output still requires its formats and its Unicode length at run time; a bundle does not. */
async function inlined(code: string): Promise<string> {
  const bundle = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["main"],
    target: "es2022",
    charset: "utf8",
    write: false,
  });
  return `// Made by scripts/generate.ts.\n${bundle.outputFiles[0]?.text ?? ""}`;
}

function declaration(stem: string, type: string): string {
  return `// Made by scripts/generate.ts.
import type { ${type} } from "./${stem}.types.ts";

/** One fault: a JSON Pointer to the faulty value, the rule it broke, and that rule's parameters. */
export interface Fault {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

export declare const validate: {
  (value: unknown): value is ${type};
  /** The faults of the last call; null or absent when it passed. */
  errors?: Fault[] | null;
};
export default validate;
`;
}

function typeName(title: string): string {
  return title.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}
