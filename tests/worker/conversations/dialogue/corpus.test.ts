// Whole conversations against the real commands: what clients write, what they are answered, and what is true in the end.

import { expect, test } from "vitest";
import af from "./corpus/af.txt?raw";
import changing from "./corpus/changing.txt?raw";
import clocks from "./corpus/clocks.txt?raw";
import en from "./corpus/en.txt?raw";
import gone from "./corpus/gone.txt?raw";
import minds from "./corpus/minds.txt?raw";
import parties from "./corpus/parties.txt?raw";
import typing from "./corpus/typing.txt?raw";
import xh from "./corpus/xh.txt?raw";
import zu from "./corpus/zu.txt?raw";
import { type Played, play, readScripts } from "./script.ts";

const scripts = [en, af, zu, xh, changing, parties, minds, typing, clocks, gone].flatMap(readScripts);
const played: Played[] = [];

for (const script of scripts) {
  test(`${script.language}: ${script.title}`, async () => {
    const result = await play(script);
    played.push(result);
    expect(result.fault).toBe(null);
  });
}

test("every conversation that needs nobody is completed, and a booking takes two and a half messages", () => {
  expect(scripts.length).toBeGreaterThanOrEqual(200);
  const done = played.filter(({ ends }) => !ends.startsWith("person"));
  const booked = played.filter(({ ends }) => ends.startsWith("booked"));
  const messages = booked.reduce((sum, one) => sum + one.messages, 0) / booked.length;
  const wanted = scripts.filter(
    ({ lines }) => !lines.some(({ verb, rest }) => verb === "ends" && rest.startsWith("person")),
  );
  const completed = played.filter(({ fault, ends }) => fault === null && !ends.startsWith("person")).length;
  console.log(
    `conversations: ${played.length} played, ${completed} of ${wanted.length} that need nobody completed, ` +
      `${played.length - done.length} handed over; ${messages.toFixed(2)} bot messages per booking (${booked.length})`,
  );
  expect(completed).toBe(wanted.length);
  expect(messages).toBeLessThanOrEqual(2.5);
});
