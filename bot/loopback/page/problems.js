/** What the bot did that Discord would refuse: hidden until there is something to see. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { hour } from "./moments.js";

export class Problems {
  constructor(button, panel) {
    this.button = button;
    this.panel = panel;
    button.addEventListener("click", () => this.#toggle(panel.hidden));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
  }

  /** Shows what `GET /people/problems` lists. Keys that Discord merely ignores do not raise the alarm. */
  set(problems) {
    const violations = problems.filter((problem) => problem.kind === "violation");
    const words = `${violations.length} ${violations.length === 1 ? "problem" : "problems"}`;
    this.button.hidden = violations.length === 0;
    if (violations.length === 0) this.panel.hidden = true;
    this.button.setAttribute("aria-label", `${words} with Discord's contract`);
    this.button.title = words;
    fill(this.button, icon("warning"), h("span", null, String(violations.length)));
    fill(
      this.panel,
      h("header", { class: "problems-head" }, h("h3", null, words), h("button", { class: "tool", type: "button", "aria-label": "Close", onclick: () => this.#toggle(false) }, icon("close"))),
      h("p", { class: "problems-about" }, "What Discord would have refused, or ignored. The newest comes first."),
      h("ol", { class: "problems-list" }, problems.toReversed().map(row)),
    );
  }

  #toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.panel.querySelector("button").focus();
    else this.button.focus();
  }
}

function row({ at, kind, where, what, times }) {
  const time = new Date(at * 1000).toISOString();
  const often = times > 1 ? ` (${times} times)` : "";
  return h("li", { "data-testid": "problem", "data-kind": kind }, h("div", { class: "problem-where" }, h("span", null, where), h("time", { datetime: time }, hour(time))), h("div", null, `${kind === "violation" ? "" : `${kind}: `}${what}${often}`));
}
