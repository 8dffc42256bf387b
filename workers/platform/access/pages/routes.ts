// The pages of signing in, of one's account and of a team, with whom each is for.

import type { PageRoute } from "../../../http/pages/routes.ts";
import { dropPasskey, endSessions, showAccount } from "./account.ts";
import { askWho, leave, sendLink, showLink, useLink } from "./sign-in.ts";
import { changeTeam, inviteMember, showTeam } from "./team.ts";

export const accessRoutes: readonly PageRoute[] = [
  { method: "get", path: "/sign-in", access: "sign-in", handle: askWho },
  { method: "post", path: "/sign-in", access: "sign-in", handle: sendLink },
  { method: "get", path: "/sign-in/{token}", access: "sign-in", handle: showLink },
  { method: "post", path: "/sign-in/{token}", access: "sign-in", handle: useLink },
  { method: "post", path: "/sign-out", access: "account", handle: leave },
  { method: "get", path: "/account", access: "account", handle: showAccount },
  { method: "post", path: "/account/passkeys", access: "account", fresh: true, handle: dropPasskey },
  { method: "post", path: "/account/sessions", access: "account", handle: endSessions },
  { method: "get", path: "/team/{salon}", access: "role", permission: "team.read", handle: showTeam },
  { method: "post", path: "/team/{salon}", access: "role", permission: "team.write", handle: inviteMember },
  { method: "post", path: "/team/{salon}/{account}", access: "role", permission: "team.write", handle: changeTeam },
];
