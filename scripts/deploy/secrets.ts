// The Worker's secrets: set once, at the first deploy, and never read back.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../local/process.ts";

/** Names of the Worker's secrets. */
export const needed: readonly string[] = [
  "OPERATOR_TOKEN",
  "TOKEN_SECRET",
  "VAULT_SECRET",
  "AUDIT_SIGNING_KEY",
  "WHATSAPP_APP_SECRET",
  "WHATSAPP_VERIFY_TOKEN",
  "WHATSAPP_ACCESS_TOKEN",
  "MESSENGER_APP_SECRET",
  "MESSENGER_VERIFY_TOKEN",
  "MESSENGER_ACCESS_TOKEN",
  "TWILIO_AUTH_TOKEN",
  "AFRICASTALKING_PATH",
  "WHATSAPP_FLOW_PRIVATE_KEY",
  "PAYFAST_MERCHANT_ID",
  "PAYFAST_MERCHANT_KEY",
  "PAYFAST_PASSPHRASE",
  "PAYSTACK_SECRET_KEY",
];

export interface Secrets {
  /** A file for `wrangler deploy --secrets-file`; the caller removes it. */
  path: string;
  /** Names of those that were made here because the environment did not give them. */
  made: string[];
}

/** Undefined when the Worker has all of them already. */
export function missingSecrets(config: string): Secrets | undefined {
  const present = presentSecrets(config);
  const missing = needed.filter((name) => !present.includes(name));
  if (missing.length === 0) return undefined;
  const made: string[] = [];
  const values: Record<string, string> = {};
  for (const name of missing) {
    const given = process.env[name];
    if (given === undefined) made.push(name);
    values[name] = given ?? (name === "WHATSAPP_FLOW_PRIVATE_KEY" ? flowKey() : randomBytes(32).toString("base64url"));
  }
  const path = join(root, "build/deploy-secrets.json");
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(path, JSON.stringify(values), { mode: 0o600 });
  // Kept before the deploy: a token that only the Worker knows would be lost.
  const lines = made.map((name) => `${name}=${values[name]}\n`).join("");
  if (lines !== "") appendFileSync(join(root, ".deploy.vars"), lines, { mode: 0o600 });
  return { path, made };
}

/** PKCS#8 in base64. Its public half is given to the provider: `openssl pkey -inform DER -pubout` of the decoded value. */
function flowKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
}

/** A Worker that was never deployed has no secrets, which Wrangler reports as a failure. */
function presentSecrets(config: string): string[] {
  try {
    const secrets = JSON.parse(run("wrangler", ["secret", "list", "--config", config])) as { name: string }[];
    return secrets.map((each) => each.name);
  } catch {
    return [];
  }
}
