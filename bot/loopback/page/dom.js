/**
 * Building DOM nodes and patching them in place.
 *
 * Text enters as text nodes only; nothing on this page ever parses markup, so a hostile message stays text.
 * Rendering is a pure function from data to fresh nodes; `morph` then changes the nodes on screen into them, so
 * images, focus, open spoilers and scroll positions survive an edit.
 */

const HANDLERS = Symbol("handlers");

/** Attributes that hold what the member did, not what the message says; `morph` leaves them alone. */
const KEPT = new Set(["data-revealed", "data-busy", "aria-busy", "aria-expanded", "tabindex"]);

/**
 * One element. Props: `onclick` and its kind become handlers, `style` is an object of CSS properties, true is an
 * empty attribute, false/null/undefined is none, everything else an attribute. Children: nodes, strings, arrays, null.
 */
export function h(tag, props = null, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") {
      element[HANDLERS] = { ...element[HANDLERS], [name]: value };
      element[name] = value;
    } else if (name === "style") {
      for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Replaces all children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Turns `from` into `to`, keeping every node that can be kept; returns the node that now stands in the page. */
export function morph(from, to) {
  if (from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) {
    from.replaceWith(to);
    return to;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return from;
  }
  morphAttributes(from, to);
  morphHandlers(from, to);
  morphChildren(from, to);
  return from;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
}

function morphAttributes(from, to) {
  // CDN links are signed anew on each reading: the same picture must not be fetched, and blink, again.
  const samePicture = from.hasAttribute("data-asset") && from.dataset.asset === to.dataset.asset;
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (KEPT.has(name) || (samePicture && name === "src")) continue;
    if (from.getAttribute(name) === value) continue;
    if (name === "style") from.style.cssText = value; // setAttribute("style") is what the page's CSP forbids
    else from.setAttribute(name, value);
  }
}

function morphHandlers(from, to) {
  for (const name of Object.keys(from[HANDLERS] ?? {})) from[name] = null;
  from[HANDLERS] = to[HANDLERS];
  for (const [name, handler] of Object.entries(to[HANDLERS] ?? {})) from[name] = handler;
}

function morphChildren(from, to) {
  const keyed = new Map([...from.children].filter(keyOf).map((node) => [keyOf(node), node]));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let have = key ? keyed.get(key) : place;
    if (!key) while (have && keyOf(have)) have = have.nextSibling;
    if (!have || have.nodeName !== wanted.nodeName) {
      from.insertBefore(wanted, place);
      continue;
    }
    if (have === place) place = place.nextSibling;
    else from.insertBefore(have, place);
    morph(have, wanted);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** Says `text` to screen readers without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** Lets arrow keys walk over the `selector` elements of `box`, wrapping at the ends. */
export function walkWithArrows(box, selector, columns = 1) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  box.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const all = [...box.querySelectorAll(selector)];
    const here = all.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    all[(here + step + all.length) % all.length].focus();
  });
}
