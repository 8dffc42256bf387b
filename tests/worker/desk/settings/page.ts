// A page of the settings as a browser has it: its form's fields as they stand, to be changed and sent.

import type { SalonRole } from "../../../../workers/permissions.ts";
import { type Person, signedIn, submit } from "../../access/people.ts";
import { type Answer, call, newSalon } from "../../api/client.ts";
import type { exampleSalon } from "../../api/salon-document.ts";
import { fieldsIn } from "./fields.ts";

type Example = ReturnType<typeof exampleSalon>;
type Changes = Record<string, string | string[] | null>;

export interface Desk {
  salon: string;
  person: Person;
  at(path: string): Promise<Answer>;
  /** The form of a page as it is shown, with some fields typed otherwise; null takes one away. */
  form(path: string): Promise<URLSearchParams>;
  send(path: string, fields: URLSearchParams, changes?: Changes): Promise<Answer>;
  /** Opens, changes and sends. */
  change(path: string, changes: Changes): Promise<Answer>;
  document(): Promise<Example>;
}

export async function opened(role: SalonRole = "owner", change: (salon: Example) => void = () => {}): Promise<Desk> {
  const salon = await newSalon(change);
  return deskOf(salon, await signedIn(salon, role));
}

export function deskOf(salon: string, person: Person): Desk {
  const headers = { Cookie: person.cookie };
  const whole = (path: string) => `/desk/${salon}/settings${path}`;
  const at = (path: string) => call(whole(path), { headers });
  const form = async (path: string) => {
    const { status, text } = await at(path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    return fieldsIn(text);
  };
  const send = (path: string, fields: URLSearchParams, changes: Changes = {}) => {
    const typed = new URLSearchParams(fields);
    for (const [name, value] of Object.entries(changes)) {
      typed.delete(name);
      for (const each of value === null ? [] : [value].flat()) typed.append(name, each);
    }
    return submit(whole(path), {}, { body: typed.toString(), headers });
  };
  return {
    salon,
    person,
    at,
    form,
    send,
    change: async (path, changes) => send(path, await form(path), changes),
    document: async () => (await call(`/api/v1/salons/${salon}/document`, { headers })).body,
  };
}
