// Why personal data are read (POPIA s 15 and 16). Every statement that reads a client's columns is given its purpose, and is
// not even made where shared/policies/data-map.json does not allow the purpose for what those columns hold.
import map from "../../../shared/policies/data-map.json" with { type: "json" };

export type Purpose = keyof typeof map.purposes;
export const PURPOSES = Object.keys(map.purposes) as Purpose[];

export type PersonalTable = keyof typeof map.tables;
type Category = keyof typeof map.categories;

/** The purpose is none for which these columns may be read. */
export class PurposeDenied extends Error {
  override readonly name = "PurposeDenied";
  readonly purpose: Purpose;
  readonly table: PersonalTable;
  constructor(purpose: Purpose, table: PersonalTable) {
    super(`${table} is not read to ${purpose}`);
    this.purpose = purpose;
    this.table = table;
  }
}

/** What the columns of a statement hold, by the data map; `columns` parted by commas. */
export function categoriesOf(table: PersonalTable, columns: string): Category[] {
  const personal: Record<string, string[]> = map.tables[table].personal;
  const named = columns.split(",").flatMap((column) => personal[column.trim()]?.[0] ?? []);
  return [...new Set(named)] as Category[];
}

/** Made once beside a statement; called with the purpose whenever it is asked, it throws unless all columns may be read so. */
export function reading(table: PersonalTable, columns: string): (purpose: Purpose) => void {
  const categories = categoriesOf(table, columns);
  const readable: Record<Category, string[]> = map.readable;
  const allowed = new Set(PURPOSES.filter((purpose) => categories.every((each) => readable[each].includes(purpose))));
  return (purpose) => {
    if (!allowed.has(purpose)) throw new PurposeDenied(purpose, table);
  };
}
