/** The markdown tree as DOM nodes: mentions get their names here. */

import * as directory from "./directory.js";
import { h } from "./dom.js";
import { parse } from "./markdown.js";
import { timestamp } from "./moments.js";

/** `source` as a `div.markdown`; a message of nothing but emoji is shown large. */
export function markdown(source, { plainEmoji = false } = {}) {
  const large = plainEmoji && /^(?:\p{Extended_Pictographic}[\uFE0F\u200D\u{1F3FB}-\u{1F3FF}]*\s*){1,9}$/u.test(source);
  return h("div", { class: large ? "markdown jumbo" : "markdown" }, parse(source).map(block));
}

/** What `source` says in one line, for places such as a reply's preview; spoilers stay hidden. */
export function plain(source) {
  const box = markdown(source);
  for (const hidden of box.querySelectorAll(".spoiler")) hidden.replaceWith("(spoiler)");
  const lines = [...box.children].map((line) => line.textContent);
  return lines.join(" ").replace(/\s+/gu, " ").trim();
}

function block(node) {
  switch (node.kind) {
    case "heading":
      return h("div", { class: `md-h${node.level}`, role: "heading", "aria-level": node.level + 2 }, inlineNodes(node.children));
    case "subtext":
      return h("small", { class: "md-sub" }, inlineNodes(node.children));
    case "quote":
      return h("blockquote", null, node.children.map(block));
    case "list":
      return list(node);
    default:
      return h("div", { class: "md-text" }, inlineNodes(node.children));
  }
}

function list(node) {
  const items = node.items.map((item) => h("li", null, item.map((part) => (part.kind === "list" ? list(part) : inlineNode(part)))));
  return node.start === null ? h("ul", null, items) : h("ol", { start: node.start }, items);
}

const inlineNodes = (nodes) => nodes.map(inlineNode);

const TAGS = { bold: "strong", italic: "em", underline: "u", strike: "s" };

function inlineNode(node) {
  if (typeof node === "string") return node;
  switch (node.kind) {
    case "code":
      return h("code", null, node.text);
    case "codeblock":
      return h("pre", { "data-language": node.language || null }, h("code", null, node.text));
    case "link":
      return link(node.url, inlineNodes(node.children));
    case "time":
      return timestamp(node.unix_s, node.style);
    case "spoiler":
      return spoiler(h("span", null, inlineNodes(node.children)));
    case "user":
      return h("span", { class: "mention" }, `@${nameOfUser(node.id)}`);
    case "role":
      return h("span", { class: "mention" }, `@${directory.role(node.id)?.name ?? "unknown-role"}`);
    case "channel":
      return h("span", { class: "mention" }, `#${directory.channel(node.id)?.name ?? "unknown"}`);
    case "everyone":
      return h("span", { class: "mention" }, node.text);
    case "command":
      return h("button", { class: "mention", type: "button", "data-run-command": node.name }, `/${node.name}`);
    case "emoji":
      return h("span", { class: "emoji-name" }, `:${node.name}:`);
    default:
      return h(TAGS[node.kind], null, inlineNodes(node.children));
  }
}

function nameOfUser(id) {
  const user = directory.user(id);
  return user ? directory.nameOf(user) : "unknown-user";
}

/** A link that leaves this page in a tab of its own and tells nobody where it came from. */
export function link(url, children, props = {}) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", ...props }, children);
}

/** `content` hidden until it is asked for. */
export function spoiler(content) {
  const reveal = (event) => {
    const box = event.currentTarget;
    if (box.hasAttribute("data-revealed")) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    box.setAttribute("data-revealed", "");
  };
  const props = { class: "spoiler", role: "button", tabindex: 0, title: "Show the spoiler", onclick: reveal, onkeydown: reveal };
  return h("span", props, content);
}
