// `npm run deploy`: checks the account's settings, creates what is missing there, migrates, and deploys.
//
//   npm run deploy                 to the account of CLOUDFLARE_API_TOKEN (or of `wrangler login`)
//   npm run deploy -- --dry-run    bundle, its size and its start, without an account
//
// Settings, from the environment:
//   CLOUDFLARE_API_TOKEN    token that may edit Workers Scripts, D1, Workers KV, R2 and Queues
//   CLOUDFLARE_ACCOUNT_ID   needed where the token sees more than one account
//   PUBLIC_ORIGIN           scheme and host that links in messages begin with, such as https://book.example.com
//   EMAIL_FROM              verified sender of confirmations; without it the Worker sends no e-mail
//   WHATSAPP_API_BASE       WhatsApp's Graph API with its version; without it the Worker sends nothing there
//   WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, WHATSAPP_ACCESS_TOKEN   the provider's; random when absent, and then nothing is taken
//   MESSENGER_API_BASE      the same for Messenger and Instagram
//   MESSENGER_APP_SECRET, MESSENGER_VERIFY_TOKEN, MESSENGER_ACCESS_TOKEN   likewise
//   TWILIO_AUTH_TOKEN, AFRICASTALKING_PATH   what calls are signed with, and the last part of the path of unsigned ones; likewise
//   PAYFAST_BASE, PAYSTACK_API_BASE   the providers of payments; without one nobody is led there. PAYFAST_SOURCES: where notices come from;
//                           PAYFAST_API_BASE: where PayFast says at night what it carried, such as https://api.payfast.co.za
//   PAYFAST_MERCHANT_ID, PAYFAST_MERCHANT_KEY, PAYFAST_PASSPHRASE, PAYSTACK_SECRET_KEY   theirs; random when absent, and then nothing is believed
//   OPERATOR_TOKEN, TOKEN_SECRET, VAULT_SECRET   at least 32 characters each; made at the first deploy when absent
//   AUDIT_SIGNING_KEY              32 random bytes in base64url; made likewise
//
// Running it again is safe: what exists is left alone, and secrets are never overwritten.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { checkAccount, provide, type Resources, type Settings } from "./deploy/account.ts";
import { missingSecrets } from "./deploy/secrets.ts";
import { follow, isMain, root, run } from "./local/process.ts";

/** Bytes of the compressed bundle: half of the 3 MiB that the platform allows, for a larger one starts more slowly. */
const largestBundle = 1536 * 1024;

/** Milliseconds of work in global scope, measured here; the platform allows 1,000 on its own machines. */
const longestStart = 200;

/** Builds the bundle as a deployment would, starts it once, and returns what is wrong with its size or its start. */
export async function bundleFaults(): Promise<string[]> {
  await build();
  const bundle = await follow("wrangler", ["deploy", "--dry-run", "--minify", "--outdir", "build/deploy"], {
    limit: 120,
    quiet: true,
  });
  if (bundle.code !== 0) return [bundle.output];
  const compressed = Math.round(Number(/gzip: ([\d.]+) KiB/.exec(bundle.output)?.[1]) * 1024);
  const start = await follow("wrangler", ["check", "startup", "--outfile", "build/startup.cpuprofile"], {
    limit: 120,
    quiet: true,
  });
  if (start.code !== 0) return [start.output];
  const active = Number(/Active: ([\d.]+) ms/.exec(start.output)?.[1]);
  console.log(`  bundle: ${compressed} bytes compressed; start: ${active} ms active`);
  const faults: string[] = [];
  if (!(compressed <= largestBundle))
    faults.push(`the bundle is ${compressed} bytes compressed; at most ${largestBundle}`);
  if (!(active <= longestStart)) faults.push(`the Worker works ${active} ms before it serves; at most ${longestStart}`);
  return faults;
}

async function deploy(): Promise<void> {
  const account = checkAccount();
  console.log(`deploy: account ${account.name}`);
  await build();
  const resources = provide(console.log);
  const config = join(root, "wrangler.deploy.toml");
  writeFileSync(config, withIds(readFileSync(join(root, "wrangler.toml"), "utf8"), resources));
  console.log("deploy: applying migrations");
  for (const database of ["DB", "KEYS"]) {
    run("wrangler", ["d1", "migrations", "apply", database, "--remote", "--config", config]);
  }
  const secrets = missingSecrets(config);
  const args = ["deploy", "--config", config, "--minify", "--keep-vars", ...variables(account.settings)];
  if (secrets !== undefined) args.push("--secrets-file", secrets.path);
  const { code } = await follow("wrangler", args, { limit: 300 });
  if (secrets !== undefined) rmSync(secrets.path);
  if (code !== 0) process.exit(code);
  if (secrets?.made.includes("OPERATOR_TOKEN")) {
    console.log(
      "deploy: the operator's token was made now and is in .deploy.vars (git-ignored); keep it in a safe place",
    );
  }
}

/** What a deployment sets besides secrets; with --keep-vars, what is not given keeps its last value. */
function variables({ sender, origin, graph, social, payments }: Settings): string[] {
  if (sender === undefined)
    console.log("deploy: EMAIL_FROM is not set; unless an earlier deploy set it, no e-mail is sent");
  const given = Object.entries({
    EMAIL_FROM: sender,
    PUBLIC_ORIGIN: origin,
    WHATSAPP_API_BASE: graph,
    MESSENGER_API_BASE: social,
    ...payments,
  });
  return given.flatMap(([name, value]) => (value === undefined ? [] : ["--var", `${name}:${value}`]));
}

/** wrangler.toml names resources; an account knows them by id. */
function withIds(config: string, { database, keys, namespace }: Resources): string {
  return config
    .replace(/^(binding = "DB")$/m, `$1\ndatabase_id = "${database}"`)
    .replace(/^(binding = "KEYS")$/m, `$1\ndatabase_id = "${keys}"`)
    .replace(/^(binding = "KV")$/m, `$1\nid = "${namespace}"`);
}

if (isMain(import.meta)) {
  if (process.argv.includes("--dry-run")) {
    const faults = await bundleFaults();
    for (const fault of faults) console.error(fault);
    console.log(faults.length === 0 ? "deploy: the bundle is fit to deploy (nothing was uploaded)" : "deploy: refused");
    process.exitCode = faults.length === 0 ? 0 : 1;
  } else {
    await deploy().catch((error: unknown) => {
      console.error(`deploy: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    });
  }
}
