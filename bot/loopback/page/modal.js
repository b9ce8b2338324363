/** Forms a bot opens (modals): labels, text inputs, selects, uploads, radio and check boxes (types 1, 3-8, 10, 18, 19, 21-23). */

import { encodeFile } from "./api.js";
import { fill, h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { inWords } from "./media.js";
import { markdown } from "./richtext.js";
import { defaultsOf, selectBox } from "./select.js";

/** Opens `modal`; `submit(answers)` sends it and fails with a sentence, which is shown while the form stays open. */
export function openModal(modal, app, submit) {
  const fields = [];
  const rows = modal.components.map((component) => row(component, fields));
  const error = h("p", { class: "modal-error", role: "alert", "data-testid": "modal-error", hidden: true });
  const ok = h("button", { class: "button primary", type: "submit", "data-testid": "modal-submit" }, h("span", { class: "button-words" }, "Submit"), h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const close = () => dialog.close();
  const form = h(
    "form",
    { class: "modal-form", novalidate: true, onsubmit: (event) => send(event) },
    h("header", { class: "modal-head" }, avatar(app), h("h2", { id: "modal-title" }, modal.title), h("button", { class: "tool", type: "button", "aria-label": "Close", onclick: close }, icon("close"))),
    h("div", { class: "modal-body" }, h("p", { class: "modal-note" }, `This form will be submitted to ${app.username}. Do not share passwords or other secrets.`), rows, error),
    h("footer", { class: "modal-foot" }, h("button", { class: "button secondary", type: "button", "data-testid": "modal-cancel", onclick: close }, "Cancel"), ok),
  );
  const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title", "data-testid": "modal", "data-custom-id": modal.custom_id, onclose: (event) => event.target.remove() }, form);

  async function send(event) {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    ok.setAttribute("data-busy", "");
    ok.disabled = true;
    error.hidden = true;
    try {
      const answers = await Promise.all(fields.map(async (field) => [field.id, await field.read()]));
      await submit(Object.fromEntries(answers.filter(([, value]) => value !== undefined)));
      dialog.close();
    } catch (failure) {
      error.textContent = failure.message;
      error.hidden = false;
      ok.disabled = false;
      ok.removeAttribute("data-busy");
    }
  }

  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}

function row(component, fields) {
  switch (component.type) {
    case 1:
      return component.components.map((child) => row(child, fields));
    case 10:
      return h("div", { class: "modal-text" }, markdown(component.content));
    case 18:
      return labelled(component.component, component.label, component.description, fields);
    default:
      return labelled(component, component.label ?? "", "", fields);
  }
}

let nextId = 1;

/** A field under its label, with the place for its error. */
function labelled(component, label, description, fields) {
  const id = `field-${nextId++}`;
  const required = component.required ?? component.type !== 23;
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const field = (MAKERS[component.type] ?? unknown)(component, id, required);
  const complain = (sentence) => {
    error.textContent = sentence ?? "";
    error.hidden = !sentence;
    box.classList.toggle("wrong", Boolean(sentence));
    return !sentence;
  };
  const box = h(
    "div",
    { class: "field", role: field.group ? "group" : null, "aria-labelledby": field.group ? `${id}-label` : null },
    h("label", { id: `${id}-label`, for: field.group ? null : id }, label, required && h("span", { class: "star", "aria-hidden": "true" }, " *")),
    description && h("p", { class: "field-about", id: `${id}-about` }, description),
    field.element,
    error,
  );
  field.control?.setAttribute("aria-describedby", `${id}-about ${id}-error`);
  fields.push({ id: component.custom_id, read: field.read, check: () => complain(field.wrong()), focus: () => (field.control ?? field.element.querySelector("input,button")).focus() });
  return box;
}

const MAKERS = { 3: choice, 4: text, 5: choice, 6: choice, 7: choice, 8: choice, 19: upload, 21: radios, 22: checks, 23: checkbox };

const REQUIRED = "This field is required.";

function unknown(component) {
  return { element: h("p", null, `This page does not know component type ${component.type}.`), read: () => undefined, wrong: () => null, group: true };
}

function text(component, id, required) {
  const long = component.style === 2;
  const control = h(long ? "textarea" : "input", { id, class: "text-input", rows: long ? 4 : null, type: long ? null : "text", placeholder: component.placeholder, "aria-required": required ? "true" : null, autocomplete: "off", "data-custom-id": component.custom_id });
  control.value = component.value ?? "";
  const least = component.min_length ?? 0;
  const most = component.max_length ?? 4000;
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => (left.textContent = String(most - [...control.value].length));
  control.addEventListener("input", count);
  count();
  const wrong = () => {
    const length = [...control.value].length;
    if (!length) return required ? REQUIRED : null;
    if (length < least) return `Write at least ${least} characters.`;
    return length > most ? `Write at most ${most} characters.` : null;
  };
  return { element: h("div", { class: "text-box" }, control, component.max_length && left), control, read: () => control.value, wrong };
}

function choice(component, id, required) {
  let values = defaultsOf(component);
  const draw = () => selectBox(component, values, choose, { id });
  const holder = h("div", null, draw());
  function choose(picked) {
    values = picked;
    fill(holder, draw());
    holder.firstChild.focus();
  }
  const wrong = () => (required && !values.length ? REQUIRED : null);
  return { element: holder, read: () => values, wrong };
}

function upload(component, id, required) {
  const most = component.max_values ?? 1;
  const least = required ? Math.max(1, component.min_values ?? 1) : 0;
  let files = [];
  const chooser = h("input", { id, class: "sr-only", type: "file", multiple: most > 1, "data-custom-id": component.custom_id, onchange: () => add([...chooser.files]) });
  const names = h("ul", { class: "upload-files" });
  const area = h("label", { class: "upload", for: id }, icon("upload"), h("span", null, h("strong", null, "Choose a file"), ` or drop it here${most > 1 ? ` (up to ${most})` : ""}`));
  const element = h("div", { class: "upload-box" }, chooser, area, names);
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    add([...event.dataTransfer.files]);
  });
  function add(more) {
    files = most === 1 ? more.slice(0, 1) : [...files, ...more].slice(0, most);
    chooser.value = "";
    draw();
  }
  function draw() {
    fill(names, files.map((file, index) => h("li", null, icon("file"), h("span", null, file.name), h("small", null, inWords(file.size)), h("button", { class: "tool", type: "button", "aria-label": `Remove ${file.name}`, onclick: () => drop(index) }, icon("close")))));
  }
  function drop(index) {
    files = files.filter((_, at) => at !== index);
    draw();
  }
  const wrong = () => (files.length < least ? `Add at least ${least} ${least === 1 ? "file" : "files"}.` : null);
  return { element, control: chooser, read: () => Promise.all(files.map(encodeFile)), wrong };
}

