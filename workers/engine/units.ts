// Names of units and the numbers the engine knows them by: people first, then each resource's units, then each class's
// seats, all in document order (shared/contracts/availability.fbs). A name is an id (`thandi`) or an id with a number
// from 1 (`chair.1`, `yoga.3`); ids hold no dot and are unique over all three kinds.
import type { SalonDocument } from "../../shared/contracts/salon.ts";

/** The parts of a salon document that make units; the public view has them too. */
export interface UnitSource {
  staff: readonly { id: string }[];
  resources?: readonly { id: string; count: number }[] | undefined;
  services: readonly Pick<SalonDocument["services"][number], "id" | "capacity">[];
}

export class Units {
  readonly names: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(salon: UnitSource) {
    const names = salon.staff.map((person) => person.id);
    for (const resource of salon.resources ?? []) names.push(...numbered(resource.id, resource.count));
    for (const service of salon.services) names.push(...numbered(service.id, service.capacity ?? 0));
    this.names = names;
    this.#numbers = new Map(names.map((name, number) => [name, number]));
  }

  /** Undefined for a unit that the document no longer has. */
  number(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): string {
    const name = this.names[number];
    if (name === undefined) throw new RangeError(`No unit has number ${number}.`);
    return name;
  }
}

/** `chair.1` to `chair.4` for ("chair", 4). */
export function numbered(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${id}.${i + 1}`);
}
