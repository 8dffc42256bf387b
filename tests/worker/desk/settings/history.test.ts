// Who changed what, undone; two who change one salon at once; a document written by hand.

import { describe, expect, it } from "vitest";
import { signedIn } from "../../access/people.ts";
import { call, OPERATOR } from "../../api/client.ts";
import { fieldsIn } from "./fields.ts";
import { deskOf, opened } from "./page.ts";

describe("history", () => {
  it("tells who changed what, in words", async () => {
    const desk = await opened();
    await desk.change("/services/cut", { "/services/0/price_cents": "380" });
    await desk.change("/team/thandi", { "/staff/0/hours/mon": "9-12" });
    const { text } = await desk.at("/history");
    expect(text).toContain(desk.person.email);
    expect(text).toContain("Services › Cut &amp; style › Price in rand: <del>R350</del> → <ins>R380</ins>");
    expect(text).toContain("Team › Thandi › Hours › Monday: <del>08:00–17:00</del> → <ins>09:00–12:00</ins>");
  });

  it("undoes one change and keeps what came after it", async () => {
    const desk = await opened();
    const before = await desk.document();
    await desk.change("/services/cut", { "/services/0/price_cents": "380" });
    await desk.change("/about", { "/name": "Thandi & Co" });
    const undone = await desk.send("/history", new URLSearchParams({ version: "2", act: "undo" }));
    expect(undone.status).toBe(303);
    expect(await desk.document()).toEqual({ ...before, name: "Thandi & Co" });
  });

  it("puts the salon back to how it was, as a new version", async () => {
    const desk = await opened();
    const before = await desk.document();
    await desk.change("/services/cut", { act: "remove" });
    await desk.change("/about", { "/name": "Thandi & Co" });
    expect((await desk.send("/history", new URLSearchParams({ version: "1", act: "back" }))).status).toBe(303);
    expect(await desk.document()).toEqual(before);
    expect((await desk.form("/about")).get("version")).toBe("4");
  });

  it("knows no version that was never there", async () => {
    const desk = await opened();
    for (const version of ["9", "x", "-1", "1e3", ""])
      expect((await desk.send("/history", new URLSearchParams({ version, act: "back" }))).status).toBeLessThan(500);
    expect((await desk.form("/about")).get("version")).toBe("1");
  });
});

describe("two people who change one salon at once", () => {
  it("both have their change where they do not touch", async () => {
    const one = await opened();
    const other = deskOf(one.salon, await signedIn(one.salon, "owner"));
    const [price, list] = [await one.form("/services/colour"), await other.form("/services/cut")];
    expect((await other.send("/services/cut", list, { act: "remove" })).status).toBe(303);
    // The service that was second is first by now; the form speaks of the version that it was made of.
    expect((await one.send("/services/colour", price, { "/services/1/price_cents": "999" })).status).toBe(303);
    const { services } = await one.document();
    expect(services.map(({ id, price_cents }) => [id, price_cents])).toEqual([
      ["colour", 99_900],
      ["braids", 15_000],
    ]);
  });

  it("are shown both where they do, and whoever saves last says which stands", async () => {
    const one = await opened();
    const other = deskOf(one.salon, await signedIn(one.salon, "owner"));
    const [first, second] = [await one.form("/about"), await other.form("/about")];
    await other.send("/about", second, { "/name": "Theirs", "/phone": "+27115550109" });
    const clash = await one.send("/about", first, { "/name": "Mine & more", "/address/suburb": "Melville" });
    expect(clash.status).toBe(409);
    for (const text of ["Mine &amp; more", "Theirs"]) expect(clash.text).toContain(text);
    expect((await one.document()).name).toBe("Theirs");
    const typed = fieldsIn(clash.text);
    expect(typed.get("side:name")).toBe("mine");
    expect((await one.send("/about", typed, { "side:name": "theirs" })).status).toBe(303);
    expect(await one.document()).toMatchObject({
      name: "Theirs",
      phone: "+27115550109",
      address: { suburb: "Melville" },
    });
    // The same page, sent again with the other choice, is a change of its own.
    expect((await one.send("/about", typed)).status).toBe(303);
    expect((await one.document()).name).toBe("Mine & more");
  });

  it("cannot make a salon together that neither would: the fault is told and nothing put", async () => {
    const one = await opened();
    const other = deskOf(one.salon, await signedIn(one.salon, "owner"));
    const mine = await one.form("/services/braids");
    const { services } = await other.document();
    for (const id of services.map(({ id }) => id))
      if (id !== "braids") await other.change(`/services/${id}`, { act: "remove" });
    const gone = await other.form("/resources");
    expect(
      (await other.send("/resources", gone, { "/resources/0/name/en": "", "/resources/0/name/zu": "" })).status,
    ).toBe(303);
    const both = await one.send("/services/braids", mine, { "/services/2/phases/0/resources": ["", "chair"] });
    expect(both.status).toBe(422);
    expect((await one.document()).services[0]?.phases).toEqual([{ minutes: 60, staff: true }]);
  });
});

describe("a program that edits the document", () => {
  it("overwrites nobody's change where it says which version it edited", async () => {
    const desk = await opened();
    const document = await desk.document();
    const put = (name: string, tag?: string) => {
      const headers = { ...OPERATOR, ...(tag === undefined ? {} : { "If-Match": tag }) };
      return call(`/api/v1/salons/${desk.salon}`, { method: "PUT", body: { ...document, name }, headers });
    };
    expect((await put("First", '"1"')).status).toBe(200);
    const late = await put("Second", '"1"');
    expect([late.status, late.body.type, late.body.version]).toEqual([
      409,
      "urn:appointmentbooking:problem:document-changed",
      2,
    ]);
    expect((await put("Third", "x")).status).toBe(422);
    expect((await put("Fourth")).status).toBe(200);
  });
});

describe("the document as JSON", () => {
  it("is put as it was written", async () => {
    const desk = await opened();
    const form = await desk.form("/document");
    const document = JSON.parse(form.get("document") ?? "");
    document.name = "Written by hand";
    expect((await desk.send("/document", form, { document: JSON.stringify(document) })).status).toBe(303);
    expect((await desk.document()).name).toBe("Written by hand");
  });

  it("that is nonsense is told of every fault, stays in the box, and changes nothing", async () => {
    const desk = await opened();
    const form = await desk.form("/document");
    const before = await desk.document();
    for (const text of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      '{"slug":1,"slug":2}',
      '{"slug":"other"}',
      `{"a":${"[".repeat(40)}${"]".repeat(40)}}`,
      "\u0000",
      "<script>",
    ]) {
      const answer = await desk.send("/document", form, { document: text });
      expect([text, answer.status]).toEqual([text, 422]);
      expect(answer.text).toContain('id="faults"');
    }
    const { text } = await desk.send("/document", form, {
      document: JSON.stringify({ ...before, name: "", hours: 1, staff: [{}] }),
    });
    for (const pointer of ["/name", "/hours", "/staff/0/id", "/staff/0/name"])
      expect(text).toContain(`<code>${pointer}</code>`);
    expect(await desk.document()).toEqual(before);
  });
});
