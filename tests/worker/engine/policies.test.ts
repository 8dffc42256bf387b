import { describe, expect, it } from "vitest";
import { cancellationFee } from "../../../workers/engine/compliance/cancellation-fee.ts";
import { decideChild } from "../../../workers/engine/compliance/children.ts";
import { decideMarketing, type MarketingFacts } from "../../../workers/engine/compliance/direct-marketing.ts";
import { retentionOf } from "../../../workers/engine/compliance/retention.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { formatDate, parseDate } from "../../../workers/time.ts";

const ZONE = "Africa/Johannesburg";
const minutes = (instant: string) => Date.parse(instant) / 60_000;
const day = (date: string) => parseDate(date) ?? 0;

describe("direct marketing, decided by the module that ships", () => {
  const customer: MarketingFacts = {
    message: "offer",
    consent: "never",
    registry: "clear",
    askedBefore: false,
    objected: false,
    bought: true,
    ownSimilar: true,
    couldObject: true,
    namesSender: true,
    saysHowToStop: true,
  };
  const morning = minutes("2026-11-24T10:00:00+02:00");

  it.each([
    [{}, true, "customer"],
    [{ consent: "given", bought: false }, true, "consented"],
    [{ message: "request" }, true, "may-ask"],
    [{ message: "request", askedBefore: true }, false, "asked-before"],
    [{ registry: "blocked", consent: "given" }, false, "registry-blocked"],
    [{ registry: "not-asked" }, false, "registry-not-asked"],
    [{ objected: true }, false, "objected"],
    [{ consent: "withdrawn" }, false, "consent-withdrawn"],
    [{ consent: "withheld" }, false, "consent-withheld"],
    [{ bought: false }, false, "no-consent"],
    [{ ownSimilar: false }, false, "not-similar"],
    [{ couldObject: false }, false, "no-chance-to-object"],
    [{ namesSender: false }, false, "sender-not-named"],
    [{ saysHowToStop: false }, false, "no-way-to-stop"],
  ] as const)("%j: %s, %s", (change, allowed, reason) => {
    expect(decideMarketing({ ...customer, ...change }, ZONE, morning, compliance)).toEqual({
      allowed,
      reason,
      notBefore: morning,
    });
  });

  it("in quiet hours says when they end", () => {
    const night = minutes("2026-12-24T22:00:00+02:00");
    expect(decideMarketing(customer, ZONE, night, compliance)).toEqual({
      allowed: false,
      reason: "quiet-hours",
      notBefore: minutes("2026-12-28T08:00:00+02:00"),
    });
  });

  it("refuses a zone that nobody knows", () => {
    expect(() => decideMarketing(customer, "Africa/Nowhere", morning, compliance)).toThrow("status 6");
  });
});

describe("a cancellation fee", () => {
  const cut = {
    priceCents: 60_000,
    capCents: 30_000,
    noticeMinutes: 720,
    fullNoticeMinutes: 1440,
    chance: 40,
    soldAgain: false,
    excused: false,
  };

  it("comes with its reckoning", () => {
    expect(cancellationFee(cut, compliance)).toEqual({
      cents: 9_000,
      lines: [
        { reason: "price", cents: 60_000 },
        { reason: "cap", cents: -30_000 },
        { reason: "notice", cents: -15_000 },
        { reason: "chance", cents: -6_000 },
      ],
    });
  });

  it("is nil on death or in hospital", () => {
    expect(cancellationFee({ ...cut, excused: true }, compliance)).toEqual({
      cents: 0,
      lines: [
        { reason: "price", cents: 60_000 },
        { reason: "excused", cents: -60_000 },
      ],
    });
  });

  it("refuses a chance beyond certainty and money below nothing", () => {
    expect(() => cancellationFee({ ...cut, chance: 101 }, compliance)).toThrow("status 2");
    expect(() => cancellationFee({ ...cut, capCents: -1 }, compliance)).toThrow("status 2");
  });
});

describe("children", () => {
  const today = day("2026-11-24");
  const nothing = { born: null, saysAdult: false, guardianConsented: false };

  it("need a competent person's consent until their eighteenth birthday", () => {
    const child = { ...nothing, born: day("2008-11-25") };
    expect(decideChild(child, today, compliance)).toEqual({
      allowed: false,
      reason: "needs-guardian",
      ofAge: day("2026-11-25"),
    });
    expect(decideChild(child, today + 1, compliance)).toMatchObject({ allowed: true, reason: "adult" });
    expect(decideChild({ ...child, guardianConsented: true }, today, compliance).reason).toBe("guardian-consented");
  });

  it("are not assumed away where nothing is known", () => {
    expect(decideChild(nothing, today, compliance)).toEqual({ allowed: false, reason: "needs-age", ofAge: null });
    expect(decideChild({ ...nothing, saysAdult: true }, today, compliance).reason).toBe("says-adult");
  });
});

describe("retention by shared/policies/retention.json", () => {
  it("keeps a booking for five years, a message for ninety days, and what is held", () => {
    const kept = { lastActivity: day("2021-11-24"), legalHold: false, restricted: false };
    const verdicts = retentionOf(
      [
        { ...kept, category: "booking" },
        { ...kept, category: "booking", lastActivity: day("2021-11-25") },
        { ...kept, category: "message", lastActivity: day("2026-08-26") },
        { ...kept, category: "client", legalHold: true },
        { ...kept, category: "client", restricted: true },
      ],
      day("2026-11-24"),
      compliance,
    );
    expect(verdicts.map(({ act, reason, due }) => `${act} ${reason} ${formatDate(due)}`)).toEqual([
      "de-identify over 2026-11-24",
      "keep running 2026-11-25",
      "delete over 2026-11-24",
      "keep legal-hold 2024-11-24",
      "keep restricted 2024-11-24",
    ]);
    expect(retentionOf([], day("2026-11-24"), compliance)).toEqual([]);
  });
});
