// The desk's pages of settings, with whom each is for. What of the document a role may change is finer than its address: see
// document/right.ts.

import type { PageRoute } from "../../http/pages/routes.ts";
import { changeDocument, showDocument } from "./pages/document.ts";
import { changeHistory, showHistory } from "./pages/history.ts";
import { showSettings } from "./pages/overview.ts";
import { changePart, showPart } from "./part.ts";
import { sendStartLink, showStart } from "./start/door.ts";
import { showStep, takeStep } from "./start/step.ts";

const SETTINGS = "/desk/{salon}/settings";

export const settingsPages: readonly PageRoute[] = [
  { method: "get", path: SETTINGS, access: "role", permission: "salon.read", handle: showSettings },
  { method: "get", path: `${SETTINGS}/history`, access: "role", permission: "salon.read", handle: showHistory },
  { method: "post", path: `${SETTINGS}/history`, access: "role", permission: "rota.write", handle: changeHistory },
  { method: "get", path: `${SETTINGS}/document`, access: "role", permission: "salon.read", handle: showDocument },
  { method: "post", path: `${SETTINGS}/document`, access: "role", permission: "salon.write", handle: changeDocument },
  { method: "get", path: `${SETTINGS}/{part}`, access: "role", permission: "salon.read", handle: showPart },
  { method: "post", path: `${SETTINGS}/{part}`, access: "role", permission: "rota.write", handle: changePart },
  { method: "get", path: `${SETTINGS}/{part}/{item}`, access: "role", permission: "salon.read", handle: showPart },
  { method: "post", path: `${SETTINGS}/{part}/{item}`, access: "role", permission: "rota.write", handle: changePart },
  { method: "get", path: "/start", access: "sign-in", handle: showStart },
  { method: "post", path: "/start", access: "sign-in", handle: sendStartLink },
  { method: "get", path: "/start/{step}", access: "account", handle: showStep },
  { method: "post", path: "/start/{step}", access: "account", handle: takeStep },
];
