// A salon's address, as people type it.

import { expect, test } from "vitest";
import { call, newSalon } from "../api/client.ts";

test("capitals and a slash at the end lead to the salon's one address, with the query", async () => {
  const slug = await newSalon();
  const wanted: Record<string, string> = {
    [`/${slug}/`]: `/${slug}`,
    [`/${slug.toUpperCase()}`]: `/${slug}`,
    [`/${slug.toUpperCase()}/?lang=zu`]: `/${slug}?lang=zu`,
    [`/${slug}/book/?service=cut`]: `/${slug}/book?service=cut`,
  };
  for (const [typed, address] of Object.entries(wanted)) {
    const { status, headers } = await call(typed);
    expect([status, headers.get("Location")], typed).toEqual([301, address]);
    expect((await call(address)).status).toBe(200);
  }
});

test("what is no salon's address is not led anywhere, least of all to another site", async () => {
  for (const path of ["//example.com/", "/%2Fexample.com/", "/a/b/c/", "/nobody"]) {
    expect((await call(path)).status, path).toBe(404);
  }
  expect((await call("/thandi-hair/", { method: "POST", body: {} })).status).toBe(404);
});
