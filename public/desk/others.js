// On every page of the desk: what others did on this device without a network, and for whom it waits. It is sent by nobody but them, and
// goes by nobody's hand but theirs, unless they are in the team no more.

import { othersOf, settle } from "../offline/kept.js";

/** A colleague's name; "" for who is no colleague any more; null where there is no telling now. */
async function nameOf(salon, account) {
  if (account === undefined) return "";
  if (!navigator.onLine) return null;
  try {
    const answer = await fetch(`/api/v1/salons/${salon}/desk/colleagues/${account}`, { cache: "no-store" });
    if (answer.status === 404) return "";
    return answer.ok ? (await answer.json()).name : null;
  } catch {
    return null;
  }
}

export async function tellOthers(salon) {
  const place = document.querySelector("[data-others]");
  if (place === null) return;
  const byAccount = new Map();
  for (const operation of await othersOf(salon)) {
    const { account } = operation;
    byAccount.set(account, [...(byAccount.get(account) ?? []), operation]);
  }
  const told = [...byAccount].map(async ([account, operations]) => {
    const name = await nameOf(salon, account);
    const kind = name === "" ? "gone" : operations.length === 1 ? "one" : "other";
    const values = { n: String(operations.length), who: name ?? place.dataset.somebody };
    const line = document.createElement("p");
    line.textContent = place.dataset[kind].replace(/\{(n|who)\}/g, (_, key) => values[key]);
    if (name === "")
      line.append(
        " ",
        letGo(place, operations, () => tellOthers(salon)),
      );
    return line;
  });
  const lines = await Promise.all(told);
  place.replaceChildren(...lines);
  place.hidden = lines.length === 0;
}

function letGo({ dataset }, operations, then) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn quiet small danger", textContent: dataset.letGo });
  button.addEventListener("click", async () => {
    if (!confirm(dataset.sure.replace("{n}", String(operations.length)))) return;
    for (const operation of operations) await settle(operation);
    await then();
  });
  return button;
}
