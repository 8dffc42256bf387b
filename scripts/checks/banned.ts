// What no source of the product may hold, and why. Each is a door that a whole kind of attack needs; it stays shut as long as
// nobody writes the word. Comments may name it.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/process.ts";

interface Banned {
  pattern: RegExp;
  why: string;
  /** Files that may all the same. */
  except?: RegExp;
}

const BANNED: Banned[] = [
  { pattern: /\beval\s*\(|\bnew Function\b|\bsetTimeout\s*\(\s*["'`]/, why: "text is never run as code" },
  {
    pattern: /\bMath\.random\b/,
    why: "what must not be guessed comes from crypto.getRandomValues",
    except: /^workers\/commands\/deciding\/commit\.ts$/,
  }, // a pause
  {
    pattern: /["'`](?:SHA-1|MD5|AES-(?:ECB|CBC|CTR)|RSAES-PKCS1-v1_5)["'`]/i,
    why: "a weak or unauthenticated algorithm",
    // HMAC-SHA1 is what the provider of calls signs with, and PayFast signs with MD5, so its notices are asked after besides.
    except: /^workers\/conversations\/channels\/voice\/signature\.ts$|^workers\/desk\/money\/online\/payfast\.ts$/,
  },
  {
    pattern: /\b(?:inner|outer)HTML\b|\bdocument\.write|\binsertAdjacentHTML\b/,
    why: "text becomes markup in hono/html alone",
  },
  {
    pattern: /\braw\s*\(|\bdangerouslySetInnerHTML\b/,
    why: "what is told to a browser is escaped by its template",
    // An empty text, and JSON in which no "<" is left.
    except: /^workers\/(platform\/mailbox|booking\/pages\/structured)\.ts$/,
  },
  {
    pattern: /(?<![.\w])fetch\s*\(/,
    why: "the Worker speaks to its bindings alone",
    // Providers at the addresses of settings, the name of what a Durable Object answers with, and people's own calendars at
    // public addresses.
    except:
      /^public\/|^workers\/conversations\/channels\/(sent|chat\/room)\.ts$|^workers\/desk\/(money\/online\/called|settings\/calendars\/fetch)\.ts$/,
  },
  { pattern: /\b(?:localStorage|indexedDB|document\.cookie)\b/, why: "nothing of a person stays in the browser" },
  // SVG's own name is an address that nobody asks.
  { pattern: /["'`]http:\/\/(?!localhost\b|127\.0\.0\.1\b|www\.w3\.org\/2000\/svg\b)/, why: "an address without TLS" },
  { pattern: /\b__proto__\b|\.constructor\s*\[/, why: "no object's prototype is reached by a name" },
];

export function bannedFaults(): string[] {
  const paths = globSync(["workers/**/*.ts", "public/*.js", "shared/contracts/*.ts"], { cwd: root }).sort();
  if (paths.length < 50) return ["workers holds hardly any source: the walk is broken"];
  return paths.flatMap((path) => bannedIn(path, readFileSync(join(root, path), "utf8")));
}

/** One fault a line. */
export function bannedIn(path: string, source: string): string[] {
  return source.split("\n").flatMap((line, i) => {
    const code = line.replace(/^\s*(?:\/\/|\/?\*).*$/, "").replace(/\s\/\/ .*$/, "");
    const broken = BANNED.filter(({ pattern, except }) => pattern.test(code) && except?.test(path) !== true);
    return broken.map(({ why }) => `${path}:${i + 1}: ${why}`);
  });
}
