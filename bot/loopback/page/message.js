/** One message as an element: a pure function of its JSON and of what stands above it. */

import { components } from "./components.js";
import * as directory from "./directory.js";
import { h } from "./dom.js";
import { embeds } from "./embeds.js";
import { avatar, icon } from "./icons.js";
import { attachments } from "./media.js";
import { exactly, hour, sameDay, wholeDay, when } from "./moments.js";
import { openPicker, reactions } from "./reactions.js";
import { markdown, plain } from "./richtext.js";

const EPHEMERAL = 1 << 6;
const THINKING = 1 << 7;
const SUPPRESS_EMBEDS = 1 << 2;
const COMMAND_ANSWER = 20;
const GROUP_S = 7 * 60;
const ANSWER_S = 15 * 60; // as long as a bot may take to follow up

const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const isThinking = (message) => Boolean(message.flags & THINKING);

/** The name of the command that a message answers, "" when nobody says which, null when it answers none. */
export const commandOf = (message) => message.interaction?.name ?? (message.type === COMMAND_ANSWER ? "" : null);

/** Whether `message` goes under the heading of `above`. */
function continues(message, above) {
  if (!above || above.author.id !== message.author.id || !sameDay(above.timestamp, message.timestamp)) return false;
  if (message.message_reference || commandOf(message) !== null || message.notice) return false;
  if (isEphemeral(above) !== isEphemeral(message) || above.notice) return false;
  return (new Date(message.timestamp) - new Date(above.timestamp)) / 1000 < GROUP_S;
}

/**
 * The list item for `message`.
 *
 * `above` is the message before it, `me` the member who looks, `acts` what can be done: use(message, component,
 * values), react(message, emoji, remove), dismiss(message). `message.notice` marks one that only this page knows of:
 * {sending: true} or {failed: "sentence"}.
 */
export function messageItem(message, above, { me, acts }) {
  const follows = continues(message, above);
  const newDay = !above || !sameDay(above.timestamp, message.timestamp);
  const names = ["message"];
  if (!follows) names.push("first");
  if (isEphemeral(message)) names.push("ephemeral");
  if (message.mentions?.some((user) => user.id === me.id) || message.referenced_message?.author?.id === me.id) names.push("mentioned");
  return h(
    "li",
    { class: "message-item", "data-key": message.id },
    newDay && h("div", { class: "day", role: "separator" }, h("span", null, wholeDay(message.timestamp))),
    h(
      "article",
      {
        class: names.join(" "),
        tabindex: -1,
        "data-testid": "message",
        "data-message-id": message.id,
        "data-author": message.author.username,
        "data-ephemeral": isEphemeral(message),
        "data-thinking": isThinking(message),
        "aria-label": `${directory.nameOf(message.author)}, ${when(message.timestamp)}`,
      },
      context(message),
      h("div", { class: "message-columns" }, gutter(message, follows), h("div", { class: "message-body" }, !follows && heading(message), body(message, acts), foot(message, acts))),
      !message.notice && toolbar(message, acts),
    ),
  );
}

/** The line above: which command it answers, or which message it replies to. */
function context(message) {
  const command = commandOf(message);
  if (command !== null) {
    const user = message.interaction_metadata?.user ?? message.interaction?.user ?? message.author;
    const name = h("span", { class: "person" }, directory.nameOf(user));
    return h("div", { class: "context" }, h("span", { class: "spine", "aria-hidden": "true" }), avatar(user, "avatar tiny"), h("span", { class: "context-words" }, name, " used ", h("span", { class: "command-name" }, command ? `/${command}` : "a command")));
  }
  if (!message.message_reference) return null;
  const target = message.referenced_message;
  const jump = () => {
    const there = document.querySelector(`[data-message-id="${CSS.escape(message.message_reference.message_id)}"]`);
    there?.scrollIntoView({ block: "center" });
    there?.focus({ preventScroll: true });
  };
  const words = target
    ? [avatar(target.author, "avatar tiny"), h("button", { class: "context-words", type: "button", onclick: jump }, h("span", { class: "person" }, directory.nameOf(target.author)), " ", excerpt(target))]
    : h("span", { class: "context-words" }, "The original message was deleted.");
  return h("div", { class: "context" }, h("span", { class: "spine", "aria-hidden": "true" }), words);
}

