// One line on a salon's own site shows its booking flow there:
//   <script src="https://…/embed.js" data-salon="thandi-hair" async></script>
// `data-lang` and `data-title` are optional: the frame bears the salon's name unless told another. It is as tall as what is
// in it, so what sticks to the foot of a window cannot stick in here: the page around scrolls to a new step and to the
// button that leads on. Nothing of the visitor's is read.
(() => {
  const script = document.currentScript;
  const { salon, lang } = script.dataset;
  const origin = new URL(script.src).origin;
  const frame = document.createElement("iframe");
  frame.src = `${origin}/${encodeURIComponent(salon)}/embed${lang ? `?lang=${encodeURIComponent(lang)}` : ""}`;
  frame.title = script.dataset.title || salon;
  frame.width = "100%";
  frame.height = "760";
  frame.loading = "lazy";
  frame.style.border = "0";
  let at; // the step that is shown; arriving at the first one moves nothing
  addEventListener("message", (event) => {
    const height = event.data?.appointmentbooking;
    if (event.origin !== origin || event.source !== frame.contentWindow || !(height > 0)) return;
    frame.height = String(Math.min(4000, Math.ceil(height)));
    const { salon: name, step, show } = event.data;
    if (!script.dataset.title && typeof name === "string") frame.title = name;
    if (typeof step !== "string") return;
    const { top } = frame.getBoundingClientRect();
    const below = top + show - innerHeight + 16; // pixels by which the way on lies under the window's edge
    if (at !== undefined && at !== step && top < 0) scrollBy(0, top - 8);
    else if (at === step && below > 0) scrollBy(0, below);
    at = step;
  });
  // In the head a frame is never shown: it then goes to the end of the page.
  const place = () => (document.head.contains(script) ? document.body.append(frame) : script.after(frame));
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
