/** Where members write: plain text with attachments, or a slash command. */

import { CommandLine } from "./commandline.js";
import { fill, h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { inWords } from "./media.js";
import { readLine, runnable } from "./options.js";
import { Suggestions } from "./suggestions.js";

export class Composer {
  /**
   * `acts`: command({name, options, attachments}), say(text, files), complete({name, options, focused}); each returns a
   * promise that fails with a sentence.
   */
  constructor(foot, drop, acts) {
    this.acts = acts;
    this.commands = [];
    this.files = [];
    this.channel = null;
    this.app = { bot: true, username: "Mozart" };
    this.suggestions = new Suggestions();
    this.line = new CommandLine({
      suggestions: this.suggestions,
      complete: (question) => acts.complete(question),
      onSend: (command) => this.#run(command),
      onLeave: (text) => this.#toText(text),
    });
    this.#build(foot);
    this.#takeDrops(drop);
  }

  #build(foot) {
    this.text = h("textarea", { id: "composer-text", rows: 1, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off", "data-testid": "composer", oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onblur: () => !this.inCommand && this.suggestions.hide() });
    this.grow = h("span", { class: "grow composer-grow", "data-value": "" }, this.text);
    this.chooser = h("input", { type: "file", multiple: true, hidden: true, "data-testid": "file-input", onchange: () => this.#chosen() });
    this.clip = h("button", { class: "tool clip", type: "button", "aria-label": "Attach files", title: "Attach files", "data-testid": "attach", onclick: () => this.chooser.click() }, icon("plus"));
    this.sendButton = h("button", { class: "tool send", type: "submit", "aria-label": "Send", title: "Send", "data-testid": "send" }, icon("send"));
    this.tray = h("ul", { class: "tray", hidden: true, "aria-label": "Files to send" });
    this.field = h("div", { class: "composer-field" }, this.grow);
    this.form = h("form", { class: "composer", novalidate: true }, this.tray, h("div", { class: "composer-row" }, this.clip, this.chooser, this.field, this.sendButton));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.inCommand) this.line.send();
      else this.#say();
    });
    this.form.addEventListener("paste", (event) => this.#pasted(event));
    this.typing = h("div", { class: "typing", role: "status", "data-testid": "typing" });
    foot.append(h("div", { class: "composer-box" }, this.suggestions.element, this.form), this.typing);
  }

  get inCommand() {
    return this.line.element.isConnected;
  }

  /** Another channel or member: what was being written stays, what may be sent changes. */
  place(channel, commands, app) {
    this.channel = channel;
    this.commands = runnable(commands);
    this.app = app ?? this.app;
    const name = `${channel.guild ? "#" : "@"}${channel.name}`;
    const allowed = channel.can_send !== false;
    this.text.placeholder = allowed ? `Message ${name}` : "You may not send messages in this channel.";
    this.text.setAttribute("aria-label", `Message ${name}`);
    this.text.disabled = !allowed;
    this.clip.disabled = !allowed;
    this.sendButton.disabled = !allowed;
    if (this.inCommand && !this.commands.some((one) => one.name === this.line.command.name)) this.#toText("");
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.text.focus({ preventScroll: true });
  }

  /** Begins a command by its name, for a `</name:id>` mention. */
  begin(name) {
    const command = this.commands.find((one) => one.name === name);
    if (command) this.#toCommand(command, {});
  }

  showTyping(names) {
    const words = names.length ? `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing…` : "";
    fill(this.typing, words && h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), words);
  }

  #typed() {
    const { value } = this.text;
    this.grow.dataset.value = value;
    const typed = value.startsWith("/") && /^\/[\w-]+(?: [\w-]+)*\s/u.test(value) ? readLine(value, this.commands) : null;
    if (typed && !value.includes("\n")) this.#toCommand(typed.command, typed.values);
    else this.#suggestCommands(value);
  }

  #suggestCommands(value) {
    if (!value.startsWith("/") || value.includes("\n")) {
      this.suggestions.hide();
      return;
    }
    const words = value.slice(1).toLowerCase().trimEnd();
    const rank = (command) => (command.name.startsWith(words) ? 0 : 1);
    const rows = this.commands
      .filter((command) => command.name.includes(words))
      .sort((one, other) => rank(one) - rank(other))
      .map((command) => ({
        value: command.name,
        label: h("span", { class: "command-names" }, h("strong", null, `/${command.name}`), command.options.slice(0, 10).map((option) => h("span", { class: option.required ? "chip required" : "chip" }, option.name))),
        description: command.description,
        aside: this.app.username,
        picture: () => avatar(this.app, "avatar small"),
        section: "Commands",
        command,
      }));
    const heading = rows.length ? {} : { text: this.commands.length ? "No command matches." : "No commands here yet: the bot is not connected, or this place has none." };
    this.suggestions.show(this.text, heading, rows, (row) => this.#toCommand(row.command, {}));
  }

  #toCommand(command, values) {
    this.text.value = "";
    this.grow.dataset.value = "";
    this.suggestions.hide();
    fill(this.field, this.line.element);
    this.form.classList.add("in-command");
    this.line.start(command, values);
  }

  #toText(text) {
    fill(this.field, this.grow);
    this.form.classList.remove("in-command");
    this.suggestions.hide();
    this.text.value = text;
    this.grow.dataset.value = text;
    this.text.focus({ preventScroll: true });
    if (text) this.#suggestCommands(text);
  }

  #key(event) {
    const { ready, open, listbox } = this.suggestions;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      if (!(ready && listbox.pick())) this.#say();
    } else if (event.key === "Tab" && !event.shiftKey && ready) listbox.pick();
    else if (event.key === "ArrowDown" && ready) listbox.move(1);
    else if (event.key === "ArrowUp" && ready) listbox.move(-1);
    else if (event.key === "Escape" && open) this.suggestions.hide();
    else return;
    event.preventDefault();
  }

  async #run(command) {
    const { command: known } = this.line;
    const texts = this.line.texts();
    this.#toText("");
    try {
      await this.acts.command(command);
    } catch {
      // The message list shows the sentence. What was typed comes back unless something new was begun.
      if (!this.inCommand && !this.text.value) this.#toCommand(known, texts);
    }
  }

  async #say() {
    const text = this.text.value.trim();
    const { files } = this;
    if (!text && !files.length) return;
    this.#toText("");
    this.#setFiles([]);
    try {
      await this.acts.say(text, files);
    } catch (error) {
      if (!this.text.value) this.#toText(text);
      this.#setFiles(files);
      this.suggestions.show(this.text, { error: error.message }, [], () => {});
    }
  }

  #chosen() {
    this.#takeFiles([...this.chooser.files]);
    this.chooser.value = "";
  }

  #pasted(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.#takeFiles(files);
  }

  #takeFiles(files) {
    if (!this.inCommand) {
      this.#setFiles([...this.files, ...files].slice(0, 10));
      this.text.focus();
    } else if (!files.every((file) => this.line.attach(file))) {
      this.suggestions.show(this.line.tail, { error: "This command takes no further file." }, [], () => {});
    }
  }

  #setFiles(files) {
    for (const picture of this.tray.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.files = files;
    this.tray.hidden = files.length === 0;
    fill(this.tray, files.map((file, index) => this.#trayItem(file, index)));
  }

  #trayItem(file, index) {
    const picture = file.type.startsWith("image/") ? h("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file");
    const remove = () => this.#setFiles(this.files.filter((_, at) => at !== index));
    return h(
      "li",
      null,
      h("button", { class: "tool tray-remove", type: "button", "aria-label": `Remove ${file.name}`, onclick: remove }, icon("close")),
      h("span", { class: "tray-picture" }, picture),
      h("span", { class: "tray-name" }, file.name),
      h("span", { class: "tray-size" }, inWords(file.size)),
    );
  }

  #takeDrops(area) {
    const holds = (event) => event.dataTransfer?.types.includes("Files") && !this.text.disabled;
    area.addEventListener("dragover", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      area.classList.add("dropping");
    });
    area.addEventListener("dragleave", (event) => !area.contains(event.relatedTarget) && area.classList.remove("dropping"));
    area.addEventListener("drop", (event) => {
      area.classList.remove("dropping");
      if (!holds(event)) return;
      event.preventDefault();
      this.#takeFiles([...event.dataTransfer.files]);
    });
  }
}
