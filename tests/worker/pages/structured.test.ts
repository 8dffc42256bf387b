// What search engines read of a salon's page: true, whole, and nothing that ends the block it stands in.
import { expect, test } from "vitest";
import { call, newSalon } from "../api/client.ts";

async function told(change: Parameters<typeof newSalon>[0] = () => {}) {
  const salon = await newSalon(change);
  const { text } = await call(`/${salon}`);
  const blocks = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(blocks).toHaveLength(1);
  return { salon, text, data: JSON.parse(blocks[0]?.[1] ?? "") };
}

test("a salon is a BeautySalon with its offers, its hours and its exceptions", async () => {
  const { salon, data } = await told((document) => {
    document.exceptions = [
      { date: "2026-11-29", hours: [] },
      { date: "2026-12-24", hours: [["08:00", "13:00"]] },
      { date: "2026-12-25", hours: [] },
    ];
  });
  expect(data).toMatchObject({
    "@type": "BeautySalon",
    "@id": `https://booking.test/${salon}`,
    currenciesAccepted: "ZAR",
  });
  expect(data.makesOffer[0]).toMatchObject({
    "@type": "Offer",
    priceCurrency: "ZAR",
    itemOffered: { "@type": "Service" },
  });
  expect(data.makesOffer[0].price).toMatch(/^\d+\.\d\d$/);
  const dated = data.openingHoursSpecification.filter(
    ({ validFrom }: { validFrom?: string }) => validFrom !== undefined,
  );
  expect(dated).toEqual([
    {
      "@type": "OpeningHoursSpecification",
      opens: "08:00",
      closes: "13:00",
      validFrom: "2026-12-24",
      validThrough: "2026-12-24",
    },
    {
      "@type": "OpeningHoursSpecification",
      opens: "00:00",
      closes: "00:00",
      validFrom: "2026-12-25",
      validThrough: "2026-12-25",
    },
  ]);
  const weekly = data.openingHoursSpecification.filter(
    ({ dayOfWeek }: { dayOfWeek?: string[] }) => dayOfWeek !== undefined,
  );
  expect(weekly.flatMap(({ dayOfWeek }: { dayOfWeek: string[] }) => dayOfWeek)).toContain("Monday");
});

test("no rating is told where nobody gave one", async () => {
  expect((await told()).data.aggregateRating).toBeUndefined();
});

test("a name cannot end the block, and nothing runs", async () => {
  const { data, text } = await told((document) => {
    document.name = "</script><script>alert(1)</script>";
  });
  expect(data.name).toBe("</script><script>alert(1)</script>");
  expect(text).not.toContain("<script>alert");
});
