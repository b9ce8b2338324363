/** A list to choose from, driven by the control that owns the focus. Used by the composer's suggestions and by selects. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

let nextId = 1;

/**
 * Rows: {value, label, description?, picture?, aside?, section?, chosen?, disabled?}; `picture` makes a node.
 * `owner` is the element that keeps the focus and gets aria-activedescendant.
 */
export class Listbox {
  constructor({ label, onPick, multiple = false }) {
    this.id = `listbox-${nextId++}`;
    this.rows = [];
    this.active = -1;
    this.onPick = onPick;
    this.owner = null;
    this.list = h("div", { class: "listbox", role: "listbox", id: this.id, "aria-label": label, "aria-multiselectable": multiple && "true" });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays where it is
  }

  /** Puts `rows` up; `active` is the row that Enter would take, -1 for none. */
  show(rows, active = 0) {
    this.rows = rows;
    this.active = rows.length ? Math.min(active, rows.length - 1) : -1;
    let section = null;
    fill(
      this.list,
      rows.map((row, index) => {
        const head = row.section !== undefined && row.section !== section && h("div", { class: "listbox-section", role: "presentation" }, row.section);
        section = row.section ?? section;
        return [head, this.#option(row, index)];
      }),
    );
    this.#mark();
  }

  /** Moves the active row by `by`, wrapping, over what cannot be chosen. */
  move(by) {
    const count = this.rows.length;
    if (!this.rows.some((row) => !row.disabled)) return;
    let next = this.active < 0 && by < 0 ? 0 : this.active;
    do next = (next + by + count) % count;
    while (this.rows[next].disabled);
    this.active = next;
    this.#mark();
  }

  /** Takes the active row; false when there is none. */
  pick(index = this.active) {
    const row = this.rows[index];
    if (!row || row.disabled) return false;
    this.onPick(row);
    return true;
  }

  /** Ties the list to the control that drives it. */
  ownedBy(element) {
    if (this.owner && this.owner !== element) this.owner.removeAttribute("aria-activedescendant");
    this.owner = element;
    element.setAttribute("aria-controls", this.id);
    this.#mark({ scroll: false });
  }

  #option(row, index) {
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this.id}-${index}`,
        "aria-selected": row.chosen ? "true" : "false",
        "aria-disabled": row.disabled && "true",
        "data-value": row.value,
        "data-testid": "option",
        onclick: () => this.pick(index),
        onpointermove: () => this.active !== index && this.#hover(index),
      },
      row.picture?.(),
      h("span", { class: "option-words" }, h("span", { class: "option-label" }, row.label), row.description && h("span", { class: "option-description" }, row.description)),
      row.aside && h("span", { class: "option-aside" }, row.aside),
      row.chosen && icon("check"),
    );
  }

  #hover(index) {
    if (this.rows[index].disabled) return;
    this.active = index;
    this.#mark({ scroll: false });
  }

  #mark({ scroll = true } = {}) {
    for (const [index, option] of [...this.list.querySelectorAll(".option")].entries()) {
      option.classList.toggle("active", index === this.active);
      if (index === this.active && scroll) option.scrollIntoView({ block: "nearest" });
    }
    if (!this.owner) return;
    if (this.active >= 0) this.owner.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.owner.removeAttribute("aria-activedescendant");
  }
}
