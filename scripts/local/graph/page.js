// The telephone's page: shows a conversation as its person sees it, and sends what they write or press.

const by = (id) => document.getElementById(id);
const TICKS = { accepted: "◷", sent: "✓", delivered: "✓✓", read: "✓✓ read", failed: "⚠ not delivered" };
const SAMPLES = {
  image: { image: { mime_type: "image/jpeg", sha256: "c2hhMjU2", id: "7001", caption: "My nails" } },
  audio: { audio: { mime_type: "audio/ogg; codecs=opus", sha256: "c2hhMjU2", id: "7002", voice: true } },
  location: { location: { latitude: -26.14, longitude: 28.02 } },
  sticker: { sticker: { mime_type: "image/webp", sha256: "c2hhMjU2", id: "7003", animated: false } },
};
let shown = "";

const BY = {
  whatsapp: "WhatsApp",
  messenger: "Messenger",
  instagram: "Instagram",
  twilio: "call, Twilio",
  africastalking: "call, Africa’s Talking",
};
const isCall = (channel) => channel === "twilio" || channel === "africastalking";

/** The salon's account, and by what. */
const chosen = () => {
  const [channel = "", account = ""] = by("salon").value.split(" ");
  return { channel, account };
};

const address = () => {
  const { channel, account } = chosen();
  return `/chat?by=${channel}&account=${encodeURIComponent(account)}&person=${by("person").value || 0}`;
};

async function look(said) {
  const asked = said && { method: "POST", headers: { "X-Telephone": "1" }, body: JSON.stringify(said) };
  const { telephones, people, chat, typing } = await (await fetch(address(), asked)).json();
  if (by("salon").options.length === 0 && telephones.length > 0) {
    by("salon").append(
      ...telephones.map(
        ({ salon, by: channel, account }) => new Option(`${salon} · ${BY[channel]}`, `${channel} ${account}`),
      ),
    );
    by("person").append(...people.map(({ name }, i) => new Option(name, i)));
    return look();
  }
  by("typing").hidden = !typing;
  const { channel } = chosen();
  for (const each of document.querySelectorAll("[data-kind]"))
    each.hidden = each.dataset.kind === "call" ? !isCall(channel) : channel !== "whatsapp";
  by("words").placeholder = isCall(channel) ? "What you say, or keys" : "Message";
  const text = JSON.stringify(chat);
  if (text === shown) return;
  shown = text;
  by("chat").replaceChildren(...chat.map(bubble));
  by("chat").lastElementChild?.scrollIntoView({ block: "end" });
}

function bubble({ id, from, message, status, at }) {
  const item = document.createElement("li");
  item.className = from;
  item.append(wordsOf(message));
  const { interactive } = message;
  if (interactive?.type === "button" || interactive?.type === "list") item.append(choicesOf(id, interactive));
  const foot = document.createElement("small");
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  foot.textContent = `${time} ${TICKS[status] ?? ""}`;
  item.append(foot);
  return item;
}

function wordsOf({ type, text, interactive, template, ...rest }) {
  if (type === "text") return text.body;
  if (type === "template") {
    const words = (template.components ?? []).flatMap(({ parameters }) => parameters.map((each) => each.text));
    return `Template “${template.name}” ${words.join(" · ")}`;
  }
  const pressed = interactive?.button_reply ?? interactive?.list_reply;
  if (pressed) return pressed.title;
  if (interactive) return interactive.body.text;
  return rest[type]?.caption ?? `[${type}]`;
}

function choicesOf(id, { type, action }) {
  const box = document.createElement("div");
  box.className = "choices";
  if (type === "button") {
    box.append(...action.buttons.map(({ reply }) => button(reply.title, () => press(id, "button_reply", reply))));
    return box;
  }
  box.append(button(`☰ ${action.button}`, () => open(id, action)));
  return box;
}

function open(id, { sections }) {
  const form = by("list").firstElementChild;
  const rows = sections.flatMap((section) => section.rows);
  form.replaceChildren(
    ...rows.map((row) => {
      const choice = button(row.title, () => press(id, "list_reply", row));
      const more = document.createElement("span");
      more.textContent = row.description ?? "";
      choice.append(more);
      return choice;
    }),
  );
  by("list").showModal();
}

function press(context, type, { id, title, description }) {
  const reply = { id, title, ...(description && type === "list_reply" ? { description } : {}) };
  void look({ type: "interactive", context: { id: context }, interactive: { type, [type]: reply } });
}

function button(words, act) {
  const made = document.createElement("button");
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

by("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = by("words").value.trim();
  if (body === "") return;
  by("words").value = "";
  void look({ type: "text", text: { body } });
});
for (const each of document.querySelectorAll("[data-kind]")) {
  const { kind } = each.dataset;
  each.addEventListener("click", () => void look({ type: kind, ...SAMPLES[kind] }));
}
for (const name of ["salon", "person"]) by(name).addEventListener("change", () => void look());
await look();
setInterval(() => void look().catch(() => {}), 800);
