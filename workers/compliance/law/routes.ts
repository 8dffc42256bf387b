// The centre's pages about the law, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { accept, showAgreement } from "./agreement.ts";
import { showConsents } from "./consents.ts";
import { answerDecision, showDecisions } from "./decisions.ts";
import { showHeld } from "./held.ts";
import { showMarketing, writeMarketing } from "./marketing.ts";
import { showTransfers } from "./transfers.ts";

const read = { method: "get", access: "role", permission: "compliance.read" } as const;

export const lawPages: readonly PageRoute[] = [
  { ...read, path: "/compliance/{salon}/held", handle: showHeld },
  { ...read, path: "/compliance/{salon}/consents", handle: showConsents },
  { ...read, path: "/compliance/{salon}/transfers", handle: showTransfers },
  { ...read, path: "/compliance/{salon}/agreement", handle: showAgreement },
  { ...read, path: "/compliance/{salon}/decisions", handle: showDecisions },
  {
    method: "post",
    path: "/compliance/{salon}/decisions",
    access: "role",
    permission: "decisions.write",
    handle: answerDecision,
  },
  { ...read, path: "/compliance/{salon}/marketing", handle: showMarketing },
  {
    method: "post",
    path: "/compliance/{salon}/marketing",
    access: "role",
    permission: "marketing.write",
    handle: writeMarketing,
  },
  {
    method: "post",
    path: "/compliance/{salon}/agreement",
    access: "role",
    permission: "agreement.write",
    handle: accept,
  },
];
