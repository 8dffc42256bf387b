// Passkeys on the sign-in and account pages: asks us for a challenge, the browser for a passkey's answer, and brings it back.
// Buttons wait until this script is there, and go where the browser cannot (and are not there without scripts: app.css); the link by
// e-mail works without any of this.
// Every page of the team has it, and so it says who is at this device, and guards what waits there.

import { forgetsWhoWas, guardSignOut } from "./offline/here.js";
import { comesHere } from "./offline/kept.js";

forgetsWhoWas();
guardSignOut();

const CEREMONIES = {
  "sign-in": {
    challenge: "/api/v1/sign-in/passkey/challenge",
    finish: "/api/v1/sign-in/passkey",
    ask: (options) =>
      navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  },
  add: {
    challenge: "/api/v1/account/passkeys/challenge",
    finish: "/api/v1/account/passkeys",
    ask: (options) =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  },
};

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function perform({ challenge, finish, ask }) {
  const options = await (await post(challenge, {})).json();
  await post(finish, (await ask(options)).toJSON());
}

if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = true;
} else {
  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-passkey]");
    if (!button) return;
    const fault = button.closest("[data-passkeys]").querySelector("[data-passkey-fault]");
    fault.hidden = true;
    button.disabled = true;
    try {
      await perform(CEREMONIES[button.dataset.passkey]);
      if (button.dataset.passkey === "sign-in") await comesHere(null).catch(() => {});
      location.assign(button.dataset.then);
    } catch {
      fault.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
  // Before now a click would have done nothing.
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
}