function excerpt(message) {
  const text = plain(message.content || firstText(message.components ?? []) || "");
  return text ? text.slice(0, 120) : "Click to see the message";
}

function firstText(list) {
  for (const component of list) {
    const text = component.type === 10 ? component.content : firstText(component.components ?? []);
    if (text) return text;
  }
  return "";
}

function gutter(message, follows) {
  if (!follows) return h("div", { class: "gutter" }, avatar(message.author));
  return h("div", { class: "gutter" }, h("time", { class: "hover-time", datetime: message.timestamp }, hour(message.timestamp)));
}

function heading(message) {
  return h(
    "header",
    { class: "heading" },
    h("span", { class: message.author.bot ? "author bot" : "author" }, directory.nameOf(message.author)),
    message.author.bot && h("span", { class: "badge" }, "APP"),
    h("time", { class: "stamp", datetime: message.timestamp, title: exactly(message.timestamp) }, when(message.timestamp)),
  );
}

function body(message, acts) {
  if (message.notice) return notice(message);
  if (isThinking(message) && (Date.now() - new Date(message.timestamp)) / 1000 > ANSWER_S) return failure("The application did not respond.");
  if (isThinking(message)) return thinking(`${directory.nameOf(message.author)} is thinking…`);
  const edited = message.edited_timestamp && h("span", { class: "edited", title: exactly(message.edited_timestamp), "data-testid": "edited" }, "(edited)");
  const shown = message.content ? markdown(message.content, { plainEmoji: true }) : null;
  if (shown && edited) (shown.lastElementChild?.matches(".md-text") ? shown.lastElementChild : shown).append(" ", edited);
  const list = message.components ?? [];
  return h(
    "div",
    { class: "content", "data-key": "content" },
    shown,
    attachments(message.attachments ?? []),
    !(message.flags & SUPPRESS_EMBEDS) && embeds(message.embeds ?? []),
    list.length > 0 && h("div", { class: "components" }, components(list, message, acts.use)),
    edited && !shown && h("div", { class: "edited-line" }, edited),
  );
}

const thinking = (words) => h("div", { class: "thinking", "data-key": "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", null, words));

const failure = (words) => h("div", { class: "failed", "data-testid": "failed" }, icon("warning"), h("span", null, words));

function notice(message) {
  if (message.notice.sending) return thinking("Sending command…");
  return failure(message.notice.failed);
}

function foot(message, acts) {
  const failed = message.failed && h("div", { class: "failed small", role: "alert", "data-testid": "failed" }, icon("warning"), h("span", null, message.failed));
  const only =
    isEphemeral(message) && !message.notice?.sending
      ? h("div", { class: "only-you", "data-key": "only-you" }, icon("eye"), h("span", null, "Only you can see this • "), h("button", { class: "text-button", type: "button", "data-testid": "dismiss", onclick: () => acts.dismiss(message) }, "Dismiss message"))
      : null;
  return [reactions(message, acts.react), failed, only];
}

function toolbar(message, acts) {
  const copy = () => navigator.clipboard?.writeText(message.content || firstText(message.components ?? []));
  const pick = (event) => openPicker(event.currentTarget, (emoji) => acts.react(message, emoji, false));
  return h(
    "div",
    { class: "message-tools", role: "group", "aria-label": "Message actions", "data-key": "tools" },
    !isEphemeral(message) && h("button", { class: "tool", type: "button", "aria-label": "Add a reaction", title: "Add a reaction", "data-testid": "add-reaction", onclick: pick }, icon("smile")),
    h("button", { class: "tool", type: "button", "aria-label": "Copy the text", title: "Copy the text", onclick: copy }, icon("copy")),
  );
}
