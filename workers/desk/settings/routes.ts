// The desk's pages of settings, with whom each is for. What of the document a role may change is finer than its address: see
// document/right.ts.

import type { PageRoute } from "../../http/pages/routes.ts";
import { getOne, makeOne, showArchives } from "./archive/page.ts";
import { changeCalendar, showCalendars } from "./calendars/page.ts";
import { changeImport, refusedRows, showImport } from "./import/report.ts";
import { showImports, takeFile } from "./import/upload.ts";
import { changeDocument, showDocument } from "./pages/document.ts";
import { changeHistory, showHistory } from "./pages/history.ts";
import { showSettings } from "./pages/overview.ts";
import { showSalons } from "./pages/salons.ts";
import { changePart, showPart } from "./part.ts";
import { sendStartLink, showStart } from "./start/door.ts";
import { showStep, takeStep } from "./start/step.ts";

const SETTINGS = "/desk/{salon}/settings";
const ARCHIVE = `${SETTINGS}/archive`;
const IMPORT = `${SETTINGS}/import`;

export const settingsPages: readonly PageRoute[] = [
  { method: "get", path: "/desk", access: "account", handle: showSalons },
  { method: "get", path: SETTINGS, access: "role", permission: "salon.read", handle: showSettings },
  { method: "get", path: `${SETTINGS}/history`, access: "role", permission: "salon.read", handle: showHistory },
  { method: "post", path: `${SETTINGS}/history`, access: "role", permission: "rota.write", handle: changeHistory },
  { method: "get", path: `${SETTINGS}/document`, access: "role", permission: "salon.read", handle: showDocument },
  { method: "post", path: `${SETTINGS}/document`, access: "role", permission: "salon.write", handle: changeDocument },
  { method: "get", path: IMPORT, access: "role", permission: "salon.read", handle: showImports },
  { method: "post", path: IMPORT, access: "role", permission: "salon.write", handle: takeFile },
  { method: "get", path: `${IMPORT}/{job}`, access: "role", permission: "salon.read", handle: showImport },
  { method: "post", path: `${IMPORT}/{job}`, access: "role", permission: "salon.write", handle: changeImport },
  { method: "get", path: `${IMPORT}/{job}/refused`, access: "role", permission: "salon.read", handle: refusedRows },
  { method: "get", path: `${SETTINGS}/calendars`, access: "role", permission: "salon.read", handle: showCalendars },
  { method: "post", path: `${SETTINGS}/calendars`, access: "role", permission: "rota.write", handle: changeCalendar },
  { method: "get", path: ARCHIVE, access: "role", permission: "archive.read", handle: showArchives },
  { method: "post", path: ARCHIVE, access: "role", permission: "archive.write", handle: makeOne },
  { method: "get", path: `${ARCHIVE}/{archive}`, access: "role", permission: "archive.read", handle: getOne },
  { method: "get", path: `${SETTINGS}/{part}`, access: "role", permission: "salon.read", handle: showPart },
  { method: "post", path: `${SETTINGS}/{part}`, access: "role", permission: "rota.write", handle: changePart },
  { method: "get", path: `${SETTINGS}/{part}/{item}`, access: "role", permission: "salon.read", handle: showPart },
  { method: "post", path: `${SETTINGS}/{part}/{item}`, access: "role", permission: "rota.write", handle: changePart },
  { method: "get", path: "/start", access: "sign-in", handle: showStart },
  { method: "post", path: "/start", access: "sign-in", handle: sendStartLink },
  { method: "get", path: "/start/{step}", access: "account", handle: showStep },
  { method: "post", path: "/start/{step}", access: "account", handle: takeStep },
];