function boxes(component, id, kind) {
  const inputs = component.options.map((option, index) => h("input", { type: kind, name: id, id: `${id}-${index}`, value: option.value, checked: option.default }));
  const rows = component.options.map((option, index) => h("label", { class: "choice", for: `${id}-${index}` }, inputs[index], h("span", null, option.label, option.description && h("small", null, option.description))));
  const element = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : null, "aria-labelledby": kind === "radio" ? `${id}-label` : null, "data-custom-id": component.custom_id }, rows);
  return { element, chosen: () => inputs.filter((input) => input.checked).map((input) => input.value) };
}

function radios(component, id, required) {
  const { element, chosen } = boxes(component, id, "radio");
  return { element, group: true, read: () => chosen()[0], wrong: () => (required && !chosen().length ? REQUIRED : null) };
}

function checks(component, id, required) {
  const { element, chosen } = boxes(component, id, "checkbox");
  const least = required ? Math.max(1, component.min_values ?? 1) : 0;
  const most = component.max_values ?? component.options.length;
  const wrong = () => {
    const count = chosen().length;
    if (count < least) return least === 1 ? REQUIRED : `Choose at least ${least}.`;
    return count > most ? `Choose at most ${most}.` : null;
  };
  return { element, group: true, read: chosen, wrong };
}

function checkbox(component, id) {
  const control = h("input", { id, type: "checkbox", class: "lone-check", checked: component.default, "data-custom-id": component.custom_id });
  return { element: control, control, read: () => control.checked, wrong: () => null };
}
