// `npm run drill`: one security incident from end to end, on a fresh site with the demo salons, or on one that runs.
//
//   npm run drill                                  a site of its own, gone afterwards
//   npm run drill -- http://localhost:8787         one that `npm start` serves: it gets an incident, some clients and letters
//
// Prints each step with what was checked and how long it took, and the incident's timeline; fails where anything is not as it
// should be.
import { type Outcome, play } from "./play.ts";
import { openSite } from "./site.ts";

function print({ steps, timeline, told, people }: Outcome): void {
  for (const { name, took, checked } of steps) {
    console.log(`✔ ${name} (${took.toFixed(0)} ms)`);
    for (const each of checked) console.log(`    ${each}`);
  }
  console.log("\nTimeline of the incident");
  for (const { at, actor, what } of timeline) console.log(`  ${at}  ${what.padEnd(24)} ${actor}`);
  const total = steps.reduce((sum, { took }) => sum + took, 0);
  console.log(
    `\n${people} people concerned; the salon was told after ${told.toFixed(0)} ms; ${(total / 1000).toFixed(1)} s in all.`,
  );
}

const [given] = process.argv.slice(2);
const site = given === undefined ? await openSite() : { url: given.replace(/\/$/, ""), close: async () => {} };
try {
  print(await play(site.url));
} catch (error) {
  console.error(`✖ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await site.close();
}
