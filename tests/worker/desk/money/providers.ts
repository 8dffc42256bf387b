// What PayFast and Paystack say in tests: their answers when they are asked, and their notices and events, signed as theirs are.

import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { phpEncoded, signatureOf } from "../../../../workers/desk/money/online/payfast.ts";
import { hex } from "../../../../workers/token.ts";
import { call } from "../../api/client.ts";

export const SOON = "2026-11-30T09:05:00+02:00";

/** What the providers answer when they are asked; `validate` is PayFast's word, `amount` what Paystack says was paid. */
export const said = { validate: "VALID", amount: 20_000, status: "success" };
/** Every question to anybody, in order. */
export const asked: { url: string; body: string }[] = [];

/** Before each test; `rest` answers what is no provider of payments. */
export function providersListen(rest: (request: Request) => Promise<Response> = nobody): void {
  asked.length = 0;
  Object.assign(said, { validate: "VALID", amount: 20_000, status: "success" });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    asked.push({ url, body: String(init?.body ?? "") });
    if (url.endsWith("/eng/query/validate")) return new Response(said.validate);
    if (url.includes("/transaction/verify/"))
      return Response.json({ status: true, data: { status: said.status, amount: said.amount } });
    if (url.endsWith("/transaction/initialize")) {
      return Response.json({ status: true, data: { authorization_url: "https://checkout.paystack.test/abc" } });
    }
    return rest(new Request(input as RequestInfo, init as RequestInit));
  });
}

const nobody = async () => new Response("", { status: 404 });

/** Takes payments online, and has one person, who does what asks for a deposit and what does not. */
export const paidOnline =
  (provider: "payfast" | "paystack" = "payfast") =>
  (document: SalonDocument): void => {
    document.money = { payments: { provider } };
    document.staff = document.staff.filter(({ id }) => id === "ayanda");
    document.services = document.services.filter(({ id }) => id !== "braids");
    for (const person of document.staff) person.services = [{ id: "cut" }, { id: "colour" }];
  };

export async function itn(
  fields: Record<string, string>,
  change: (text: string) => string = (text) => text,
  now = SOON,
) {
  const pairs = Object.entries({
    ...{
      m_payment_id: "",
      pf_payment_id: "1089250",
      payment_status: "COMPLETE",
      item_name: "Deposit",
      item_description: "",
    },
    ...{
      amount_gross: "200.00",
      amount_fee: "-4.60",
      amount_net: "195.40",
      name_first: "Nomsa Dlamini",
      merchant_id: env.PAYFAST_MERCHANT_ID,
    },
    ...fields,
  });
  const signature = await signatureOf(pairs, env.PAYFAST_PASSPHRASE);
  const body = change(
    [...pairs, ["signature", signature]].map(([name = "", value = ""]) => `${name}=${phpEncoded(value)}`).join("&"),
  );
  return call("/webhooks/payfast", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    now,
  });
}

export async function paystack(event: string, data: object, now = SOON, secret = env.PAYSTACK_SECRET_KEY) {
  const body = JSON.stringify({ event, data });
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-512" },
    false,
    ["sign"],
  );
  const signature = hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body))));
  return call("/webhooks/paystack", { method: "POST", body, headers: { "x-paystack-signature": signature }, now });
}
