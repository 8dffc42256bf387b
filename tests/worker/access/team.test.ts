import { describe, expect, it } from "vitest";
import type { SalonRole } from "../../../workers/permissions.ts";
import { type Answer, call, newSalon, OPERATOR } from "../api/client.ts";
import { FROM_OWN_PAGE, invite, newEmail, type Person, signedIn, trailOf } from "./people.ts";

const as = ({ cookie }: Person) => ({ Cookie: cookie, ...FROM_OWN_PAGE });
const give = (salon: string, who: Person, role: SalonRole, headers: Record<string, string>): Promise<Answer> =>
  call(`/api/v1/salons/${salon}/team/${who.account}`, { method: "PATCH", body: { role }, headers });
const remove = (salon: string, who: Person, headers: Record<string, string>): Promise<Answer> =>
  call(`/api/v1/salons/${salon}/team/${who.account}`, { method: "DELETE", headers });
const isIn = async ({ cookie }: Person) => (await call("/account", { headers: { Cookie: cookie } })).status === 200;

describe("a team", () => {
  it("grows by invitation, and tells an address with an account from one without in nothing", async () => {
    const [salon, elsewhere] = [await newSalon(), await newSalon()];
    const known = await invite(elsewhere, "owner");
    const owner = await signedIn(salon, "owner");
    const asked = async (email: string) =>
      call(`/api/v1/salons/${salon}/team`, { body: { email, role: "stylist" }, headers: as(owner) });
    const [one, other] = [await asked(known.email), await asked(newEmail())];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(Object.keys(one.body)).toEqual(Object.keys(other.body));
    const again = await asked(known.email);
    expect([again.status, again.body.errors[0].pointer]).toEqual([409, "/email"]);
  });

  it("takes an address whose case is another as the same", async () => {
    const salon = await newSalon();
    const email = newEmail();
    await invite(salon, "owner", email.toUpperCase());
    await expect(invite(salon, "owner", email)).rejects.toThrow("already-in-team");
  });

  it("gives an address one account, even when two salons invite it at once", async () => {
    const salons = await Promise.all([newSalon(), newSalon(), newSalon(), newSalon()]);
    const email = newEmail();
    const invited = await Promise.all(salons.map((salon) => invite(salon, "stylist", email)));
    expect(new Set(invited.map(({ account }) => account)).size).toBe(1);
  });

  it("lets managers give and take the roles below them alone", async () => {
    const salon = await newSalon();
    const manager = await signedIn(salon, "manager");
    const [owner, other, stylist] = [
      await invite(salon, "owner"),
      await invite(salon, "manager"),
      await invite(salon, "stylist"),
    ];
    for (const role of ["owner", "manager"] as const) {
      const body = { email: newEmail(), role };
      expect((await call(`/api/v1/salons/${salon}/team`, { body, headers: as(manager) })).status).toBe(403);
      expect((await give(salon, stylist, role, as(manager))).status).toBe(403);
      expect((await give(salon, manager, role === "owner" ? "owner" : "reception", as(manager))).status).toBe(403);
    }
    for (const above of [owner, other]) {
      expect((await give(salon, above, "stylist", as(manager))).status).toBe(403);
      expect((await remove(salon, above, as(manager))).status).toBe(403);
    }
    expect((await give(salon, stylist, "reception", as(manager))).status).toBe(204);
    expect((await remove(salon, stylist, as(manager))).status).toBe(204);
  });

  it("ends a person's sessions when their role changes or they leave, and the new role holds at once", async () => {
    const salon = await newSalon();
    const [changed, removed, left] = [
      await signedIn(salon, "manager"),
      await signedIn(salon, "manager"),
      await signedIn(salon, "manager"),
    ];
    await give(salon, changed, "stylist", OPERATOR);
    await remove(salon, removed, OPERATOR);
    expect([await isIn(changed), await isIn(removed), await isIn(left)]).toEqual([false, false, true]);
    for (const gone of [changed, removed]) {
      expect((await call(`/api/v1/salons/${salon}/team`, { headers: as(gone) })).status).toBe(401);
    }
  });

  it("keeps an owner, whoever races to leave", async () => {
    const salon = await newSalon();
    const owners = await Promise.all([1, 2, 3].map(() => signedIn(salon, "owner")));
    const answers = await Promise.all(owners.map((owner) => remove(salon, owner, OPERATOR)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(2);
    expect(answers.find(({ status }) => status !== 204)?.body.type).toMatch(/last-owner$/);
    const [last] = (await call(`/api/v1/salons/${salon}/team`, { headers: OPERATOR })).body.team;
    expect(last.role).toBe("owner");
    const self = owners.find(({ account }) => account === last.account) as Person;
    expect((await give(salon, self, "manager", as(self))).status).toBe(409);
    expect(await isIn(self)).toBe(true);
  });

  it("of another salon cannot be reached through one's own", async () => {
    const [mine, theirs] = [await newSalon(), await newSalon()];
    const owner = await signedIn(mine, "owner");
    const victim = await signedIn(theirs, "stylist");
    expect((await remove(mine, victim, as(owner))).status).toBe(404);
    expect((await give(mine, victim, "owner", as(owner))).status).toBe(404);
    expect(await isIn(victim)).toBe(true);
  });

  it("is told every fault of a request, and is not there for a salon that is not", async () => {
    const salon = await newSalon();
    const bad = await call(`/api/v1/salons/${salon}/team`, {
      body: { email: "not-an-address", role: "king" },
      headers: OPERATOR,
    });
    expect([bad.status, bad.body.errors.map((fault: { pointer: string }) => fault.pointer)]).toEqual([
      422,
      ["/email", "/role"],
    ]);
    const none = await call(`/api/v1/salons/${salon}/team`, { body: { role: "owner" }, headers: OPERATOR });
    expect(none.body.errors[0]).toEqual({ pointer: "/email", detail: "is required" });
    const nowhere = await call("/api/v1/salons/no-such-salon/team", {
      body: { email: newEmail(), role: "owner" },
      headers: OPERATOR,
    });
    expect(nowhere.status).toBe(404);
  });
});

describe("an owner", () => {
  it("reads and puts the salon's document, and the trail says who it was", async () => {
    const salon = await newSalon();
    const owner = await signedIn(salon, "owner");
    const at = `/api/v1/salons/${salon}`;
    const document = (await call(`${at}/document`, { headers: as(owner) })).body;
    const put = await call(at, { method: "PUT", body: { ...document, name: "By its owner" }, headers: as(owner) });
    expect(put.status).toBe(200);
    const last = (await trailOf(salon)).at(-1);
    expect([last?.actor, last?.action]).toEqual([`owner:${owner.account}`, "salon.edited"]);
    expect((await call(`${at}/calendars`, { headers: as(owner) })).status).toBe(200);
  });

  it("cannot put another salon's document under the own address, nor make a new salon", async () => {
    const salon = await newSalon();
    const owner = await signedIn(salon, "owner");
    const document = (await call(`/api/v1/salons/${salon}/document`, { headers: as(owner) })).body;
    const other = { ...document, slug: "brand-new-salon" };
    expect((await call(`/api/v1/salons/${salon}`, { method: "PUT", body: other, headers: as(owner) })).status).toBe(
      422,
    );
    expect(
      (await call("/api/v1/salons/brand-new-salon", { method: "PUT", body: other, headers: as(owner) })).status,
    ).toBe(403);
  });
});
