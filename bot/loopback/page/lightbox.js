/** One picture, large, over the page; arrow keys go to its neighbours, Escape closes. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { link } from "./richtext.js";

/** `pictures`: [{url, alt, width, height}] of one gallery; `start` is the one that was clicked. */
export function openLightbox(pictures, start) {
  const shown = pictures.filter((picture) => !picture.video);
  let at = Math.max(0, shown.indexOf(pictures[start]));
  const frame = h("figure", { class: "lightbox-frame" });
  const step = (by) => show((at + by + shown.length) % shown.length);
  const arrow = (name, label, by) => h("button", { class: `lightbox-step lightbox-${name}`, type: "button", "aria-label": label, onclick: () => step(by) }, icon(name));
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": "Picture", "data-testid": "lightbox", onclose: (event) => event.target.remove(), onclick: closeOutside, onkeydown: keys },
    h("button", { class: "tool lightbox-close", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close")),
    shown.length > 1 && arrow("left", "Previous picture", -1),
    frame,
    shown.length > 1 && arrow("right", "Next picture", 1),
  );

  function closeOutside(event) {
    if (event.target === dialog || event.target === frame) dialog.close();
  }

  function keys(event) {
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
  }

  function show(index) {
    at = index;
    const { url, alt, width, height } = shown[at];
    const sized = width > 1 ? { width, height } : {};
    const words = h("span", { class: "lightbox-alt" }, alt || "No description");
    const place = shown.length > 1 && h("span", { class: "lightbox-place" }, `${at + 1} of ${shown.length}`);
    fill(
      frame,
      h("img", { src: url, alt, ...sized, style: { "--ratio": String(width / height), "--natural": `${width}px` } }),
      h("figcaption", null, words, place, link(url, ["Open original", icon("external")], { "data-testid": "lightbox-original" })),
    );
  }

  show(at);
  document.body.append(dialog);
  dialog.showModal();
}
