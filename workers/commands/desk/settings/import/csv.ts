// Comma-separated values (RFC 4180, and what spreadsheets make of it) in UTF-8, read row by row from any row's first byte on.

/** What a row of somebody who is erased is written over with: SUB, which no list holds. */
export const ERASED = 0x1a;

/** Such a row holds nothing else, and counts as one. */
export const isErased = ([first = ""]: readonly string[]): boolean => first.charCodeAt(0) === ERASED;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

export const SEPARATORS = { ",": 0x2c, ";": 0x3b, "\t": 0x09 } as const;
export type Separator = keyof typeof SEPARATORS;

export interface CsvRow {
  cells: string[];
  /** Offset right behind the row's end of line. */
  end: number;
}

export interface CsvRows {
  rows: CsvRow[];
  /** Whether the text ends within a quoted cell: more of it is needed, or it is broken. */
  open: boolean;
}

/** Characters of one cell; what is longer is no cell of a salon's list but a quote that was never closed. */
export const LONGEST_CELL = 10_000;

const decoder = new TextDecoder();

/**
 * Whole rows of `bytes` from `at` on, at most `most`. A row counts as whole at its end of line, or at the end of the text where `last`
 * says that nothing follows. Rows without any text are passed over.
 */
export function parseCsv(
  bytes: Uint8Array,
  separator: Separator,
  { at = 0, most = Number.POSITIVE_INFINITY, last = true } = {},
): CsvRows {
  const parting = SEPARATORS[separator];
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let from = at;
  let quoted = false;
  let pieces = "";
  const cell = (to: number) => {
    cells.push(pieces + decoder.decode(bytes.subarray(from, to)));
    pieces = "";
  };
  let index = at;
  for (; index < bytes.length && rows.length < most; index++) {
    const byte = bytes[index];
    if (quoted) {
      if (byte !== QUOTE) continue;
      pieces += decoder.decode(bytes.subarray(from, index));
      if (bytes[index + 1] === QUOTE) {
        pieces += '"';
        index++;
      } else quoted = false;
      from = index + 1;
    } else if (byte === QUOTE && from === index && pieces === "") {
      quoted = true;
      from = index + 1;
    } else if (byte === parting) {
      cell(index);
      from = index + 1;
    } else if (byte === LF || byte === CR) {
      if (byte === CR && index + 1 === bytes.length && !last) break; // whether a line feed follows is not known yet
      cell(index);
      if (byte === CR && bytes[index + 1] === LF) index++;
      from = index + 1;
      if (cells.some((text) => text.trim() !== "")) rows.push({ cells, end: from });
      else if (rows.length > 0) rows[rows.length - 1] = { cells: rows.at(-1)?.cells ?? [], end: from };
      cells = [];
    }
  }
  if (
    !quoted &&
    last &&
    index >= bytes.length &&
    (from < bytes.length || cells.length > 0 || pieces !== "") &&
    rows.length < most
  ) {
    cell(bytes.length);
    if (cells.some((text) => text.trim() !== "")) rows.push({ cells, end: bytes.length });
  }
  return { rows, open: quoted };
}

/** The separator that makes the most of the first line; a comma where none does. */
export function separatorOf(bytes: Uint8Array): Separator {
  const counts = (Object.keys(SEPARATORS) as Separator[]).map((separator) => {
    const [head] = parseCsv(bytes.subarray(0, 64 << 10), separator, { most: 1 }).rows;
    return [separator, head?.cells.length ?? 0] as const;
  });
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
