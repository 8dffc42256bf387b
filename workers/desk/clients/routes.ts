// The desk's pages of clients, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { showClients } from "./list.ts";

export const clientsPages: readonly PageRoute[] = [
  { path: "/desk/{salon}/clients", access: "role", method: "get", permission: "clients.read", handle: showClients },
];
