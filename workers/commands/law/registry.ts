// The opt-out registry (Consumer Protection Act s 11(3) and the regulations under s 11(6)): whoever is in it is written to by nobody,
// whatever they agreed to. The operator loads it, and each copy of a marketing message is looked up when it would be sent.

import type { MarketingFacts } from "../../engine/compliance/direct-marketing.ts";
import type { Env } from "../../env.ts";
import { problem } from "../../problem.ts";
import { CommitRefused, commit, platformDatabase } from "../../store/database.ts";
import { addBlocks, closeEdition, type EditionRow, readBlock, readEdition } from "../../store/law/registry.ts";
import { formatDate, MINUTES_PER_DAY } from "../../time.ts";
import { emailHash, phoneHash } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { refused } from "../deciding/commit.ts";

/** Days after which an edition answers nothing any more: ours, for no regulation names a number; a month is what lists are cleaned in. */
const FRESH = 30;

export interface RegistryPart {
  /** Days since 1970-01-01. */
  asOf: number;
  /** E.164, or e-mail addresses. */
  addresses: readonly string[];
  last: boolean;
}

export interface RegistryAnswer {
  /** YYYY-MM-DD. */
  as_of: string;
  added: number;
  whole: boolean;
}

/** One part of an edition; with the last one it is asked. */
export async function loadRegistry(
  ctx: CommandContext,
  { asOf, addresses, last }: RegistryPart,
): Promise<Outcome<RegistryAnswer>> {
  const db = platformDatabase(ctx.env);
  const hashes = await Promise.all(addresses.map((address) => hashOf(ctx.env, address)));
  try {
    await commit(db, [...addBlocks(db, asOf, hashes), ...(last ? [closeEdition(db, asOf, ctx.now)] : [])]);
  } catch (error) {
    if (!(error instanceof CommitRefused) || error.rule !== "edition") throw error;
    return refused(problem("edition-whole", 409, "That edition of the registry is whole already."));
  }
  const value = { as_of: formatDate(asOf), added: addresses.length, whole: last };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

/** The keyed hashes of numbers (E.164) and e-mail addresses, each once; those that are not there are left out. */
export function addressHashes(env: Env, addresses: Addresses): Promise<string[]> {
  return Promise.all(known(addresses).map((address) => hashOf(env, address)));
}

type Addresses = readonly (string | null | undefined)[];

const known = (addresses: Addresses): string[] => [...new Set(addresses.flatMap((address) => address || []))];

const hashOf = (env: Env, address: string): Promise<string> =>
  address.includes("@") ? emailHash(env.TOKEN_SECRET, address.toLowerCase()) : phoneHash(env.TOKEN_SECRET, address);

const isFresh = (asOf: number, now: number): boolean => Math.floor(now / MINUTES_PER_DAY) - asOf <= FRESH;

/** What is asked at present; null where nothing was loaded, or too long ago. */
export async function registryInForce(env: Env, now: number): Promise<EditionRow | null> {
  const edition = await readEdition(platformDatabase(env));
  return edition !== null && isFresh(edition.as_of, now) ? edition : null;
}

/**
 * What is known of whom a copy would go to. `said` is the salon's own word; a block wins, whoever tells of it, and an edition that is
 * too old blocks still, but clears nobody.
 */
export async function registryOf(
  env: Env,
  to: { phone: string; email: string | null },
  said: MarketingFacts["registry"],
  now: number,
): Promise<MarketingFacts["registry"]> {
  const found = await readBlock(platformDatabase(env), await addressHashes(env, [to.phone, to.email]));
  if (said === "blocked" || found?.blocked === 1) return "blocked";
  return found !== null && isFresh(found.as_of, now) ? "clear" : said;
}
