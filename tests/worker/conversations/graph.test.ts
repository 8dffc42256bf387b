// What leaves the Worker for a provider goes to the address of a setting, over TLS, and nowhere else.

import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { UNREACHABLE } from "../../../workers/conversations/channels/sent.ts";
import { post } from "../../../workers/conversations/whatsapp/graph.ts";

afterEach(() => void vi.restoreAllMocks());

const spied = (answer: Response) => vi.spyOn(globalThis, "fetch").mockResolvedValue(answer);
const production = (base: string | undefined) => {
  const { WHATSAPP_API_BASE: _, LOCAL_MODE: __, ...rest } = { ...env, WHATSAPP_ACCESS_TOKEN: "secret" };
  return { ...rest, ...(base === undefined ? {} : { WHATSAPP_API_BASE: base }) } as typeof env;
};

it.each(["http://graph.example/v25.0", "ftp://graph.example", undefined])("tells %s nothing", async (base) => {
  const called = spied(new Response("{}"));
  expect(await post(production(base), "123", {})).toEqual({ code: UNREACHABLE, retryAfter: null });
  expect(called).not.toHaveBeenCalled();
});

it("goes to the setting's host whatever the account is called, and follows nobody elsewhere", async () => {
  const called = spied(new Response(null, { status: 307, headers: { Location: "https://elsewhere.example/" } }));
  await post(production("https://graph.example/v25.0"), "../../@elsewhere.example/#", {});
  expect(called).toHaveBeenCalledTimes(1);
  const [address, options] = called.mock.calls[0] ?? [];
  expect(new URL(String(address)).host).toBe("graph.example");
  expect(new URL(String(address)).pathname).toMatch(/^\/v25\.0\/[^/]+\/messages$/);
  expect(options?.redirect).toBe("manual");
});
