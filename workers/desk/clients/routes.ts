// The desk's pages of clients, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";

export const clientsPages: readonly PageRoute[] = [];
