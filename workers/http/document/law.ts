// What the law asks of a salon's document: a fee that keeps its promise, and what must be there before the salon goes live: an Information Officer who is registered with the Information
// Regulator (POPIA s 55(2)), and an address of whoever is responsible, which the privacy notice tells (s 18(1)(b)).

import { rulesOf, type SalonDocument } from "../../../shared/contracts/salon.ts";
import type { Env } from "../../env.ts";
import type { Fault } from "../../problem.ts";
import { record, type Tell } from "./check.ts";

/** Clients are told that they cancel free of charge until `cancel_until_minutes` before the start; so no fee begins earlier. */
export function checkFee(salon: Record<string, unknown>, tell: Tell): void {
  const notice = record(record(salon.policies)?.cancellation_fee)?.notice_minutes;
  const until = record(salon.booking)?.cancel_until_minutes ?? rulesOf({}).cancel_until_minutes;
  if (typeof notice !== "number" || typeof until !== "number" || notice <= until) return;
  const detail = "must be at most /booking/cancel_until_minutes, until which cancelling is free";
  tell("/policies/cancellation_fee/notice_minutes", detail);
}

/** None on a developer's machine (LOCAL_MODE), who is not to be stopped by an officer they do not have. */
export function liveFaults(document: SalonDocument, env: Env): Fault[] {
  if (env.LOCAL_MODE === "1") return [];
  const { information_officer: officer, responsible_party: party, address } = document;
  const faults: Fault[] = [];
  if (officer === undefined) {
    faults.push({ pointer: "/information_officer", detail: "is required before a salon goes live (POPIA s 55)" });
  } else if (officer.registration_number === undefined) {
    const detail =
      "is required before a salon goes live: the officer must be registered with the Information Regulator";
    faults.push({ pointer: "/information_officer/registration_number", detail });
  }
  if (party?.address === undefined && address?.street === undefined) {
    const detail = "is required, or /address/street: the privacy notice tells the address of who is responsible";
    faults.push({ pointer: "/responsible_party/address", detail });
  }
  return faults;
}
