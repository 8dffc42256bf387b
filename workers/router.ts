// Finds a request's handlers, and remembers them by its path: most requests are for the addresses of a few salons, and looking one up
// among hundreds of routes takes longer than most of what is done for it.

import { MESSAGE_MATCHER_IS_ALREADY_BUILT, type Result, type Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

/** Addresses with a full stop are links of somebody's own, which nobody asks for twice and nothing should keep. */
const OWN = ".";
const LONGEST = 200;
const MOST = 1_000;

export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter";
  readonly #routes = new TrieRouter<T>();
  readonly #found = new Map<string, Result<T>>();

  /** Throws once a request was answered: routes are added at the start. */
  add(method: string, path: string, handler: T): void {
    if (this.#found.size > 0) throw new Error(MESSAGE_MATCHER_IS_ALREADY_BUILT);
    this.#routes.add(method, path, handler);
  }

  match(method: string, path: string): Result<T> {
    const key = `${method} ${path}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = this.#routes.match(method, path);
    if (path.length > LONGEST || path.includes(OWN)) return found;
    if (this.#found.size >= MOST) this.#found.clear();
    this.#found.set(key, found);
    return found;
  }
}
