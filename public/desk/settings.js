// Validation as one types in the settings: the page's own answer to what is in the form, at each input. Without it the same is told when
// the form is sent.

/** Milliseconds without a key before it is asked. */
const PAUSE = 600;

const form = document.querySelector("form[data-settings]");
if (form) watch(form);

function watch(form) {
  let timer = 0;
  let asked = 0;
  const touched = new Set();
  form.addEventListener("input", ({ target }) => {
    if (target.name) touched.add(target.name);
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  async function ask() {
    const turn = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("act", "check");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: fields,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || turn !== asked) return;
      show(await answer.json());
    } catch {
      // No network: the form says it when it is sent.
    }
  }

  /** Only what was touched is told of: an empty form is not a heap of faults. */
  function show({ faults, told }) {
    for (const input of form.querySelectorAll("[aria-invalid]")) {
      if (!(input.name in faults)) clear(input);
    }
    for (const [name, text] of Object.entries(faults)) {
      const input = form.querySelector(`[id="${CSS.escape(name)}"]`) ?? form.elements.namedItem(name);
      if (input instanceof HTMLElement && touched.has(name)) mark(input, name, text);
    }
    const line = form.querySelector("[data-told]");
    if (line) line.textContent = told;
  }

  function mark(input, name, text) {
    const id = `${name}-fault`;
    let line = document.getElementById(id);
    if (!line) {
      line = document.createElement("p");
      line.className = "fault";
      line.id = id;
      input.closest(".field")?.append(line);
    }
    line.textContent = text;
    input.setAttribute("aria-invalid", "true");
    const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    input.setAttribute("aria-describedby", [...described.add(id)].join(" "));
  }

  function clear(input) {
    input.removeAttribute("aria-invalid");
    document.getElementById(`${input.name}-fault`)?.remove();
  }
}

/** A file that is being worked off tells how far it is. */
if (document.querySelector("[data-progress]")) setTimeout(() => location.reload(), 2_000);
