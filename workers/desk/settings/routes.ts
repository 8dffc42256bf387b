// The desk's pages of settings, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";

export const settingsPages: readonly PageRoute[] = [];
