// The desk's pages of money, with whom each is for; what clients open stands in doors.ts.

import type { PageRoute } from "../../http/pages/routes.ts";
import { actOnBill, showBill } from "./bill/page.ts";
import { actOnDay, exportReport, showDay, showReport } from "./day/page.ts";

const bill = { path: "/desk/{salon}/money/visits/{booking}", access: "role" } as const;
const day = { path: "/desk/{salon}/money", access: "role" } as const;
const report = { access: "role", permission: "earnings.read", method: "get" } as const;

export const moneyPages: readonly PageRoute[] = [
  { ...day, method: "get", permission: "money.read", handle: showDay },
  { ...day, method: "post", permission: "money.write", handle: actOnDay },
  { ...bill, method: "get", permission: "bills.read", handle: showBill },
  { ...bill, method: "post", permission: "bills.write", handle: actOnBill },
  { ...report, path: "/desk/{salon}/money/report", handle: showReport },
  { ...report, path: "/desk/{salon}/money/report.csv", handle: exportReport },
];
