/** Reactions under a message and the small picker for new ones. */

import { h, walkWithArrows } from "./dom.js";
import { icon } from "./icons.js";

/** What Mozart understands first, then what people like to say. */
const OFFERED = [
  ["1️⃣", "one"],
  ["2️⃣", "two"],
  ["3️⃣", "three"],
  ["4️⃣", "four"],
  ["🔁", "repeat"],
  ["❌", "cross"],
  ["✉️", "envelope"],
  ["⭐", "star"],
  ["❤️", "heart"],
  ["👍", "thumbs up"],
  ["👎", "thumbs down"],
  ["😂", "laughing"],
  ["😮", "surprised"],
  ["🎨", "palette"],
  ["🔥", "fire"],
  ["👀", "eyes"],
  ["🎉", "party"],
  ["🙏", "thank you"],
];

const keyOf = (emoji) => (emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);

/** The row of reactions; `react(message, emoji, remove)` toggles one. */
export function reactions(message, react) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((reaction) => {
    const key = keyOf(reaction.emoji);
    return h(
      "button",
      {
        class: "reaction",
        type: "button",
        "aria-pressed": String(Boolean(reaction.me)),
        "aria-label": `${reaction.emoji.name}, ${reaction.count} ${reaction.count === 1 ? "reaction" : "reactions"}`,
        "data-key": `reaction-${key}`,
        "data-emoji": key,
        "data-testid": "reaction",
        onclick: () => react(message, key, Boolean(reaction.me)),
      },
      h("span", { class: "reaction-emoji" }, reaction.emoji.id ? `:${reaction.emoji.name}:` : reaction.emoji.name),
      h("span", { class: "reaction-count" }, String(reaction.count)),
    );
  });
  const more = h("button", { class: "reaction add", type: "button", "aria-label": "Add a reaction", "data-key": "reaction-add", onclick: (event) => openPicker(event.currentTarget, (emoji) => react(message, emoji, false)) }, icon("smile"));
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions", "data-key": "reactions" }, chips, more);
}

/** Opens the picker beside `trigger`; `onPick(emoji)` once. */
export function openPicker(trigger, onPick) {
  document.querySelector(".emoji-picker")?.hidePopover();
  const take = (emoji) => {
    picker.hidePopover();
    onPick(emoji);
  };
  const buttons = OFFERED.map(([emoji, name]) => h("button", { type: "button", "aria-label": name, title: name, "data-emoji": emoji, onclick: () => take(emoji) }, emoji));
  const picker = h("div", { class: "emoji-picker", popover: "auto", role: "dialog", "aria-label": "Pick a reaction", "data-testid": "emoji-picker" }, buttons);
  picker.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    picker.remove();
    trigger.focus({ preventScroll: true });
  });
  walkWithArrows(picker, "button", 6);
  document.body.append(picker);
  picker.showPopover();
  const box = trigger.getBoundingClientRect();
  const top = box.top - picker.offsetHeight - 6;
  picker.style.setProperty("left", `${Math.max(8, Math.min(box.right - picker.offsetWidth, innerWidth - picker.offsetWidth - 8))}px`);
  picker.style.setProperty("top", `${top > 8 ? top : Math.min(box.bottom + 6, innerHeight - picker.offsetHeight - 8)}px`);
  picker.querySelector("button").focus();
}
