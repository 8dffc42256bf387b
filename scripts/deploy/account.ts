// The account that is deployed to: may we, and does it hold what wrangler.toml binds?
import { run } from "../local/process.ts";

/** Names as in wrangler.toml. */
const names = {
  database: "appointmentbooking",
  keys: "appointmentbooking-keys",
  namespace: "appointmentbooking",
  bucket: "appointmentbooking",
  queues: ["appointmentbooking-outbox", "appointmentbooking-outbox-dead"],
};

/** D1 has no location in Africa; western Europe is the shortest way from South Africa. */
const location = "weur";

export interface Resources {
  /** Id of the D1 database. */
  database: string;
  /** Id of the D1 database that holds people's keys. */
  keys: string;
  /** Id of the KV namespace. */
  namespace: string;
}

/** What the environment says about the deployment; see scripts/deploy.ts. */
export interface Settings {
  sender: string | undefined;
  origin: string | undefined;
  graph: string | undefined;
  social: string | undefined;
  /** Of the providers of payments, by name. */
  payments: Record<"PAYFAST_BASE" | "PAYFAST_API_BASE" | "PAYFAST_SOURCES" | "PAYSTACK_API_BASE", string | undefined>;
}

/** Throws, saying what to set, unless the settings are usable and Wrangler can act for exactly one account. */
export function checkAccount(): { name: string; settings: Settings } {
  const settings = checkedSettings();
  let answer: { accounts?: { id: string; name: string }[] };
  try {
    answer = JSON.parse(run("wrangler", ["whoami", "--json"]));
  } catch {
    throw new Error(
      "Wrangler is not signed in, or does not reach Cloudflare. Set CLOUDFLARE_API_TOKEN (a token that may edit Workers Scripts, D1, Workers KV, R2 and Queues), or run `npx wrangler login`.",
    );
  }
  const accounts = answer.accounts ?? [];
  const wanted = process.env.CLOUDFLARE_ACCOUNT_ID;
  const account = wanted === undefined ? accounts[0] : accounts.find((each) => each.id === wanted);
  if (account === undefined) {
    throw new Error(
      wanted === undefined
        ? "the token belongs to no account; give it Account Settings: Read, or set CLOUDFLARE_ACCOUNT_ID"
        : `the token does not reach the account of CLOUDFLARE_ACCOUNT_ID (${wanted})`,
    );
  }
  if (wanted === undefined && accounts.length > 1) {
    const list = accounts.map((each) => `${each.id}  ${each.name}`).join("\n  ");
    throw new Error(`the token reaches several accounts; set CLOUDFLARE_ACCOUNT_ID to one of\n  ${list}`);
  }
  return { name: account.name, settings };
}

function checkedSettings(): Settings {
  const { EMAIL_FROM: sender, PUBLIC_ORIGIN: origin, WHATSAPP_API_BASE: graph } = process.env;
  const { MESSENGER_API_BASE: social, PAYFAST_SOURCES } = process.env;
  const { PAYFAST_BASE, PAYFAST_API_BASE, PAYSTACK_API_BASE } = process.env;
  const paying = { PAYFAST_BASE, PAYFAST_API_BASE, PAYSTACK_API_BASE };
  const bases = { WHATSAPP_API_BASE: graph, MESSENGER_API_BASE: social, ...paying };
  for (const [name, base] of Object.entries(bases)) {
    if (base === undefined || /^https:\/\/[^\s]+[^/\s]$/.test(base)) continue;
    throw new Error(`${name} must be an https address without a slash at its end, not "${base}"`);
  }
  if (origin !== undefined && !/^https:\/\/[^/\s]+$/.test(origin)) {
    throw new Error(`PUBLIC_ORIGIN must be a scheme and host such as https://book.example.com, not "${origin}"`);
  }
  if (sender !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(sender)) {
    throw new Error(`EMAIL_FROM must be an e-mail address, not "${sender}"`);
  }
  if (sender !== undefined && origin === undefined) {
    throw new Error("with EMAIL_FROM set, PUBLIC_ORIGIN must be set too: messages hold links to it");
  }
  for (const name of ["OPERATOR_TOKEN", "TOKEN_SECRET", "VAULT_SECRET"]) {
    const value = process.env[name];
    if (value !== undefined && value.length < 32) throw new Error(`${name} is shorter than 32 characters`);
  }
  const key = process.env.AUDIT_SIGNING_KEY;
  if (key !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(key)) {
    throw new Error("AUDIT_SIGNING_KEY must be 32 bytes in base64url, which is 43 characters");
  }
  return { sender, origin, graph, social, payments: { ...paying, PAYFAST_SOURCES } };
}

/** Creates what is absent and returns the ids. */
export function provide(say: (text: string) => void): Resources {
  const database = (name: string) => () =>
    listed<{ name: string; uuid: string }>(["d1", "list", "--json"], "D1: Edit").find((each) => each.name === name)
      ?.uuid;
  const madeDatabase = (name: string) =>
    madeIfAbsent(`D1 database ${name}`, database(name), ["d1", "create", name, "--location", location], say);
  const namespace = () =>
    listed<{ title: string; id: string }>(["kv", "namespace", "list"], "Workers KV Storage: Edit").find(
      (each) => each.title === names.namespace,
    )?.id;
  const ids = {
    database: madeDatabase(names.database),
    keys: madeDatabase(names.keys),
    namespace: madeIfAbsent("KV namespace", namespace, ["kv", "namespace", "create", names.namespace], say),
  };
  const bucket = ["r2", "bucket"];
  if (!exists([...bucket, "info", names.bucket])) {
    say(`deploy: creating R2 bucket ${names.bucket}`);
    permitted([...bucket, "create", names.bucket], "Workers R2 Storage: Edit");
  }
  for (const queue of names.queues) {
    if (exists(["queues", "info", queue])) continue;
    say(`deploy: creating queue ${queue}`);
    permitted(["queues", "create", queue], "Queues: Edit");
  }
  return ids;
}

function madeIfAbsent(
  what: string,
  find: () => string | undefined,
  create: string[],
  say: (text: string) => void,
): string {
  const known = find();
  if (known !== undefined) return known;
  say(`deploy: creating ${what}`);
  run("wrangler", create);
  const made = find();
  if (made === undefined) throw new Error(`the ${what} was created but is not listed; run the deploy again`);
  return made;
}

function listed<T>(args: string[], permission: string): T[] {
  return JSON.parse(permitted(args, permission)) as T[];
}

function permitted(args: string[], permission: string): string {
  try {
    return run("wrangler", args);
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(`\`wrangler ${args.join(" ")}\` failed; does the token have "${permission}"?\n${told}`);
  }
}

function exists(args: string[]): boolean {
  try {
    run("wrangler", args);
    return true;
  } catch {
    return false;
  }
}
