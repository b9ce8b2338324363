/** The messages of one channel on the page: order, grouping, patching in place, and where the reader stands. */

import { announce, fill, h, morph } from "./dom.js";
import { icon } from "./icons.js";
import { isThinking, messageItem } from "./message.js";
import { plain } from "./richtext.js";
import { directAvatar } from "./sidebar.js";

const NEAR_px = 60;

const older = (one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1);

export class MessageList {
  /** `loadOlder(id)` gives the page before a message, oldest first; `acts` as in message.js. */
  constructor(scroller, { acts, loadOlder }) {
    this.scroller = scroller;
    this.acts = acts;
    this.loadOlder = loadOlder;
    this.me = null;
    this.messages = [];
    this.items = new Map();
    this.pinned = true;
    this.unread = 0;
    this.complete = false;
    this.loading = false;
    this.start = h("div", { class: "beginning" });
    this.list = h("ol", { class: "messages", role: "log", "aria-label": "Messages", "aria-live": "off", "data-testid": "messages" });
    this.bar = h("button", { class: "new-bar", type: "button", hidden: true, "data-testid": "new-messages", onclick: () => this.toBottom() });
    fill(scroller, this.start, this.list);
    scroller.after(this.bar);
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.#walk(event));
    const watcher = new ResizeObserver(() => this.pinned && this.toBottom());
    watcher.observe(this.list);
    watcher.observe(scroller);
  }

  /** Shows another channel, or the same one as another member. `messages`: oldest first. */
  reset(me, channel, messages, complete) {
    this.me = me;
    this.complete = complete;
    this.messages = [...messages].sort(older);
    this.items.clear();
    fill(this.list, this.messages.map((message, index) => this.#make(message, index)));
    this.#beginning(channel);
    this.#stop();
    this.toBottom();
  }

  /** After a lost connection: brings what is here up to date with the newest `messages`, or `all` there are. */
  refresh(messages, all) {
    const oldest = all ? 0n : BigInt(messages[0].id);
    const seen = new Set(messages.map((message) => message.id));
    const gone = this.messages.filter((message) => BigInt(message.id) >= oldest && !seen.has(message.id) && !message.notice);
    for (const message of gone) this.remove(message.id);
    for (const message of messages) this.put(message);
  }

  find(id) {
    return this.messages.find((message) => message.id === id);
  }

  /** Adds a message or patches the one that stands there. `mine` brings it into view. */
  put(message, { mine = false } = {}) {
    const index = this.messages.findIndex((one) => one.id === message.id);
    if (index >= 0) {
      this.messages[index] = message;
      this.#patch(index);
      this.#patch(index + 1);
      return;
    }
    this.messages.push(message);
    this.messages.sort(older);
    const place = this.messages.indexOf(message);
    const next = this.messages[place + 1];
    this.list.insertBefore(this.#make(message, place), next ? this.items.get(next.id) : null);
    this.#patch(place + 1);
    this.#stop();
    if (mine) this.toBottom();
    else if (!this.pinned && !next) this.#count();
    if (!next) this.#say(message);
  }

  remove(id) {
    const index = this.messages.findIndex((message) => message.id === id);
    if (index < 0) return;
    const item = this.items.get(id);
    const hadFocus = item.contains(document.activeElement);
    this.messages.splice(index, 1);
    this.items.delete(id);
    item.remove();
    this.#patch(index);
    this.#stop();
    if (hadFocus) this.items.get(this.messages[Math.min(index, this.messages.length - 1)]?.id)?.querySelector(".message").focus({ preventScroll: true });
  }

  /** A place after everything that is here, for a message only this page knows of. */
  nextId() {
    const now = (BigInt(Date.now()) - 1420070400000n) << 22n;
    const last = BigInt(this.messages.at(-1)?.id ?? 0);
    return String(now > last ? now : last + 1n);
  }

  toBottom() {
    this.pinned = true;
    this.unread = 0;
    this.bar.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #make(message, index) {
    const item = messageItem(message, this.messages[index - 1], this);
    this.items.set(message.id, item);
    return item;
  }

  #patch(index) {
    const message = this.messages[index];
    if (!message) return;
    const item = morph(this.items.get(message.id), messageItem(message, this.messages[index - 1], this));
    this.items.set(message.id, item);
  }

  #count() {
    this.unread += 1;
    fill(this.bar, `${this.unread} new ${this.unread === 1 ? "message" : "messages"} `, icon("down"));
    this.bar.hidden = false;
  }

  #say(message) {
    const words = isThinking(message) ? "is thinking" : plain(message.content ?? "").slice(0, 200) || "sent a message";
    announce(`${message.author.username}: ${words}`);
  }

  /** One message is the list's tab stop: the last, until the member walks elsewhere. */
  #stop(chosen = null) {
    const articles = [...this.list.querySelectorAll(".message")];
    const stop = chosen ?? articles.find((article) => article === document.activeElement) ?? articles.at(-1);
    for (const article of articles) article.tabIndex = article === stop ? 0 : -1;
  }

  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.classList.contains("message")) return;
    const articles = [...this.list.querySelectorAll(".message")];
    const next = articles[articles.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    this.#stop(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  async #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR_px;
    if (this.pinned && this.unread) this.toBottom();
    if (scrollTop < 300 && !this.complete && !this.loading && this.messages.length) await this.#older();
  }

  async #older() {
    this.loading = true;
    const first = this.messages[0];
    try {
      const page = await this.loadOlder(first.id);
      if (this.messages[0] !== first) return; // the member went to another channel meanwhile
      this.complete = page.length === 0;
      this.#prepend(page);
    } finally {
      this.loading = false;
    }
  }

  #prepend(page) {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.messages = [...page, ...this.messages].sort(older);
    const before = this.list.firstChild;
    for (const [index, message] of page.entries()) this.list.insertBefore(this.#make(message, index), before);
    this.#patch(page.length);
    this.start.hidden = !this.complete;
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  #beginning(channel) {
    const direct = !channel.guild;
    const picture = direct ? directAvatar(channel, "avatar huge") : h("span", { class: "beginning-mark" }, icon("hash"));
    const title = direct ? channel.name : `Welcome to #${channel.name}!`;
    const words = direct ? `This is the beginning of your direct messages with ${channel.name}.` : `This is the start of the #${channel.name} channel. Type / to see what can be made here.`;
    fill(this.start, picture, h("h3", null, title), h("p", null, words));
    this.start.hidden = !this.complete;
  }
}

