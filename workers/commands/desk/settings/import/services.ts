// Services of a file, added to the salon's document; one whose name is there already stays as it is. Nobody does them yet: who does
// what is said in the settings.

import { languagesOf, type SalonDocument } from "../../../../../shared/contracts/salon.ts";
import { plainName, type ReadService } from "./rows.ts";

export function withServices(
  document: SalonDocument,
  wanted: readonly ReadService[],
): { document: SalonDocument; added: ReadService[] } {
  const [language = "en"] = languagesOf(document);
  const names = new Set(document.services.flatMap(({ name }) => Object.values(name).map(plainName)));
  const ids = new Set([...document.services, ...document.staff, ...(document.resources ?? [])].map(({ id }) => id));
  const added = wanted.filter(({ name }) => !names.has(plainName(name)));
  const services = added.map(({ name, price, minutes, category, deposit }) => {
    const stem =
      plainName(name)
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-+|-+$/g, "")
        .slice(0, 40)
        .replace(/-+$/, "") || "x";
    let id = stem;
    for (let n = 2; ids.has(id); n++) id = `${stem}-${n}`;
    ids.add(id);
    return {
      id,
      name: { [language]: name },
      ...(category === null ? {} : { category }),
      price_cents: price,
      ...(deposit === null ? {} : { deposit_cents: deposit }),
      phases: [{ minutes }],
    };
  });
  return { document: { ...document, services: [...document.services, ...services] }, added };
}
