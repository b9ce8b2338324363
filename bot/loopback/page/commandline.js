/** A slash command being filled in: its name and one pill per option, as in Discord's composer. */

import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import * as options from "./options.js";
import { channelRows, roleRows, userRows } from "./select.js";

const PATIENCE_ms = 160;

export class CommandLine {
  /**
   * `suggestions` is the panel; `complete({name, options, focused})` asks the bot for choices; `onSend({name, options,
   * attachments})` gets Files in `attachments`; `onLeave(text)` when the member backs out.
   */
  constructor({ suggestions, complete, onSend, onLeave }) {
    this.suggestions = suggestions;
    this.complete = complete;
    this.onSend = onSend;
    this.onLeave = onLeave;
    this.command = null;
    this.fields = [];
    this.asked = 0;
    this.timer = 0;
    this.tail = h("input", { class: "command-tail", type: "text", autocomplete: "off", role: "combobox", "aria-label": "More options", "aria-autocomplete": "list", "data-testid": "option-more", onkeydown: (event) => this.#tailKey(event), oninput: () => this.#suggestOptions(), onfocus: () => this.#suggestOptions() });
    this.element = h("div", { class: "command-line", role: "group", "data-testid": "command-line" });
    this.element.addEventListener("click", (event) => event.target === this.element && this.tail.focus());
  }

  /** Begins `command` with `values` (option name -> text) and puts the cursor where it is wanted next. */
  start(command, values = {}) {
    this.command = command;
    this.element.setAttribute("aria-label", `Command ${command.name}`);
    this.tail.value = "";
    this.fields = command.options.filter((option) => option.required || option.name in values).map((option) => this.#field(option, String(values[option.name] ?? "")));
    this.#draw();
    const typed = this.fields.findLast((field) => field.text);
    const empty = this.fields.find((field) => field.option.required && !field.text && !field.file);
    this.#focus(typed ?? empty ?? null);
  }

  /** Gives a file to the first attachment option that has none; false when the command takes no (more) files. */
  attach(file) {
    const takes = (option) => option.type === options.ATTACHMENT;
    let field = this.fields.find((one) => takes(one.option) && !one.file);
    if (!field) {
      const option = this.#unused().find(takes);
      if (!option) return false;
      field = this.#add(option);
    }
    this.#setFile(field, file);
    return true;
  }

  send() {
    const answers = {};
    const attachments = {};
    for (const field of this.fields) {
      const { value, error } = options.readField(field.option, field);
      field.error = error ?? null;
      this.#mark(field);
      if (value instanceof File) attachments[field.option.name] = value;
      else if (value !== undefined) answers[field.option.name] = value;
    }
    const wrong = this.fields.find((field) => field.error);
    if (wrong) {
      this.#focus(wrong);
      this.#suggest(wrong);
      announce(`${wrong.option.name}: ${wrong.error}`);
      return;
    }
    clearTimeout(this.timer);
    this.asked += 1;
    this.onSend({ name: this.command.name, options: answers, attachments });
  }

  /** What was typed so far, to bring it back with `start`. */
  texts() {
    return Object.fromEntries(this.fields.filter((field) => field.text).map((field) => [field.option.name, field.text]));
  }

  #field(option, text) {
    const field = { option, text, picked: undefined, file: null, error: null, pill: null, input: null };
    if (option.type === options.ATTACHMENT) this.#buildFile(field);
    else this.#buildText(field);
    return field;
  }

  #buildText(field) {
    const { option } = field;
    const numeric = option.type === options.INTEGER || option.type === options.NUMBER;
    field.input = h("textarea", {
      rows: 1,
      cols: 1,
      role: "combobox",
      autocomplete: "off",
      spellcheck: option.type === options.STRING ? null : "false",
      inputmode: numeric ? "decimal" : null,
      "aria-autocomplete": "list",
      "aria-label": option.name,
      "aria-required": option.required ? "true" : null,
      "data-testid": `option-${option.name}`,
      oninput: () => this.#typed(field),
      onfocus: () => this.#suggest(field),
      onkeydown: (event) => this.#key(event, field),
    });
    field.input.value = field.text;
    field.grow = h("span", { class: "grow", "data-value": field.text }, field.input);
    field.pill = h("span", { class: "pill", "data-option": option.name, onclick: (event) => event.target !== field.input && field.input.focus() }, h("span", { class: "pill-name" }, option.name), field.grow);
  }

  #buildFile(field) {
    const { option } = field;
    const chooser = h("input", { type: "file", hidden: true, "data-testid": `file-${option.name}`, onchange: () => chooser.files[0] && this.#setFile(field, chooser.files[0]) });
    field.input = h("button", { class: "pill-file", type: "button", "aria-label": `${option.name}: choose a file`, "data-testid": `option-${option.name}`, onclick: () => chooser.click(), onfocus: () => this.#suggest(field), onkeydown: (event) => this.#key(event, field) }, "Choose, paste or drop a file");
    field.pill = h("span", { class: "pill", "data-option": option.name }, h("span", { class: "pill-name" }, option.name), field.input, chooser);
  }

  #setFile(field, file) {
    field.file = file;
    field.error = null;
    this.#mark(field);
    fill(field.input, icon("file"), file.name || "pasted picture");
    field.input.focus();
  }

  #draw() {
    const left = this.#unused().length;
    this.tail.placeholder = left ? `+${left} more` : "";
    fill(this.element, h("span", { class: "command-label" }, `/${this.command.name}`), this.fields.map((field) => field.pill), this.tail);
  }

  #mark(field) {
    field.pill.classList.toggle("wrong", Boolean(field.error));
    if (field.error) field.input.setAttribute("aria-invalid", "true");
    else field.input.removeAttribute("aria-invalid");
  }

  #unused() {
    const used = new Set(this.fields.map((field) => field.option.name));
    return this.command.options.filter((option) => !used.has(option.name));
  }

