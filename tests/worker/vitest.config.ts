// Worker tests run inside workerd with the bindings of wrangler.toml and the real migrations, so what they prove holds
// for the runtime that ships. Secrets are fixed here: a test must not depend on the .dev.vars of one machine.
import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const root = resolve(import.meta.dirname, "../..");
const migrations = resolve(root, "shared/migrations");

// Made for each run: a private key that lies in a repository looks like one that leaked.
const flowKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "der" });

export default defineConfig(async () => ({
  root,
  plugins: [
    cloudflareTest({
      wrangler: { configPath: resolve(root, "wrangler.toml") },
      miniflare: {
        bindings: {
          OPERATOR_TOKEN: "operator-token-of-the-tests",
          TOKEN_SECRET: "token-secret-of-the-tests",
          VAULT_SECRET: "vault-secret-of-the-tests",
          AUDIT_SIGNING_KEY: "c2lnbmluZy1rZXktb2YtdGhlLXRlc3RzLTMyLWJ5dGU",
          WHATSAPP_APP_SECRET: "whatsapp-app-secret-of-the-tests",
          WHATSAPP_VERIFY_TOKEN: "whatsapp-verify-token-of-the-tests",
          WHATSAPP_ACCESS_TOKEN: "whatsapp-access-token-of-the-tests",
          MESSENGER_APP_SECRET: "messenger-app-secret-of-the-tests",
          MESSENGER_VERIFY_TOKEN: "messenger-verify-token-of-the-tests",
          MESSENGER_ACCESS_TOKEN: "messenger-access-token-of-the-tests",
          TWILIO_AUTH_TOKEN: "twilio-auth-token-of-the-tests",
          AFRICASTALKING_PATH: "africastalking-path-of-the-tests",
          WHATSAPP_FLOW_PRIVATE_KEY: flowKey.toString("base64"),
          PAYFAST_MERCHANT_ID: "10000100",
          PAYFAST_MERCHANT_KEY: "payfast-merchant-key-of-the-tests",
          PAYFAST_PASSPHRASE: "payfast passphrase of the tests",
          PAYFAST_BASE: "https://payfast.test",
          PAYFAST_API_BASE: "https://api.payfast.test",
          PAYSTACK_API_BASE: "https://paystack.test",
          PAYSTACK_SECRET_KEY: "paystack-secret-key-of-the-tests",
          TEST_CLOCK: "1",
          LOCAL_MODE: "1",
          ADMISSION: "shadow", // everybody calls from one place here; tests/worker/compliance enforces it
          TEST_MIGRATIONS: existsSync(migrations) ? await readD1Migrations(migrations) : [],
          TEST_KEYS_MIGRATIONS: await readD1Migrations(resolve(migrations, "keys")),
        },
      },
    }),
  ],
  test: {
    include: ["tests/worker/**/*.test.ts"],
    setupFiles: ["tests/worker/migrate.ts"],
    isolate: false, // with reset() in migrate.ts: the Worker is loaded once, not once for each file
    maxWorkers: 1,
    testTimeout: 60_000, // of a machine that does other things besides
    onConsoleLog: (line) => !line.includes('"event":"refused"'), // what is tried thousands of times is not told as often
  },
}));
