/** Components V2 and the older action rows, as they stand in a message (types 1-3, 5-14, 17). */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileCard, gallery, safeUrl, thumbnail, veiled } from "./media.js";
import { link, markdown } from "./richtext.js";
import { defaultsOf, selectBox } from "./select.js";

/** Choices a member made in selects that the message does not know of: "message/custom_id" -> values. */
const chosen = new Map();

/**
 * Nodes for a message's components. `use(component, values, element)` is called when a button is clicked or a select
 * chosen; it returns a promise, and the control is busy until that ends.
 */
export function components(list, message, use) {
  return renderAll(list, { message, use });
}

/** Keys say "the second gallery here": ids shift when something is put in, and the picture must stay where it is. */
function renderAll(list, context) {
  const counts = {};
  return list.map((component) => {
    const nth = (counts[component.type] = (counts[component.type] ?? 0) + 1);
    return render(component, context, component.custom_id ?? `component-${component.type}-${nth}`);
  });
}

function render(component, context, key) {
  const children = () => renderAll(component.components, context);
  switch (component.type) {
    case 1:
      return h("div", { class: "row", "data-key": key }, children());
    case 2:
      return button(component, context, key);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return select(component, context, key);
    case 9:
      return h("div", { class: "section", "data-key": key }, h("div", { class: "section-words" }, children()), render(component.accessory, context, "accessory"));
    case 10:
      return h("div", { class: "text-display", "data-key": key }, markdown(component.content));
    case 11:
      return thumbnail(component);
    case 12:
      return gallery(component.items, key);
    case 13:
      return fileCard({ name: component.name, size: component.size, url: component.file.url, spoiler: component.spoiler });
    case 14:
      return h("div", { class: `separator ${component.divider === false ? "" : "line"} ${component.spacing === 2 ? "large" : ""}`, role: component.divider === false ? null : "separator", "data-key": key });
    case 17:
      return container(component, children(), key);
    default:
      return h("div", { class: "unknown", "data-key": key }, `This page does not know component type ${component.type}.`);
  }
}

function container(component, children, key) {
  const { accent_color: accent, spoiler } = component;
  const style = typeof accent === "number" ? { "--accent": `#${accent.toString(16).padStart(6, "0")}` } : {};
  const box = h("div", { class: style["--accent"] ? "container accented" : "container", style, "data-key": key }, children);
  return spoiler ? veiled(box) : box;
}

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary", 6: "primary" };

function button(component, { message, use }, key) {
  const emoji = component.emoji && h("span", { class: "button-emoji", "aria-hidden": component.label ? "true" : null }, component.emoji.id ? `:${component.emoji.name}:` : component.emoji.name);
  const className = `button ${STYLES[component.style] ?? "secondary"}`;
  const words = [emoji, component.label && h("span", null, component.label)];
  if (component.style === 5 && !component.disabled && safeUrl(component.url)) {
    return link(component.url, [words, icon("external")], { class: className, "data-key": key, "data-testid": "link-button" });
  }
  return h(
    "button",
    {
      class: className,
      type: "button",
      disabled: component.disabled,
      "data-key": key,
      "data-custom-id": component.custom_id,
      "data-testid": "component-button",
      onclick: (event) => whileBusy(event.currentTarget, () => use(message, component)),
    },
    words.length ? h("span", { class: "button-words" }, words) : null,
    component.style === 6 && !component.label && h("span", null, "Premium"),
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
  );
}

function select(component, { message, use }, key) {
  const place = `${message.id}/${component.custom_id}`;
  const values = chosen.get(place) ?? defaultsOf(component);
  const box = selectBox(
    component,
    values,
    (picked) => {
      chosen.set(place, picked);
      const there = document.querySelector(`[data-message-id="${CSS.escape(message.id)}"] [data-custom-id="${CSS.escape(component.custom_id)}"]`);
      whileBusy(there, () => use(message, component, picked));
    },
    { "data-testid": "component-select" },
  );
  return h("div", { class: "select-box", "data-key": key }, box);
}

async function whileBusy(element, work) {
  if (element.hasAttribute("data-busy")) return;
  element.setAttribute("data-busy", "");
  element.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    element.removeAttribute("data-busy");
    element.removeAttribute("aria-busy");
  }
}
