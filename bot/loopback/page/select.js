/** Select menus in messages and modals: texts, people, roles and channels (types 3, 5, 6, 7, 8). */

import * as directory from "./directory.js";
import { h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { Listbox } from "./listbox.js";

const NAMES = { 3: "Make a selection", 5: "Select a user", 6: "Select a role", 7: "Select a user or role", 8: "Select a channel" };

/** The rows a select of this kind offers: its own options, or those of the directory. */
function choicesOf(component) {
  switch (component.type) {
    case 3:
      return component.options.map((option) => ({
        value: option.value,
        label: option.label,
        description: option.description,
        picture: option.emoji?.id === null || option.emoji?.id === undefined ? option.emoji && (() => h("span", { class: "option-emoji" }, option.emoji.name)) : undefined,
      }));
    case 5:
      return userRows();
    case 6:
      return roleRows();
    case 7:
      return [...userRows(), ...roleRows()];
    default:
      return channelRows(component.channel_types);
  }
}

export const userRows = () =>
  directory.allUsers().map((user) => ({ value: user.id, label: directory.nameOf(user), description: user.username, picture: () => avatar(user, "avatar tiny") }));

export const roleRows = () => directory.allRoles().map((role) => ({ value: role.id, label: role.name.startsWith("@") ? role.name : `@${role.name}` }));

export const channelRows = (types) =>
  directory
    .allChannels()
    .filter((channel) => channel.guild && (!types?.length || types.includes(channel.type)))
    .map((channel) => ({ value: channel.id, label: channel.name, picture: () => icon("hash") }));

/** What is chosen before anyone touches it. */
export function defaultsOf(component) {
  if (component.type === 3) return component.options.filter((option) => option.default).map((option) => option.value);
  return (component.default_values ?? []).map((value) => value.id);
}

/**
 * The closed select. `values` is what it shows; `onChoose(values)` is called when the member has chosen: at once for
 * one value, when the menu closes for several.
 */
export function selectBox(component, values, onChoose, props = {}) {
  const rows = choicesOf(component);
  const labels = rows.filter((row) => values.includes(row.value)).map((row) => row.label);
  const open = (event) => openMenu(event.currentTarget, component, values, onChoose);
  const keys = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event);
  };
  const text = labels.join(", ") || component.placeholder || NAMES[component.type];
  return h(
    "button",
    {
      class: "select",
      type: "button",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-label": `${component.placeholder || NAMES[component.type]}${labels.length ? `: ${labels.join(", ")}` : ""}`,
      disabled: component.disabled,
      "data-custom-id": component.custom_id,
      onclick: open,
      onkeydown: keys,
      ...props,
    },
    h("span", { class: labels.length ? "select-text" : "select-text empty" }, text),
    icon("down"),
  );
}

let openNow = null;

function openMenu(trigger, component, values, onChoose) {
  const again = openNow?.trigger === trigger;
  openNow?.close();
  if (!again) openNow = new Menu(trigger, component, values, onChoose);
}

/** An open menu: a filter field that keeps the focus above a listbox, in a layer over everything. */
class Menu {
  constructor(trigger, component, values, onChoose) {
    this.trigger = trigger;
    this.component = component;
    this.onChoose = onChoose;
    this.chosen = new Set(values);
    this.before = [...this.chosen].sort().join("\n");
    this.most = component.max_values ?? 1;
    this.least = component.min_values ?? 1;
    this.list = new Listbox({ label: trigger.getAttribute("aria-label"), multiple: this.most > 1, onPick: (row) => this.#take(row) });
    this.field = h("input", { class: "menu-filter", type: "text", placeholder: "Search", "aria-label": "Search the options", role: "combobox", "aria-expanded": "true", autocomplete: "off", oninput: () => this.#refresh() });
    this.layer = h("div", { class: "menu", popover: "manual", "data-testid": "select-menu" }, this.field, this.list.list, this.most > 1 && this.#doneButton());
    this.layer.addEventListener("keydown", (event) => this.#key(event));
    this.outside = (event) => !this.layer.contains(event.target) && !trigger.contains(event.target) && this.close();
    this.moved = (event) => !(event?.target instanceof Node && this.layer.contains(event.target)) && this.#place();
    this.#open();
  }

  #open() {
    (this.trigger.closest("dialog") ?? document.body).append(this.layer);
    this.layer.showPopover();
    this.list.ownedBy(this.field);
    this.#refresh();
    this.#place();
    this.trigger.setAttribute("aria-expanded", "true");
    this.field.focus({ preventScroll: true });
    document.addEventListener("pointerdown", this.outside, true);
    window.addEventListener("resize", this.moved);
    window.addEventListener("scroll", this.moved, true);
  }

  #doneButton() {
    return h("button", { class: "button primary menu-done", type: "button", onclick: () => this.close() }, "Done");
  }

  #refresh() {
    const words = this.field.value.trim().toLowerCase();
    const rows = choicesOf(this.component)
      .filter((row) => row.label.toLowerCase().includes(words))
      .map((row) => ({ ...row, chosen: this.chosen.has(row.value), disabled: this.most > 1 && this.chosen.size >= this.most && !this.chosen.has(row.value) }));
    const active = this.list.active >= 0 && !words ? this.list.active : Math.max(0, rows.findIndex((row) => row.chosen));
    this.list.show(rows, active);
  }

  #take(row) {
    if (this.most > 1) {
      if (!this.chosen.delete(row.value)) this.chosen.add(row.value);
      this.#refresh();
      return;
    }
    const again = this.chosen.has(row.value) && this.least === 0;
    this.chosen = new Set(again ? [] : [row.value]);
    this.close();
  }

  #key(event) {
    const act = { ArrowDown: () => this.list.move(1), ArrowUp: () => this.list.move(-1), Enter: () => this.list.pick(), Escape: () => this.close({ keep: false }), Tab: () => this.close() }[event.key];
    if (!act || event.target.classList.contains("menu-done")) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    act();
  }

  #place() {
    if (!this.trigger.isConnected) {
      this.close({ keep: false });
      return;
    }
    const box = this.trigger.getBoundingClientRect();
    const height = this.layer.offsetHeight;
    const below = innerHeight - box.bottom - 8;
    const top = below >= height || below > box.top ? box.bottom + 4 : Math.max(8, box.top - height - 4);
    this.layer.style.setProperty("width", `${Math.max(box.width, 220)}px`);
    this.layer.style.setProperty("left", `${Math.max(8, Math.min(box.left, innerWidth - Math.max(box.width, 220) - 8))}px`);
    this.layer.style.setProperty("top", `${Math.min(top, Math.max(8, innerHeight - height - 8))}px`);
  }

  /** `keep` false forgets what was ticked. */
  close({ keep = true } = {}) {
    if (openNow === this) openNow = null;
    document.removeEventListener("pointerdown", this.outside, true);
    window.removeEventListener("resize", this.moved);
    window.removeEventListener("scroll", this.moved, true);
    const hadFocus = this.layer.contains(document.activeElement);
    this.layer.remove();
    this.trigger.setAttribute("aria-expanded", "false");
    if (hadFocus) this.trigger.focus({ preventScroll: true });
    const chosen = [...this.chosen];
    const enough = chosen.length >= this.least && chosen.length <= this.most;
    if (keep && enough && chosen.slice().sort().join("\n") !== this.before) this.onChoose(chosen);
  }
}
