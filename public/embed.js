// One line on a salon's own site shows its booking flow there:
//   <script src="https://…/embed.js" data-salon="thandi-hair" async></script>
// `data-lang` and `data-title` are optional: the frame bears the salon's name unless told another. It grows with what is
// in it; nothing of the visitor's is read.
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
  addEventListener("message", (event) => {
    const height = event.data?.appointmentbooking;
    if (event.origin !== origin || event.source !== frame.contentWindow || !(height > 0)) return;
    frame.height = String(Math.min(4000, Math.ceil(height)));
    if (!script.dataset.title && typeof event.data.salon === "string") frame.title = event.data.salon;
  });
  // In the head a frame is never shown: it then goes to the end of the page.
  const place = () => (document.head.contains(script) ? document.body.append(frame) : script.after(frame));
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
