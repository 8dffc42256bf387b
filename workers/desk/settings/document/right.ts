// Who may change which place of the document: `rota.write` is enough for when the salon is open and who works when; `salon.write` is
// asked for everywhere else.

import { has, type Permission, type Role } from "../../../permissions.ts";
import type { Way } from "./merge.ts";

const ROTA = /^(hours|exceptions|holidays|outages|staff\/[^/]+\/(hours|exceptions|time_off))(\/|$)/;

export function permissionFor(way: Way): Permission {
  return ROTA.test(way.join("/")) ? "rota.write" : "salon.write";
}

export const mayChange = (role: Role, ways: readonly Way[]): boolean =>
  ways.every((way) => has(role, permissionFor(way)));
