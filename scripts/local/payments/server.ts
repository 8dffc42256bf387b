// The stand-in for PayFast and Paystack on a port of this machine: the pages that a client is led to, the notices and events that follow,
// signed as the real ones are, and the answers to whoever asks whether they are true. Written from their documentation, apart from the
// Worker's reading of it, so that the two hold each other.
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface Payments {
  url: string;
  stop(): Promise<void>;
}

interface Transaction {
  reference: string;
  amount: number;
  email: string;
  callback: string;
  status: "ongoing" | "success" | "abandoned";
}

interface Surroundings {
  worker: string;
  setting(name: string): string;
  /** Notices that were sent: what `validate` says VALID to. */
  told: Set<string>;
  transactions: Map<string, Transaction>;
  /** Lines of PayFast's list, by day. */
  carried: Map<string, string[]>;
}

const MOST = 64 << 10;

export async function startPayments(
  worker: string,
  port: number,
  setting: (name: string) => string,
): Promise<Payments> {
  const around: Surroundings = { worker, setting, told: new Set(), transactions: new Map(), carried: new Map() };
  const server = createServer((request, response) => {
    void answer(around, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const stop = () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function answer(around: Surroundings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const body = await bodyOf(request);
  const [, area = "", what = "", last = ""] = url.pathname.split("/");
  if (area === "eng" && what === "process") return payfastPage(around, url, body, response);
  if (area === "eng" && what === "query" && last === "validate") {
    return void response.end(around.told.has(body) ? "VALID" : "INVALID");
  }
  if (area === "transactions" && what === "history" && last === "daily")
    return void history(around, url, request, response);
  if (area === "transaction") return told(response, ...paystackApi(around, what, last, request, body));
  if (area === "checkout") return checkout(around, what, body, response);
  response.writeHead(404).end();
}

/** PHP's urlencode. */
const encoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
const joined = (pairs: [string, string][]) => pairs.map(([name, value]) => `${name}=${encoded(value)}`).join("&");

function signed({ setting }: Surroundings, pairs: [string, string][]): string {
  return createHash("md5")
    .update(`${joined(pairs)}&passphrase=${encoded(setting("PAYFAST_PASSPHRASE"))}`)
    .digest("hex");
}

/** GET shows what would be paid, where the signature fits; the form's POST pays, or gives up. */
async function payfastPage(around: Surroundings, url: URL, body: string, response: ServerResponse): Promise<void> {
  const pairs = [...url.searchParams].filter(([name]) => name !== "signature");
  if (signed(around, pairs) !== url.searchParams.get("signature")) return void response.writeHead(400).end("signature");
  const of = (name: string) => url.searchParams.get(name) ?? "";
  const choice = new URLSearchParams(body).get("choice");
  if (choice === null) return page(response, `R${of("amount")}`, of("item_name"));
  const gross = Number(of("amount"));
  const fee = Math.round(gross * 2.3) / 100;
  const paid = choice === "pay" || choice === "lost";
  const reference = String(randomBytes(4).readUInt32BE());
  if (paid) carry(around, { payment: of("m_payment_id"), reference, item: of("item_name"), gross, fee });
  const notice: [string, string][] = [
    ["m_payment_id", of("m_payment_id")],
    ["pf_payment_id", reference],
    ["payment_status", paid ? "COMPLETE" : "CANCELLED"],
    ["item_name", of("item_name")],
    ["item_description", ""],
    ["amount_gross", gross.toFixed(2)],
    ["amount_fee", `-${fee.toFixed(2)}`],
    ["amount_net", (gross - fee).toFixed(2)],
    ["merchant_id", of("merchant_id")],
  ];
  const form = joined(notice);
  around.told.add(form);
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  if (choice !== "lost") {
    await sent(`${around.worker}/webhooks/payfast`, headers, `${form}&signature=${signed(around, notice)}`);
  }
  response.writeHead(303, { Location: of(paid ? "return_url" : "cancel_url") }).end();
}

interface Carried {
  payment: string;
  reference: string;
  item: string;
  gross: number;
  fee: number;
}

/** As PayFast lists it, by South Africa's clock. */
function carry({ carried }: Surroundings, { payment, reference, item, gross, fee }: Carried): void {
  const [day = "", time = ""] = new Date(Date.now() + 7_200_000).toISOString().split(/[T.]/);
  const amounts = [gross, -fee, gross - fee, gross - fee].map((rand) => rand.toFixed(2));
  const cells = [
    `${day} ${time}`,
    "FUNDS_RECEIVED",
    "CREDIT",
    "Client",
    item,
    "",
    "ZAR",
    "CC",
    ...amounts,
    payment,
    reference,
  ];
  const line = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  carried.set(day, [...(carried.get(day) ?? []), line]);
}

const COLUMNS =
  'Date,Type,Sign,Party,Name,Description,Currency,"Funding Type",Gross,Fee,Net,Balance,"M Payment ID","PF Payment ID"';

/** Signed over headers, query and passphrase by their names' order; what only tells the sandbox apart is not. */
function history(around: Surroundings, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const named = ["merchant-id", "version", "timestamp"].map((name): [string, string] => [name, String(headers[name])]);
  const query = [...url.searchParams].filter(([name]) => name !== "testing");
  const passphrase: [string, string] = ["passphrase", around.setting("PAYFAST_PASSPHRASE")];
  const sorted = [...named, ...query, passphrase].sort(([a], [b]) => (a < b ? -1 : 1));
  if (createHash("md5").update(joined(sorted)).digest("hex") !== headers.signature) {
    told(response, 401, { code: 401, status: "failed", data: { message: "Merchant authorization failed." } });
    return;
  }
  const of = (name: string) => Number(url.searchParams.get(name) ?? 0);
  const lines = around.carried.get(url.searchParams.get("date") ?? "") ?? [];
  const page = lines.slice(of("offset"), of("offset") + (of("limit") || 1_000));
  response.writeHead(200, { "Content-Type": "text/csv" }).end([COLUMNS, ...page].join("\n"));
}

type Reply = [status: number, value: object];

function paystackApi(
  { setting, transactions }: Surroundings,
  what: string,
  last: string,
  request: IncomingMessage,
  body: string,
): Reply {
  const no = (status: number, message: string): Reply => [status, { status: false, message }];
  if (request.headers.authorization !== `Bearer ${setting("PAYSTACK_SECRET_KEY")}`) return no(401, "Invalid key");
  if (what === "initialize") {
    const asked = JSON.parse(body) as { email: string; amount: number; reference: string; callback_url: string };
    if (transactions.has(asked.reference)) return no(400, "Duplicate Transaction Reference");
    const { email, amount, reference, callback_url: callback } = asked;
    transactions.set(reference, { email, amount, reference, callback, status: "ongoing" });
    const authorization_url = `http://${request.headers.host}/checkout/${reference}`;
    const data = { authorization_url, access_code: randomBytes(8).toString("hex"), reference };
    return [200, { status: true, message: "Authorization URL created", data }];
  }
  if (what === "") {
    const data = [...transactions.values()]
      .filter(({ status }) => status === "success")
      .map((each) => ({ ...each, currency: "ZAR" }));
    return [200, { status: true, message: "Transactions retrieved", data, meta: { total: data.length, page: 1 } }];
  }
  const known = transactions.get(decodeURIComponent(last));
  if (what !== "verify" || known === undefined) return no(404, "Transaction reference not found");
  const { reference, amount, status } = known;
  return [
    200,
    { status: true, message: "Verification successful", data: { id: 1, status, reference, amount, currency: "ZAR" } },
  ];
}

async function checkout(
  around: Surroundings,
  reference: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const transaction = around.transactions.get(reference);
  if (transaction === undefined) return void response.writeHead(404).end();
  const choice = new URLSearchParams(body).get("choice");
  if (choice === null) return page(response, `R${(transaction.amount / 100).toFixed(2)}`, transaction.email);
  transaction.status = choice === "cancel" ? "abandoned" : "success";
  if (choice === "pay") {
    const { amount, email } = transaction;
    const data = {
      id: 1,
      domain: "test",
      status: "success",
      reference,
      amount,
      currency: "ZAR",
      channel: "card",
      customer: { email },
    };
    const event = JSON.stringify({ event: "charge.success", data });
    const signature = createHmac("sha512", around.setting("PAYSTACK_SECRET_KEY")).update(event).digest("hex");
    await sent(
      `${around.worker}/webhooks/paystack`,
      { "Content-Type": "application/json", "x-paystack-signature": signature },
      event,
    );
  }
  response.writeHead(303, { Location: transaction.callback }).end();
}

/** The real ones try for days; a developer's machine a few times. */
async function sent(url: string, headers: Record<string, string>, body: string): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const answered = await fetch(url, { method: "POST", headers, body }).catch(() => null);
    await answered?.body?.cancel();
    if (answered?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
  }
}

function page(response: ServerResponse, amount: string, what: string): void {
  const safe = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
  });
  response.end(`<!doctype html><meta name="viewport" content="width=device-width"><title>Pay</title><h1>${safe(amount)}</h1><p>${safe(what)}</p>
<form method="post"><button name="choice" value="pay">Pay</button> <button name="choice" value="lost">Pay, and lose the notice</button>
<button name="choice" value="cancel">Cancel</button></form>`);
}

function told(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
