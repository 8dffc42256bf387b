// PayFast's protocol: the signed address that a client is led to, and what its instant transaction notices (ITN) are held against.

/** As PHP's urlencode writes it, which is what is signed: a plus for a space, upper-case hexadecimal, nothing but -_. left as it is. */
export const phpEncoded = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

/** MD5 of the pairs as they stand and the passphrase: weak by itself, so an ITN is asked after as well (`validate`). */
export async function signatureOf(pairs: readonly (readonly [string, string])[], passphrase: string): Promise<string> {
  const told = [...pairs, ...(passphrase === "" ? [] : [["passphrase", passphrase] as const])];
  const bytes = new TextEncoder().encode(told.map(([name, value]) => `${name}=${phpEncoded(value)}`).join("&"));
  const digest = new Uint8Array(await crypto.subtle.digest("MD5", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface Checkout {
  merchant: string;
  key: string;
  passphrase: string;
  base: string;
  /** Where the client comes back to, and where the notice goes. */
  back: string;
  notify: string;
  payment: string;
  cents: number;
  item: string;
}

/** In the order that PayFast documents; what is blank is left out. */
export async function checkoutUrl(of: Checkout): Promise<string> {
  const pairs: [string, string][] = [
    ["merchant_id", of.merchant],
    ["merchant_key", of.key],
    ["return_url", of.back],
    ["cancel_url", of.back],
    ["notify_url", of.notify],
    ["m_payment_id", of.payment],
    ["amount", (of.cents / 100).toFixed(2)],
    // A half of a character that takes two units cannot be encoded.
    ["item_name", of.item.slice(0, 100).replace(/\p{Cs}$/u, "")],
  ];
  const signature = await signatureOf(pairs, of.passphrase);
  const query = [...pairs, ["signature", signature] as const].map(([name, value]) => `${name}=${phpEncoded(value)}`);
  return `${of.base}/eng/process?${query.join("&")}`;
}

export interface Notice {
  payment: string;
  reference: string;
  status: string;
  cents: number;
  merchant: string;
  signature: string;
  /** All but the signature, in the order in which they were posted. */
  pairs: [string, string][];
}

/** A posted notice; null for any other form. */
export function parseNotice(text: string): Notice | null {
  const fields = [...new URLSearchParams(text)];
  const of = (name: string) => fields.find(([known]) => known === name)?.[1] ?? "";
  const amount = /^(\d{1,8})\.(\d{2})$/.exec(of("amount_gross"));
  if (amount === null || of("m_payment_id") === "" || of("signature") === "") return null;
  return {
    payment: of("m_payment_id"),
    reference: of("pf_payment_id").slice(0, 80),
    status: of("payment_status"),
    cents: Number(amount[1]) * 100 + Number(amount[2]),
    merchant: of("merchant_id"),
    signature: of("signature"),
    pairs: fields.filter(([name]) => name !== "signature"),
  };
}
