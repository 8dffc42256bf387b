// Finds the string, template and named number literals of a TypeScript source, without a parser: enough to read SQL out of it.

export interface Literal {
  path: string;
  line: number;
  /** The constant it is given to, as in `const name = "…"`; absent elsewhere. */
  name?: string;
  /** Of a fragment with a gap, as in `const name = (gap: string): string => "…"`. */
  parameter?: string;
  /** As written between the quotes; interpolations stay as `${…}`. */
  text: string;
}

const token =
  /\bconst (\w+) = (\d[\d_ *+]*);|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`/g;

export function literals(path: string, source: string): Literal[] {
  const found: Literal[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    let text = match[3] ?? match[4];
    if (match[1] !== undefined && match[2] !== undefined) {
      found.push({ path, line: lineAt(source, match.index), name: match[1], text: match[2].replaceAll("_", "") });
      continue;
    }
    if (match[0] === "`") {
      const end = endOfTemplate(source, token.lastIndex);
      text = source.slice(token.lastIndex, end);
      token.lastIndex = end + 1;
    }
    if (text === undefined) continue;
    const before = source.slice(0, match.index);
    const given = /\bconst (\w+)(?:: string)? =\s*(?:\((\w+): string\)(?:: string)? =>\s*)?$/.exec(before);
    found.push({ path, line: lineAt(source, match.index), text, ...named(given?.[1], given?.[2]) });
  }
  return found;
}

function named(name: string | undefined, parameter: string | undefined): Pick<Literal, "name" | "parameter"> {
  return { ...(name === undefined ? {} : { name }), ...(parameter === undefined ? {} : { parameter }) };
}

/** Index of the back-quote that closes the template whose text begins at `from`. */
function endOfTemplate(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source.startsWith("${", i)) depth++;
    else if (source[i] === "}" && depth > 0) depth--;
    else if (source[i] === "`" && depth === 0) return i;
  }
  throw new Error("a template literal does not end");
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}
