// Gift cards and packages: their codes, and what selling and using them takes. A code is derived under the server's secret, so it can be
// shown again to whoever sold it and only its keyed hash is kept; its last character is a check, so a slip of the pen is told as one.

import type { Env } from "../../../env.ts";
import { database } from "../../../store/database.ts";
import type { Bill } from "../../../store/desk/money/bills.ts";
import { type CardRow, insertCard, useUnits } from "../../../store/desk/money/cards.ts";
import { hex, keyedHash } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";

/** Without 1, I, L, O and U: 31 characters, a prime number of them, that are not mistaken for each other, nor spell much. */
const LETTERS = "023456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 31^15 codes, some 2^74. */
const LENGTH = 15;
/** Days: three years and the days of leap years with room (Consumer Protection Act s 63(2)(b)). */
export const CARD_DAYS = 3 * 366;

/**
 * The last character: all of them, each times its place from 1, sum to nothing modulo 31. So every wrong character is found, and every
 * two that changed places. The sixteenth counts 16 times, of which 2 is the inverse.
 */
function checkOf(letters: string): string {
  const sum = [...letters].reduce((total, letter, i) => total + LETTERS.indexOf(letter) * (i + 1), 0);
  return LETTERS.charAt((31 - ((2 * sum) % 31)) % 31);
}

export async function cardCode(env: Env, salon: string, card: string): Promise<string> {
  const mac = await keyedHash(env.TOKEN_SECRET, `gift-card:${salon}:${card}`);
  let number = mac.subarray(0, 16).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let letters = "";
  for (let i = 0; i < LENGTH; i++) {
    letters += LETTERS.charAt(Number(number % 31n));
    number /= 31n;
  }
  return `${letters}${checkOf(letters)}`.replaceAll(/(.{4})(?!$)/g, "$1-");
}

/** The characters of a code as it was typed; null for what cannot be one. */
export function readCode(text: string): string | null {
  const letters = text.slice(0, 64).toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0");
  if (letters.length !== LENGTH + 1 || ![...letters].every((letter) => LETTERS.includes(letter))) return null;
  return checkOf(letters.slice(0, LENGTH)) === letters.at(-1) ? letters : null;
}

/** Under which it is kept; what is no code has a hash that none is kept under. */
export async function codeHash(env: Env, salon: string, code: string): Promise<string> {
  return hex(await keyedHash(env.TOKEN_SECRET, `gift-code:${salon}:${readCode(code) ?? ""}`));
}

/** Why it cannot be paid with; null where it can. */
export function cardProblem(card: CardRow | undefined, today: number): string | null {
  if (card === undefined || card.paid === 0 || card.service_id !== null) return "is no gift card of this salon";
  if (card.expires_on < today) return "is of a gift card whose time is over";
  return card.cents > 0 ? null : "is of a gift card that holds nothing any more";
}

/** The cards that a bill sells, from the moment it is issued; they can be used once it is paid. */
export async function issueCards(
  ctx: CommandContext,
  salon: string,
  bill: Bill,
  today: number,
): Promise<D1PreparedStatement[]> {
  const db = database(ctx.env, salon);
  const sold = bill.lines.filter(({ kind }) => kind === "gift-card" || kind === "package");
  return Promise.all(
    sold.map(async ({ card = "", service = null, units = 0 }) => {
      const hash = await codeHash(ctx.env, salon, await cardCode(ctx.env, salon, card));
      return insertCard(
        db,
        salon,
        { id: card, codeHash: hash, bill: bill.id, service, units, expiresOn: today + CARD_DAYS },
        ctx.now,
      );
    }),
  );
}

/** What a bill takes of packages. */
export function prepaidUnits(db: D1Database, salon: string, bill: Bill, sign: 1 | -1 = 1): D1PreparedStatement[] {
  const used = bill.lines.filter(({ kind }) => kind === "prepaid");
  return used.flatMap(({ card = "" }) => useUnits(db, salon, card, sign));
}
