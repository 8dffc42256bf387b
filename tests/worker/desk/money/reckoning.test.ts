// Bills, payments and refunds as a person reckoned them, by the module that ships; what it refuses.
import { describe, expect, it } from "vitest";
import { EngineError } from "../../../../workers/engine/module.ts";
import { type ReckonLine, reckon, refund } from "../../../../workers/engine/money/reckoning.ts";
import { money } from "../../../../workers/engine/shipped.ts";
import { replayMoney } from "../../../vectors/money/money.ts";

const line = (cents: number): ReckonLine => ({
  ...{ kind: "service", cents, person: null, card: null, commission: 0, taxed: true },
});

describe("the module that ships", () => {
  it.each(replayMoney(money).map((one) => [one.name, one] as const))("%s", (_, { expected, told }) => {
    expect(told).toEqual(expected);
  });

  it("refuses amounts beyond its bounds, and answers the next question", () => {
    const refused = [
      () => reckon([line(1_000_000_001)], 0, 1_500, money),
      () => reckon([line(600_000_000), line(600_000_000)], 0, 1_500, money),
      () => reckon([line(-1)], 0, 1_500, money),
      () => reckon([line(100)], 101, 1_500, money),
      () =>
        reckon(
          Array.from({ length: 201 }, () => line(1)),
          0,
          1_500,
          money,
        ),
      () => refund({ total: 100, vat: 13, before: 60, cents: 41, means: "cash", commissions: [] }, money),
    ];
    for (const ask of refused) expect(ask).toThrow(EngineError);
    expect(reckon([line(1_000_000_000)], 0, 1_500, money)).toMatchObject({ total: 1_000_000_000, vat: 130_434_783 });
  });
});
