/** The page as a whole: one member in one channel, what they do, and what they are told. */

import * as api from "./api.js";
import { Composer } from "./composer.js";
import * as directory from "./directory.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { commandOf } from "./message.js";
import { MessageList } from "./messagelist.js";
import { openModal } from "./modal.js";
import { Problems } from "./problems.js";
import { drawMe, drawMembers, drawPlaces, prepareMembers } from "./sidebar.js";

const PAGE = 50;
const EPHEMERAL = 1 << 6;
const TYPING_ms = 9000;

const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.members = [];
    this.channels = [];
    this.me = null;
    this.channel = null;
    this.unread = new Set();
    this.sending = []; // notices "Sending command…" whose message has not come yet
    this.typists = new Map();
    this.visit = 0;
    this.going = null;
    this.early = [];
    this.end = () => {};
    this.drawer = $("drawer");
    this.list = new MessageList($("scroller"), {
      acts: { use: (...use) => this.#use(...use), react: (...reaction) => this.#react(...reaction), dismiss: (message) => this.#dismiss(message) },
      loadOlder: async (before) => (await api.messages(this.channel.id, this.me.id, { limit: PAGE, before })).reverse(),
    });
    this.composer = new Composer($("foot"), $("chat"), {
      command: (command) => this.#command(command),
      say: (text, files) => this.#say(text, files),
      complete: (question) => api.autocomplete({ ...this.#here(), ...question }),
    });
    this.problems = new Problems($("problems-button"), $("problems"));
    this.#wire();
  }

  async start() {
    this.members = await api.members();
    this.members.forEach(directory.meetUser);
    const remembered = new URLSearchParams(location.hash.slice(1));
    const me = this.members.find((member) => member.username === remembered.get("member")) ?? this.members.find((member) => !member.admin) ?? this.members[0];
    await this.become(me, remembered.get("channel"));
    this.problems.set(await api.problems());
  }

  /** Looks at everything as `member`, in the channel called or numbered `wanted` if they see it. */
  async become(member, wanted = this.channel?.id) {
    this.end();
    this.me = member;
    this.unread.clear();
    drawMembers($("member-switch"), this.members, member, (other) => other.id !== this.me.id && this.#try(() => this.become(other)));
    drawMe($("me"), member);
    await this.#loadChannels();
    const channel = this.channels.find((one) => one.id === wanted || one.name === wanted) ?? this.channels[0];
    this.end = api.listen(member.id, {
      onEvent: (event) => this.#hear(event),
      onOpen: (again) => this.#opened(again),
      onLost: () => this.#banner("The server went away. Trying to reach it again…"),
    });
    await this.go(channel.id);
  }

  /** Opens a channel. */
  async go(channelId) {
    const visit = ++this.visit;
    const channel = this.channels.find((one) => one.id === channelId);
    this.going = channelId;
    this.early = []; // what is heard of the channel while its messages are on their way
    const [messages, commands] = await Promise.all([api.messages(channelId, this.me.id, { limit: PAGE }), api.commands(channelId, this.me.id)]);
    if (visit !== this.visit) return;
    this.channel = channel;
    this.unread.delete(channelId);
    this.sending = [];
    messages.forEach(directory.meetMessage);
    this.#drawPlaces();
    this.#setCommands(commands);
    this.list.reset(this.me, channel, messages.reverse(), messages.length < PAGE);
    this.going = null;
    this.early.forEach((event) => this.#hear(event));
    this.#showTyping();
    this.#closeDrawer();
    this.composer.focus();
    history.replaceState(null, "", `#${new URLSearchParams({ member: this.me.username, channel: channel.name })}`);
    document.title = `${channel.guild ? "#" : "@"}${channel.name} · Loopback Discord`;
  }

  async #loadChannels() {
    this.channels = await api.channels(this.me.id);
    directory.meetChannels(this.channels);
  }

  async #loadCommands() {
    const { id } = this.channel;
    const commands = await api.commands(id, this.me.id);
    if (this.channel.id === id) this.#setCommands(commands);
  }

  #setCommands(commands) {
    this.composer.place(this.channel, commands, this.#app());
  }

  #app() {
    return directory.allUsers().find((user) => user.bot) ?? { bot: true, username: "Mozart" };
  }

  #here() {
    return { member: this.me.id, channel: this.channel.id };
  }

  // What the member does

  async #command({ name, options, attachments }) {
    const files = await Promise.all(Object.entries(attachments).map(async ([option, file]) => [option, await api.encodeFile(file)]));
    const notice = this.#notice(name);
    this.sending.push(notice);
    this.list.put(notice, { mine: true });
    try {
      const answer = await api.command({ ...this.#here(), name, options, attachments: Object.fromEntries(files) });
      this.#settle(notice);
      this.#answered(answer);
    } catch (error) {
      this.#settle(notice);
      if (notice.channel_id === this.channel.id) this.list.put({ ...notice, flags: EPHEMERAL, notice: { failed: error.message } }, { mine: true });
      if (error.status !== 504) throw error; // a timeout is the bot's fault: nothing to correct
    }
  }

  /** A message that only this page knows of, until the bot's own comes. */
  #notice(name) {
    return {
      id: this.list.nextId(),
      channel_id: this.channel.id,
      author: this.#app(),
      timestamp: new Date().toISOString(),
      flags: 0,
      interaction: { name, user: this.me },
      notice: { sending: true },
    };
  }

  #settle(notice) {
    this.sending = this.sending.filter((one) => one !== notice);
    this.list.remove(notice.id);
  }

  async #use(message, component, values) {
    this.list.put({ ...this.list.find(message.id), failed: null });
    try {
      this.#answered(await api.click({ ...this.#here(), message: message.id, custom_id: component.custom_id, ...(values && { values }) }));
    } catch (error) {
      const now = this.list.find(message.id);
      if (now) this.list.put({ ...now, failed: error.message });
    }
  }

  /** Shows what an interaction was answered with; messages also come as events, and the later one wins nothing. */
  #answered({ interaction, response }) {
    if (response?.message?.channel_id === this.channel.id && !this.list.find(response.message.id)) this.#put(response.message);
    if (response?.modal) openModal(response.modal, this.#app(), async (answers) => this.#answered(await api.modal({ member: this.me.id, interaction, answers })));
  }

  async #react(message, emoji, remove) {
    await this.#try(() => api.react({ ...this.#here(), message: message.id, emoji, remove }));
  }

  async #dismiss(message) {
    if (!message.notice) await this.#try(() => api.dismiss({ ...this.#here(), message: message.id }));
    this.list.remove(message.id);
    this.composer.focus();
  }

  async #say(content, files) {
    const attachments = await Promise.all(files.map(api.encodeFile));
    await api.send({ ...this.#here(), content, ...(attachments.length && { attachments }) });
    this.list.toBottom();
  }

  async #try(work) {
    try {
      return await work();
    } catch (error) {
      this.#banner(error.message, 6000);
      return undefined;
    }
  }

  // What the member is told

  #hear(event) {
    const channelId = event.channel_id;
    if (this.going && channelId === this.going) this.early.push(event);
    switch (event.type) {
      case "message_create":
      case "message_update":
      case "reaction":
        if (channelId === this.channel?.id) this.#put(event.message, event.type === "message_create");
        else if (event.type === "message_create") this.#noteUnread(channelId);
        break;
      case "message_delete":
        if (channelId === this.channel?.id) this.list.remove(event.message_id);
        break;
      case "typing":
        this.#typing(event);
        break;
      case "commands":
        if (this.channel) this.#try(() => this.#loadCommands());
        break;
      case "violation":
        this.#try(async () => this.problems.set(await api.problems()));
        break;
      default:
    }
  }

  #put(message, isNew = false) {
    directory.meetMessage(message);
    const known = this.list.find(message.id);
    const mine = message.author.id === this.me.id || message.interaction_metadata?.user?.id === this.me.id;
    if (isNew && mine) {
      const notice = this.sending.find((one) => one.interaction.name === commandOf(message));
      if (notice) this.#settle(notice);
    }
    if (message.author.bot) this.#stopTyping(message.author.id);
    this.list.put({ ...message, failed: known?.failed }, { mine: isNew && mine });
  }

  #noteUnread(channelId) {
    if (this.channels.some((channel) => channel.id === channelId)) {
      this.unread.add(channelId);
      this.#drawPlaces();
    } else {
      this.#try(async () => {
        await this.#loadChannels();
        this.unread.add(channelId);
        this.#drawPlaces();
      });
    }
  }

  #typing(event) {
    const who = event.user_id;
    const key = `${event.channel_id}/${who}`;
    clearTimeout(this.typists.get(key));
    this.typists.set(key, setTimeout(() => this.typists.delete(key) && this.#showTyping(), TYPING_ms));
    this.#showTyping();
  }

  #stopTyping(userId) {
    this.typists.delete(`${this.channel.id}/${userId}`);
    this.#showTyping();
  }

  #showTyping() {
    const names = [...this.typists.keys()].map((key) => key.split("/")).filter(([channel, who]) => channel === this.channel?.id && who !== this.me.id);
    this.composer.showTyping(names.map(([, who]) => directory.nameOf(directory.user(who) ?? {})));
  }

  async #opened(again) {
    this.#banner("");
    if (!again || !this.channel) return;
    await this.#try(async () => {
      const messages = await api.messages(this.channel.id, this.me.id, { limit: PAGE });
      messages.forEach(directory.meetMessage);
      this.list.refresh(messages.reverse(), messages.length < PAGE);
      await this.#loadCommands();
      this.problems.set(await api.problems());
    });
  }

  // The frame

  #wire() {
    const menu = $("menu-button");
    fill(menu, icon("menu"));
    menu.addEventListener("click", () => this.#openDrawer(!document.body.classList.contains("drawer-open")));
    $("scrim").addEventListener("click", () => this.#closeDrawer());
    document.addEventListener("keydown", (event) => event.key === "Escape" && document.body.classList.contains("drawer-open") && this.#closeDrawer());
    document.addEventListener("click", (event) => {
      const name = event.target.closest?.("[data-run-command]")?.dataset.runCommand;
      if (name) this.composer.begin(name);
    });
    prepareMembers($("member-switch"));
  }

  #openDrawer(open) {
    document.body.classList.toggle("drawer-open", open);
    $("menu-button").setAttribute("aria-expanded", String(open));
    if (open) this.drawer.querySelector('[aria-current="page"]')?.focus();
  }

  #closeDrawer() {
    if (!document.body.classList.contains("drawer-open")) return;
    this.#openDrawer(false);
    $("menu-button").focus();
  }

  #drawPlaces() {
    const go = (channelId) => this.#try(() => this.go(channelId));
    drawPlaces({ rail: $("rail"), title: $("place-name"), nav: $("channels") }, this.channels, this.channel?.id, this.unread, go);
    const { channel } = this;
    fill($("channel-title"), channel.guild ? icon("hash") : icon("message"), h("span", null, channel.name), channel.topic && h("small", null, channel.topic));
    $("menu-button").classList.toggle("has-unread", this.unread.size > 0);
  }

  #banner(text, for_ms = 0) {
    const banner = $("banner");
    clearTimeout(this.bannerTimer);
    banner.textContent = text;
    banner.hidden = !text;
    if (for_ms) this.bannerTimer = setTimeout(() => this.#banner(""), for_ms);
  }
}

const page = new Page();
page.start().catch((error) => {
  const banner = $("banner");
  banner.textContent = error.message;
  banner.hidden = false;
});
