// Who is at this device, on every page of the team: the page says whose it is, and signing out lets go of nothing unasked.

import { accountHere, comesHere, keepNothingMore, leavesHere, waitingHere } from "./kept.js";

/** Settled once the device knows. A page that was kept for working without a network says nobody's name. */
export const arrived = (async () => {
  const account = document.querySelector("[data-account]")?.dataset.account;
  if (account) await comesHere(account);
})();
arrived.catch(() => {});

/** Between signing in and the first page that says who came, nobody is known. */
export function forgetsWhoWas() {
  for (const form of document.querySelectorAll("form[data-signs-in]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await comesHere(null).catch(() => {});
      form.submit();
    });
  }
}

/** Signing out takes everything from this device: what was not sent yet is not let go of unasked, and what others did stays. */
export function guardSignOut() {
  for (const form of document.querySelectorAll("form[data-unsent]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [here, waiting] = await Promise.all([accountHere(), waitingHere()]).catch(() => [null, []]);
      const own = waiting.filter(({ account }) => account === here).length;
      if (own > 0 && !confirm(form.dataset.unsent.replace("{n}", String(own)))) return;
      keepNothingMore();
      if (waiting.length > own) {
        await leavesHere();
        const keep = document.createElement("input");
        Object.assign(keep, { type: "hidden", name: "keep", value: "others" });
        form.append(keep);
      }
      form.submit();
    });
  }
}
