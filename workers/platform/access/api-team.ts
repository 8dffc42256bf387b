// …/salons/{salon}/team: who works for a salon and as what, for programs. The operator invites a salon's first owner here.

import type { MemberRequest } from "../../../shared/contracts/generated/member.types.ts";
import { validate as memberRequest } from "../../../shared/contracts/generated/member.validate.js";
import { changeMember, invite, type Member, teamOf } from "../../commands/access/team.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../http/body.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { json, outcomeAnswer, type Route } from "../../http/routes.ts";
import type { Fault } from "../../problem.ts";
import { rfc3339 } from "../../time.ts";

export const teamRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/team",
    id: "readTeam",
    summary: "Who works for the salon, and in which role.",
    access: "role",
    permission: "team.read",
    answers: { 200: { description: "The team, longest there first.", schema: "Team" } },
    async handle(c) {
      const team = await teamOf(commandContext(c), c.req.param("salon") ?? "");
      return json({ team: team.map(written) });
    },
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/team",
    id: "inviteMember",
    summary: "Gives somebody a role in the salon and sends them a link to sign in with.",
    access: "role",
    permission: "team.write",
    body: "MemberRequest",
    example: { email: "thandi@example.com", role: "owner" },
    answers: { 201: { description: "The person is in the team.", schema: "Member" } },
    async handle(c, actor) {
      const { email, role } = await bodyOf(c, (value) =>
        "email" in value ? [] : [{ pointer: "/email", detail: "is required" }],
      );
      const invitation = { salon: c.req.param("salon") ?? "", email: (email ?? "").toLowerCase(), role, actor };
      const outcome = await invite(commandContext(c), invitation);
      return outcome.ok ? json(written(outcome.value), 201) : outcomeAnswer(outcome);
    },
  },
  {
    method: "patch",
    path: "/api/v1/salons/{salon}/team/{account}",
    id: "changeMember",
    summary: "Gives somebody of the team another role, which ends their sessions.",
    access: "role",
    permission: "team.write",
    body: "MemberRequest",
    example: { role: "manager" },
    answers: { 204: { description: "The role is as wished." } },
    async handle(c, actor) {
      const { role } = await bodyOf(c, (value) =>
        "email" in value ? [{ pointer: "/email", detail: "is not to be given here: it stays" }] : [],
      );
      return outcomeAnswer(await changeMember(commandContext(c), { ...memberAt(c), role, actor }));
    },
  },
  {
    method: "delete",
    path: "/api/v1/salons/{salon}/team/{account}",
    id: "removeMember",
    summary: "Takes somebody out of the team, which ends their sessions.",
    access: "role",
    permission: "team.write",
    answers: { 204: { description: "The person is no longer in the team." } },
    async handle(c, actor) {
      return outcomeAnswer(await changeMember(commandContext(c), { ...memberAt(c), role: null, actor }));
    },
  },
];

async function bodyOf(c: DoorContext, more: (fields: Record<string, unknown>) => Fault[]): Promise<MemberRequest> {
  return checked<MemberRequest>(parseBody(await readBytes(c.req.raw, MAX_BODY)), memberRequest, more);
}

function memberAt(c: DoorContext): { salon: string; account: string } {
  return { salon: c.req.param("salon") ?? "", account: c.req.param("account") ?? "" };
}

function written({ account, email, role, since }: Member) {
  return { account, email, role, since: rfc3339(since, 0) };
}
