/** Rich embeds, as messages without Components V2 carry them. */

import { h } from "./dom.js";
import { gallery, safeUrl } from "./media.js";
import { when } from "./moments.js";
import { link, markdown } from "./richtext.js";

/** All embeds of a message. Several with one `url` share the first one's frame: that is how four pictures make a grid. */
export function embeds(list) {
  const groups = [];
  for (const embed of list) {
    const head = embed.url && groups.find((group) => group[0].url === embed.url);
    if (head && embed.image) head.push(embed);
    else groups.push([embed]);
  }
  return groups.map(frame);
}

const hex = (colour) => `#${colour.toString(16).padStart(6, "0")}`;

function frame(group) {
  const [embed] = group;
  const pictures = group.filter((one) => one.image).map((one) => ({ media: one.image, description: one.image.description ?? "" }));
  const style = embed.color ? { "--accent": hex(embed.color) } : {};
  return h(
    "article",
    { class: "embed", style },
    h(
      "div",
      { class: "embed-words" },
      embed.author && h("div", { class: "embed-author" }, linked(embed.author.name, embed.author.url)),
      embed.title && h("div", { class: "embed-title" }, linked(embed.title, embed.url)),
      embed.description && markdown(embed.description),
      embed.fields?.length && h("div", { class: "embed-fields" }, embed.fields.map(field)),
    ),
    embed.thumbnail && h("img", { class: "embed-thumbnail", src: embed.thumbnail.url, alt: "" }),
    pictures.length > 0 && gallery(pictures, "embed-pictures"),
    (embed.footer || embed.timestamp) && h("footer", { class: "embed-footer" }, [embed.footer?.text, embed.timestamp && when(embed.timestamp)].filter(Boolean).join(" • ")),
  );
}

const linked = (text, url) => (url && safeUrl(url) ? link(url, text) : text);

function field({ name, value, inline }) {
  return h("div", { class: inline ? "embed-field inline" : "embed-field" }, h("div", { class: "embed-field-name" }, name), markdown(value));
}