  #add(option) {
    const field = this.#field(option, "");
    this.fields.push(field);
    this.tail.value = "";
    this.#draw();
    return field;
  }

  #remove(field) {
    const at = this.fields.indexOf(field);
    this.fields.splice(at, 1);
    this.#draw();
    this.#focus(this.fields[at - 1] ?? null);
  }

  #focus(field) {
    const target = field?.input ?? this.tail;
    target.focus();
    if (target.setSelectionRange) target.setSelectionRange(target.value.length, target.value.length);
  }

  /** The next field that must be filled, or else the place where further options are chosen. */
  #onward(field) {
    const later = this.fields.slice(this.fields.indexOf(field) + 1);
    this.#focus(later.find((one) => !one.text && !one.file) ?? later[0] ?? null);
  }

  #typed(field) {
    const { input } = field;
    if (input.value.includes("\n")) input.value = input.value.replace(/\s*\n\s*/g, " ");
    const next = /(?:^|\s)([\w-]+):\s?$/u.exec(input.value);
    const option = next && this.#unused().find((one) => one.name === next[1]);
    if (option) input.value = input.value.slice(0, next.index);
    field.text = input.value;
    field.picked = undefined;
    field.error = null;
    field.grow.dataset.value = field.text;
    this.#mark(field);
    if (option) this.#focus(this.#add(option));
    else this.#suggest(field);
  }

  #take(field, row) {
    field.text = row.label;
    field.picked = row.value;
    field.error = null;
    field.input.value = row.label;
    field.grow.dataset.value = row.label;
    this.#mark(field);
    this.suggestions.hide();
    this.#onward(field);
  }

  #key(event, field) {
    const { input } = field;
    const { ready, listbox } = this.suggestions;
    const isText = field.option.type !== options.ATTACHMENT;
    const atEnd = !isText || (input.selectionStart === input.value.length && input.selectionEnd === input.value.length);
    const atStart = !isText || (input.selectionStart === 0 && input.selectionEnd === 0);
    switch (event.key) {
      case "ArrowDown":
        if (ready) listbox.move(1);
        break;
      case "ArrowUp":
        if (ready) listbox.move(-1);
        break;
      case "Tab":
        if (event.shiftKey) return;
        if (!(ready && listbox.pick())) this.#onward(field);
        break;
      case "Enter":
        if (event.isComposing || (!isText && !field.file)) return;
        if (!(ready && listbox.pick())) this.send();
        break;
      case "ArrowRight":
        if (!atEnd) return;
        this.#focus(this.fields[this.fields.indexOf(field) + 1] ?? null);
        break;
      case "ArrowLeft":
        if (!atStart || this.fields.indexOf(field) === 0) return;
        this.#focus(this.fields[this.fields.indexOf(field) - 1]);
        break;
      case "Escape":
        this.#escape();
        break;
      case "Backspace":
        if (field.text || (field.file && isText)) return;
        this.#backspace(field);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #backspace(field) {
    if (!field.option.required) this.#remove(field);
    else if (this.fields.indexOf(field) > 0) this.#focus(this.fields[this.fields.indexOf(field) - 1]);
    else this.onLeave(`/${this.command.name}`);
  }

  #escape() {
    if (this.suggestions.open && this.suggestions.listbox.rows.length) this.suggestions.hide();
    else this.onLeave("");
  }

  #tailKey(event) {
    const { listbox } = this.suggestions;
    const empty = !this.tail.value;
    switch (event.key) {
      case "ArrowDown":
        listbox.move(1);
        break;
      case "ArrowUp":
        listbox.move(-1);
        break;
      case "Tab":
        if (event.shiftKey || !listbox.rows.length) return;
        listbox.pick(Math.max(0, listbox.active));
        break;
      case "Enter":
        if (event.isComposing) return;
        if (!(this.suggestions.ready && listbox.pick())) this.send();
        break;
      case "Escape":
        this.#escape();
        break;
      case "ArrowLeft":
      case "Backspace":
        if (!empty) return;
        if (this.fields.length) this.#focus(this.fields.at(-1));
        else if (event.key === "Backspace") this.onLeave(`/${this.command.name}`);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #suggestOptions() {
    const words = this.tail.value.trim().replace(/:$/, "").toLowerCase();
    const rows = this.#unused()
      .filter((option) => option.name.includes(words))
      .map((option) => ({ value: option.name, label: option.name, description: option.description, option, section: "Options" }));
    const heading = rows.length ? {} : { text: words ? "No option is called that." : "Press Enter to send." };
    this.suggestions.show(this.tail, heading, rows, (row) => this.#focus(this.#add(row.option)), words ? 0 : -1);
    if (rows.length === 1 && this.tail.value.trim() === `${rows[0].label}:`) this.suggestions.listbox.pick(0);
  }

  #suggest(field) {
    clearTimeout(this.timer);
    this.asked += 1;
    const { option } = field;
    const heading = { title: option.name, text: option.description, hint: options.limits(option), error: field.error };
    const show = (rows, more = {}) => this.suggestions.show(field.input, { ...heading, ...more }, rows, (row) => this.#take(field, row));
    if (field.picked !== undefined || option.type === options.ATTACHMENT) show([]);
    else if (option.autocomplete) this.#ask(field, show);
    else show(filtered(rowsFor(option), field.text));
  }

  #ask(field, show) {
    const question = this.asked;
    const still = this.suggestions.listbox.owner === field.input ? this.suggestions.listbox.rows : [];
    show(still, still.length ? {} : { hint: "Loading options…" });
    this.timer = setTimeout(async () => {
      const typed = Object.fromEntries(this.fields.filter((one) => one.text).map((one) => [one.option.name, one.picked ?? one.text]));
      let rows = [];
      let more = {};
      try {
        const choices = await this.complete({ name: this.command.name, options: { ...typed, [field.option.name]: field.text }, focused: field.option.name });
        rows = choices.map((choice) => ({ label: choice.name, value: choice.value }));
      } catch {
        more = { error: "The options could not be loaded." };
      }
      if (question === this.asked) show(rows, more);
    }, PATIENCE_ms);
  }
}

function rowsFor(option) {
  switch (option.type) {
    case options.USER:
      return userRows();
    case options.ROLE:
      return roleRows();
    case options.MENTIONABLE:
      return [...userRows(), ...roleRows()];
    case options.CHANNEL:
      return channelRows(option.channel_types);
    default:
      return options.fixedChoices(option) ?? [];
  }
}

function filtered(rows, text) {
  const words = text.trim().replace(/^[@#]/, "").toLowerCase();
  return rows.filter((row) => row.label.toLowerCase().includes(words)).slice(0, 25);
}
