// The team's pages of conversations, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { openMedium } from "./media.ts";
import { actInInbox, showInbox } from "./page.ts";

const inbox = { path: "/inbox/{salon}", access: "role" } as const;

export const inboxPages: readonly PageRoute[] = [
  { ...inbox, method: "get", permission: "conversations.read", handle: showInbox },
  {
    path: "/inbox/{salon}/media/{message}",
    access: "role",
    method: "get",
    permission: "conversations.read",
    handle: openMedium,
  },
  { ...inbox, method: "post", permission: "conversations.write", handle: actInInbox },
];
