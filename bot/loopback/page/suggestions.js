/** The panel above the composer: what is being typed, what is wrong with it, and a list to choose from. */

import { fill, h } from "./dom.js";
import { Listbox } from "./listbox.js";

export class Suggestions {
  constructor() {
    this.pick = () => {};
    this.head = h("div", { class: "suggestions-head" });
    this.listbox = new Listbox({ label: "Suggestions", onPick: (row) => this.pick(row) });
    this.element = h("div", { class: "suggestions", hidden: true, "data-testid": "suggestions" }, this.head, this.listbox.list);
  }

  get open() {
    return !this.element.hidden;
  }

  /** Whether there is a row that Enter or Tab would take. */
  get ready() {
    return this.open && this.listbox.active >= 0;
  }

  /**
   * Shows a heading and `rows` for the focused `owner`; `pick(row)` when one is taken. `heading` is
   * {title?, text?, hint?, error?}. Without rows and words the panel hides.
   */
  show(owner, heading, rows, pick, active = 0) {
    this.pick = pick;
    this.listbox.ownedBy(owner);
    this.listbox.show(rows, active);
    this.listbox.list.hidden = rows.length === 0;
    const { title, text, hint, error } = heading;
    fill(
      this.head,
      title && h("strong", null, title),
      text && h("span", { class: "suggestions-text" }, text),
      hint && h("span", { class: "suggestions-hint" }, hint),
      error && h("span", { class: "suggestions-error", role: "alert", "data-testid": "option-error" }, error),
    );
    this.head.hidden = !this.head.hasChildNodes();
    this.element.hidden = this.head.hidden && rows.length === 0;
    owner.setAttribute("aria-expanded", String(rows.length > 0));
  }

  hide() {
    this.element.hidden = true;
    this.listbox.show([]);
    this.listbox.owner?.setAttribute("aria-expanded", "false");
  }
}
