// The assessment for machines: OSCAL 1.1 `assessment-results` (NIST, https://pages.nist.gov/OSCAL/reference/1.1.2/assessment-results)
// and the catalogue it assesses. One observation for each piece of evidence, one finding for each control.
import { createHash, randomUUID } from "node:crypto";
import type { Catalogue, Control, Evidence } from "./catalogue.ts";
import type { Observation } from "./evidence.ts";

const OSCAL = "1.1.2";
/** Days for which an observation stands; then it must be collected again. */
const STANDS = 30;

export interface Assessed {
  control: Control;
  observations: Observation[];
  satisfied: boolean;
}

/** A control is satisfied when nothing is missing and every piece of evidence that runs has passed; files alone prove nothing. */
export function isSatisfied(control: Control, observations: Observation[]): boolean {
  const run = observations.filter(({ result }) => result !== "read");
  return control.missing.length === 0 && run.length > 0 && run.every(({ result }) => result === "passed");
}

export function catalogOf(catalogue: Catalogue, now: Date) {
  return {
    catalog: {
      uuid: uuidOf(`catalog ${catalogue.id} ${catalogue.version}`),
      metadata: metadata(catalogue, now),
      controls: catalogue.controls.map(({ id, title, statement, sections }) => ({
        id,
        title,
        props: sections.map((section) => ({ name: "section", value: section })),
        parts: [{ id: `${id}-statement`, name: "statement", prose: statement }],
      })),
    },
  };
}

export function assessmentResults(catalogue: Catalogue, assessed: Assessed[], now: Date, href = "./catalog.json") {
  const expires = new Date(now.getTime() + STANDS * 86_400_000).toISOString();
  return {
    "assessment-results": {
      uuid: randomUUID(),
      metadata: metadata(catalogue, now),
      "import-ap": { href },
      results: [
        {
          uuid: randomUUID(),
          title: catalogue.title,
          description: "Every control of the catalogue, judged by the checks and tests that enforce it.",
          start: now.toISOString(),
          "reviewed-controls": {
            "control-selections": [{ "include-controls": catalogue.controls.map(({ id }) => ({ "control-id": id })) }],
          },
          observations: assessed.flatMap(({ control, observations }) =>
            observations.map(({ evidence, result, collected }) => ({
              uuid: observationId(control, evidence),
              description: `${nameOf(evidence)}: ${result}`,
              methods: [result === "read" ? "EXAMINE" : "TEST"],
              collected: collected ?? now.toISOString(),
              expires,
            })),
          ),
          findings: assessed.map(({ control, observations, satisfied }) => ({
            uuid: uuidOf(`finding ${catalogue.id} ${control.id}`),
            title: control.title,
            description: satisfied ? control.statement : [control.statement, ...control.missing].join(" Missing: "),
            target: {
              type: "statement-id",
              "target-id": `${control.id}-statement`,
              status: { state: satisfied ? "satisfied" : "not-satisfied" },
            },
            ...(observations.length === 0
              ? {}
              : {
                  "related-observations": observations.map(({ evidence }) => ({
                    "observation-uuid": observationId(control, evidence),
                  })),
                }),
          })),
        },
      ],
    },
  };
}

function metadata({ title, version }: Catalogue, now: Date) {
  return { title, "last-modified": now.toISOString(), version, "oscal-version": OSCAL };
}

const observationId = (control: Control, evidence: Evidence): string => uuidOf(`${control.id} ${nameOf(evidence)}`);

export function nameOf(evidence: Evidence): string {
  if ("check" in evidence) return `check "${evidence.check}"`;
  return "file" in evidence ? evidence.file : `${evidence.in}: "${evidence.test}"`;
}

/** RFC 9562 version 5 in a name space of our own, so that the same thing keeps its name from run to run. */
function uuidOf(name: string): string {
  const hash = createHash("sha1").update("appointmentbooking\0").update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
