// What the database refuses of money, whatever the code does.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

type Entries = [account: string, whose: string, cents: number][];

const salon = (): string => `ledger-${crypto.randomUUID().slice(0, 8)}`;

const post = (id: string, posting: string, entries: Entries, more: { reverses?: string; day?: number } = {}) =>
  env.DB.prepare(
    `INSERT INTO posting VALUES (?1, ?2, CASE WHEN ?3 IS NULL THEN 'till' ELSE 'reversal' END, NULL, NULL, ?3, 'why', NULL, ?4, ?5, 'owner:a', 1)`,
  )
    .bind(id, posting, more.reverses ?? null, JSON.stringify(entries), more.day ?? 100)
    .run();

const run = (sql: string, ...bound: (string | number)[]) =>
  env.DB.prepare(sql)
    .bind(...bound)
    .run();

const entriesOf = async (id: string): Promise<Entries> => {
  const { results } = await env.DB.prepare(
    "SELECT account, whose, cents FROM entry WHERE salon_id = ?1 ORDER BY posting_id, nth",
  )
    .bind(id)
    .all<{ account: string; whose: string; cents: number }>();
  return results.map(({ account, whose, cents }) => [account, whose, cents]);
};

const EVEN: Entries = [
  ["cash", "", 500],
  ["tips", "thandi", -500],
];

describe("a posting", () => {
  it("is kept when its entries sum to zero and refused when they do not, whatever they are", async () => {
    const id = salon();
    const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).filter((each) => each !== 0);
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.array(cents, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (posting, some, balanced) => {
          const off = some.reduce((sum, each) => sum + each, 0);
          const cents = balanced && off !== 0 && Math.abs(off) <= 1_000_000_000 ? [...some, -off] : some;
          const even = cents.reduce((sum, each) => sum + each, 0) === 0;
          const entries = cents.map((each, i): Entries[number] => ["cash", String(i), each]);
          const kept = await post(id, posting, entries).then(
            () => true,
            () => false,
          );
          expect(kept).toBe(even);
        },
      ),
      { numRuns: 60 },
    );
    expect((await entriesOf(id)).length).toBeGreaterThan(20);
    const sum = all(await entriesOf(id));
    expect(sum).toBe(0);
  });

  it("of nothing, of parts of cents, of no money or of too much is refused", async () => {
    const id = salon();
    const wrong: Entries[] = [
      [],
      [["cash", "", 0]],
      [
        ["cash", "", 0.5],
        ["tips", "a", -0.5],
      ],
      [
        ["cash", "", 1_000_000_001],
        ["tips", "a", -1_000_000_001],
      ],
    ];
    for (const entries of wrong) await expect(post(id, crypto.randomUUID(), entries)).rejects.toThrow();
    expect(await entriesOf(id)).toEqual([]);
  });

  it("is never changed nor deleted, and neither is an entry; none is written beside it", async () => {
    const id = salon();
    await post(id, "one", EVEN);
    for (const sql of [
      "UPDATE posting SET reason = 'other' WHERE salon_id = ?1",
      "DELETE FROM posting WHERE salon_id = ?1",
      "UPDATE entry SET cents = 1 WHERE salon_id = ?1",
      "DELETE FROM entry WHERE salon_id = ?1",
      "INSERT INTO entry VALUES (?1, 'one', 2, 'cash', '', 5, 100)",
      "INSERT INTO entry VALUES (?1, 'two', 0, 'cash', '', 5, 100)",
    ]) {
      await expect(run(sql, id)).rejects.toThrow(/append-only|guard/);
    }
    expect(await entriesOf(id)).toEqual(EVEN);
  });

  it("is reversed once, by its very opposite, and a reversal is not reversed", async () => {
    const id = salon();
    await post(id, "one", EVEN);
    const back: Entries = EVEN.map(([account, whose, cents]) => [account, whose, -cents]);
    await expect(post(id, "two", EVEN, { reverses: "one" })).rejects.toThrow("reversal");
    await expect(
      post(
        id,
        "two",
        [
          ["cash", "", -1],
          ["tips", "thandi", 1],
        ],
        { reverses: "one" },
      ),
    ).rejects.toThrow("reversal");
    await post(id, "two", back, { reverses: "one" });
    await expect(post(id, "three", back, { reverses: "one" })).rejects.toThrow("UNIQUE");
    await expect(post(id, "four", EVEN, { reverses: "two" })).rejects.toThrow("reversal");
    expect(all(await entriesOf(id))).toBe(0);
  });

  it("is not of a day that was closed", async () => {
    const id = salon();
    await run("INSERT INTO till_day VALUES (?1, 100, '{}', '{}', NULL, 'owner:a', 1)", id);
    await expect(post(id, "one", EVEN, { day: 100 })).rejects.toThrow("day-closed");
    await expect(post(id, "one", EVEN, { day: 99 })).rejects.toThrow("day-closed");
    await post(id, "one", EVEN, { day: 101 });
    await expect(run("UPDATE till_day SET note = 'x' WHERE salon_id = ?1", id)).rejects.toThrow("append-only");
  });
});

const all = (entries: Entries): number => entries.reduce((sum, [, , cents]) => sum + cents, 0);

describe("a document", () => {
  const issue = (id: string, number: number, bill = String(number), series = "invoice") =>
    run(
      "INSERT INTO tax_document VALUES (?1, ?2, ?3, ?4, ?5, 'p', '{}', 100, 13, '{\"name\":\"N\"}', 1, 1)",
      ...[id, series, number, crypto.randomUUID(), bill],
    );

  it("has the next number of its series and no other, and a bill has one invoice", async () => {
    const id = salon();
    await expect(issue(id, 2)).rejects.toThrow("number");
    await issue(id, 1);
    await expect(issue(id, 3)).rejects.toThrow("number");
    await expect(issue(id, 2, "1")).rejects.toThrow("UNIQUE");
    await issue(id, 2);
    await issue(id, 1, "1", "credit");
    await expect(run("DELETE FROM tax_document WHERE salon_id = ?1", id)).rejects.toThrow("append-only");
  });

  it("stays as it was issued, but for the name, which can be taken out and not be made another's", async () => {
    const id = salon();
    await issue(id, 1);
    for (const change of [
      "total_cents = 1",
      "vat_cents = 0",
      "said = '[]'",
      "day = 2",
      'recipient = \'{"name":"Other"}\'',
    ]) {
      await expect(run(`UPDATE tax_document SET ${change} WHERE salon_id = ?1`, id)).rejects.toThrow("append-only");
    }
    await run("UPDATE tax_document SET recipient = NULL WHERE salon_id = ?1", id);
  });
});

describe("a bill", () => {
  it("that is issued keeps its lines", async () => {
    const id = salon();
    await run("INSERT INTO bill VALUES (?1, 'b', NULL, 'issued', '[]', 0, NULL, 100, 13, 1, 1, 1)", id);
    for (const change of ["lines = '[1]'", "discount_cents = 5", "total_cents = 1", "vat_cents = 1"]) {
      await expect(run(`UPDATE bill SET ${change} WHERE salon_id = ?1`, id)).rejects.toThrow("issued");
    }
    await run("UPDATE bill SET state = 'closed' WHERE salon_id = ?1", id);
  });
});
