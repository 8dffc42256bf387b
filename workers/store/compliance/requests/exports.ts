// What was gathered for a request for access, in R2 under a name that only the server can derive. D1 says until when.
import type { Env } from "../../../env.ts";
import { base64url, keyedHash } from "../../../token.ts";

/** Where a lifecycle rule of the bucket may delete too; the sweep does so by itself. */
const FOLDER = "exports";

/** The same name every time, so that gathering twice leaves one object. */
async function nameOf(env: Env, salon: string, request: string): Promise<string> {
  return `${FOLDER}/${base64url(await keyedHash(env.TOKEN_SECRET, `export:${salon}:${request}`))}`;
}

export async function keepExport(env: Env, salon: string, request: string, text: string): Promise<void> {
  const httpMetadata = { contentType: "application/json; charset=utf-8" };
  await env.R2.put(await nameOf(env, salon, request), text, { httpMetadata });
}

export async function readExport(env: Env, salon: string, request: string): Promise<string | null> {
  const object = await env.R2.get(await nameOf(env, salon, request));
  return object === null ? null : object.text();
}

/** Whether there was one. */
export async function deleteExport(env: Env, salon: string, request: string): Promise<boolean> {
  const name = await nameOf(env, salon, request);
  const there = (await env.R2.head(name)) !== null;
  await env.R2.delete(name);
  return there;
}
