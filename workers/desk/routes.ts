// The desk's pages, room by room.

import type { PageRoute } from "../http/pages/routes.ts";
import { calendarPages } from "./calendar/routes.ts";
import { clientsPages } from "./clients/routes.ts";
import { moneyPages } from "./money/routes.ts";
import { settingsPages } from "./settings/routes.ts";

export const deskPages: readonly PageRoute[] = [...calendarPages, ...clientsPages, ...moneyPages, ...settingsPages];
