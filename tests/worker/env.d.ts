// What `env` holds in a worker test: the Worker's bindings and the migrations to apply.
import type { D1Migration } from "cloudflare:test";
import type { Env } from "../../workers/env.ts";

declare global {
  namespace Cloudflare {
    interface Env extends WorkerEnv {
      TEST_MIGRATIONS: D1Migration[];
      TEST_KEYS_MIGRATIONS: D1Migration[];
    }
    interface GlobalProps {
      mainModule: typeof import("../../workers/index.ts");
    }
  }
  interface WorkerEnv extends Env {}
}
