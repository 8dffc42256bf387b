// The desk's pages of the calendar, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";

export const calendarPages: readonly PageRoute[] = [];
