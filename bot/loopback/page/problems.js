/** What the bot did that Discord would refuse: hidden until there is something to see. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

export class Problems {
  constructor(button, panel) {
    this.button = button;
    this.panel = panel;
    button.addEventListener("click", () => this.#toggle(panel.hidden));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
  }

  /** Shows `violations`, sentences, oldest first, and under them the keys that Discord would have ignored. */
  set({ violations, unknown_keys: ignored }) {
    const words = `${violations.length} ${violations.length === 1 ? "problem" : "problems"}`;
    this.button.hidden = violations.length === 0;
    if (violations.length === 0) this.panel.hidden = true;
    this.button.setAttribute("aria-label", `${words} with Discord's contract`);
    this.button.title = words;
    fill(this.button, icon("warning"), h("span", null, String(violations.length)));
    fill(
      this.panel,
      h("header", { class: "problems-head" }, h("h3", null, words), h("button", { class: "tool", type: "button", "aria-label": "Close", onclick: () => this.#toggle(false) }, icon("close"))),
      h("p", { class: "problems-about" }, "Discord would have refused these. The newest comes first."),
      h("ol", { class: "problems-list" }, violations.toReversed().map((sentence) => h("li", { "data-testid": "problem" }, sentence))),
      ignored.length > 0 && h("p", { class: "problems-about" }, "Keys that Discord would ignore: ", ignored.map(({ key, times }) => `${key} (${times})`).join(", "), "."),
    );
  }

  #toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.panel.querySelector("button").focus();
    else this.button.focus();
  }
}
