// The desk's pages of money, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";

export const moneyPages: readonly PageRoute[] = [];
