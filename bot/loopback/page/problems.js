/** What the bot did that Discord would refuse: hidden until there is something to see. */

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { hour } from "./moments.js";

export class Problems {
  constructor(button, panel) {
    this.button = button;
    this.panel = panel;
    this.list = [];
    button.addEventListener("click", () => this.#toggle(panel.hidden));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
  }

  /** All of them, as `GET /people/problems` lists them. */
  set(list) {
    this.list = list;
    this.#draw();
  }

  #toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.panel.querySelector("button").focus();
    else this.button.focus();
  }

  #draw() {
    const count = this.list.length;
    const words = `${count} ${count === 1 ? "problem" : "problems"}`;
    this.button.hidden = count === 0;
    this.button.setAttribute("aria-label", `${words} with Discord's contract`);
    this.button.title = words;
    fill(this.button, icon("warning"), h("span", null, String(count)));
    if (count === 0) this.panel.hidden = true;
    fill(
      this.panel,
      h("header", { class: "problems-head" }, h("h3", null, words), h("button", { class: "tool", type: "button", "aria-label": "Close", onclick: () => this.#toggle(false) }, icon("close"))),
      h("p", { class: "problems-about" }, "Discord would have refused these. The bot's author should look at them."),
      h("ol", { class: "problems-list" }, [...this.list].reverse().map(row)),
    );
  }
}

function row(problem) {
  const time = problem.at && new Date(typeof problem.at === "number" ? problem.at * 1000 : problem.at);
  const { at, where, what, ...rest } = problem;
  return h(
    "li",
    { "data-testid": "problem" },
    h("div", { class: "problem-where" }, where ?? "", time && h("time", null, hour(time))),
    h("div", null, what ?? ""),
    Object.keys(rest).length > 0 && h("pre", null, JSON.stringify(rest, null, 2)),
  );
}
