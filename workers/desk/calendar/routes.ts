// The desk's pages of the calendar, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { dropBlock, makeBlock, showBlock, showBlocks } from "./blocks.ts";
import { showOffline } from "./offline.ts";
import { showDay } from "./page.ts";
import { deletePhoto, showPhoto, takePhoto } from "./photos/page.ts";
import { changeSeries, showSeries, startSeries } from "./series/page.ts";
import { keepTimeOff, showTimeOff } from "./time-off.ts";
import { bookNew, showNew } from "./visits/new.ts";
import { changeVisit, showVisit } from "./visits/visit.ts";
import { bookWalkIn, showWalkIn } from "./visits/walk-in.ts";

const reads = { access: "role", method: "get", permission: "bookings.read" } as const;
const writes = { access: "role", method: "post", permission: "bookings.write" } as const;

export const calendarPages: readonly PageRoute[] = [
  { ...reads, path: "/desk/{salon}", handle: showDay },
  { ...reads, path: "/desk/{salon}/offline", handle: showOffline },
  { ...reads, path: "/desk/{salon}/walk-in", handle: showWalkIn },
  { ...writes, path: "/desk/{salon}/walk-in", handle: bookWalkIn },
  { ...reads, path: "/desk/{salon}/new", handle: showNew },
  { ...writes, path: "/desk/{salon}/new", handle: bookNew },
  { ...reads, path: "/desk/{salon}/blocks", handle: showBlocks },
  { ...writes, path: "/desk/{salon}/blocks", handle: makeBlock },
  { ...reads, path: "/desk/{salon}/blocks/{block}", handle: showBlock },
  { ...writes, path: "/desk/{salon}/blocks/{block}", handle: dropBlock },
  { ...reads, permission: "salon.read", path: "/desk/{salon}/time-off", handle: showTimeOff },
  { ...writes, permission: "rota.write", path: "/desk/{salon}/time-off", handle: keepTimeOff },
  { ...reads, path: "/desk/{salon}/visits/{booking}", handle: showVisit },
  { ...writes, path: "/desk/{salon}/visits/{booking}", handle: changeVisit },
  { ...writes, path: "/desk/{salon}/visits/{booking}/photos", handle: takePhoto },
  { ...writes, path: "/desk/{salon}/visits/{booking}/series", handle: startSeries },
  { ...reads, path: "/desk/{salon}/series/{series}", handle: showSeries },
  { ...writes, path: "/desk/{salon}/series/{series}", handle: changeSeries },
  { ...reads, path: "/desk/{salon}/photos/{photo}", handle: showPhoto },
  { ...writes, path: "/desk/{salon}/photos/{photo}", handle: deletePhoto },
];
