/** Where the member is and who they are: servers, channels, direct messages, the member and theme switches. */

import * as directory from "./directory.js";
import { fill, h, walkWithArrows } from "./dom.js";
import { avatar, icon, initials } from "./icons.js";

const BOT_DM = 1;

const isDirect = (channel) => !channel.guild;

/** The bot for its direct messages, the group's own initials for a group. */
export const directAvatar = (channel, className) => avatar({ bot: channel.type === BOT_DM, username: channel.name }, className);

/** The rail of servers and the list of channels. `go(channelId)` opens one; `unread` is a set of channel ids. */
export function drawPlaces({ rail, title, nav }, channels, current, unread, go) {
  const here = channels.find((channel) => channel.id === current);
  const guilds = [...new Map(channels.filter((channel) => channel.guild).map((channel) => [channel.guild.id, channel.guild])).values()];
  const direct = channels.filter(isDirect);
  const firstOf = (guild) => channels.find((channel) => channel.guild?.id === guild.id).id;
  const spot = (active, label, content, target, news) =>
    h("button", { class: active ? "server active" : "server", type: "button", title: label, "aria-label": label, "aria-current": active ? "true" : null, disabled: !target, onclick: () => go(target) }, content, news && h("span", { class: "unread-dot", "aria-label": "unread" }));
  const news = (list) => list.some((channel) => unread.has(channel.id));
  fill(
    rail,
    direct.length > 0 && spot(here && isDirect(here), "Direct messages", icon("message"), direct[0].id, news(direct)),
    direct.length > 0 && h("span", { class: "rail-line", role: "presentation" }),
    guilds.map((guild) => spot(here?.guild?.id === guild.id, guild.name, initials(guild.name), firstOf(guild), news(channels.filter((channel) => channel.guild?.id === guild.id)))),
  );
  const guild = here?.guild ?? guilds[0];
  title.textContent = guild?.name ?? "Direct messages";
  const link = (channel) =>
    h(
      "a",
      {
        class: channel.id === current ? "channel active" : "channel",
        href: `#${channel.id}`,
        "aria-current": channel.id === current ? "page" : null,
        "data-testid": "channel-link",
        "data-channel": channel.name,
        "data-channel-id": channel.id,
        "data-unread": unread.has(channel.id),
        onclick: (event) => {
          event.preventDefault();
          go(channel.id);
        },
      },
      isDirect(channel) ? directAvatar(channel, "avatar small") : icon("hash"),
      h("span", { class: "channel-name" }, channel.name),
      unread.has(channel.id) && h("span", { class: "sr-only" }, " (unread)"),
    );
  fill(
    nav,
    guild && h("div", { class: "channels-head" }, "Text channels"),
    channels.filter((channel) => channel.guild && channel.guild.id === guild?.id).map(link),
    direct.length > 0 && h("div", { class: "channels-head" }, "Direct messages"),
    direct.map(link),
  );
}

/** The member switch: one radio button per person; `choose(member)` changes who writes. */
export function drawMembers(box, members, me, choose) {
  const buttons = members.map((member) =>
    h(
      "button",
      { class: "member", type: "button", role: "radio", "aria-checked": String(member.id === me.id), tabindex: member.id === me.id ? 0 : -1, title: member.admin ? `${directory.nameOf(member)} (admin)` : directory.nameOf(member), "aria-label": directory.nameOf(member), "data-member": member.username, onclick: () => choose(member) },
      avatar(member, "avatar small"),
      h("span", { class: "member-name" }, directory.nameOf(member)),
    ),
  );
  const hadFocus = box.contains(document.activeElement);
  fill(box, buttons);
  if (hadFocus) box.querySelector('[aria-checked="true"]').focus();
}

/** Arrow keys move within the switch and choose, as in any group of radio buttons. */
export function prepareMembers(box) {
  walkWithArrows(box, "button");
  box.addEventListener("keyup", (event) => {
    if (event.key.startsWith("Arrow") && document.activeElement.getAttribute("aria-checked") === "false") document.activeElement.click();
  });
}

const THEMES = [
  ["dark", "Dark", "moon"],
  ["light", "Light", "sun"],
  ["system", "Like the system", "system"],
];

/** The panel at the foot: who writes now, and the theme switch. */
export function drawMe(foot, me) {
  const choose = (choice) => {
    window.theme.choose(choice);
    drawMe(foot, me);
    foot.querySelector(`[data-theme-choice="${choice}"]`).focus();
  };
  const themes = THEMES.map(([choice, label, picture]) =>
    h("button", { class: "tool", type: "button", role: "radio", "aria-checked": String(window.theme.choice === choice), "aria-label": label, title: label, "data-theme-choice": choice, onclick: () => choose(choice) }, icon(picture)),
  );
  const group = h("div", { class: "theme-switch", role: "radiogroup", "aria-label": "Theme", "data-testid": "theme-switch" }, themes);
  walkWithArrows(group, "button");
  fill(foot, avatar(me), h("div", { class: "me-words" }, h("strong", null, directory.nameOf(me)), h("small", null, me.username)), group);
}
