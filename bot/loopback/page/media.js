/** Pictures and files in messages: galleries, thumbnails, attachments. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openLightbox } from "./lightbox.js";
import { link } from "./richtext.js";

/** How many tiles stand in each row of a gallery, by the number of its pictures. */
const ROWS = {
  1: [1],
  2: [2],
  3: [3],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [1, 3, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [1, 3, 3, 3],
};

/** What stays the same of a picture's address when it is signed anew. */
function assetOf(url) {
  try {
    const address = new URL(url, location.href);
    return address.origin === location.origin ? address.pathname : address.href;
  } catch {
    return url;
  }
}

/** Shown as an address only when a browser may follow it. */
export const safeUrl = (url) => (/^https?:\/\//i.test(url) ? url : null);

/**
 * Media gallery (type 12). `items` carry {media, description, spoiler}; the box has its final size before the
 * picture arrives, and the same one for a small preview and the large result.
 */
export function gallery(items, key) {
  const pictures = items.map((item) => ({
    url: item.media.url,
    alt: item.description ?? "",
    width: item.media.width || 1,
    height: item.media.height || 1,
    video: isVideo(item.media),
    spoiler: item.spoiler,
  }));
  const rows = ROWS[Math.min(pictures.length, 10)] ?? [];
  if (pictures.length === 1) return h("div", { class: "gallery", "data-key": key }, single(pictures));
  let next = 0;
  const lines = rows.map((columns) => {
    const tiles = Array.from({ length: columns }, () => tile(pictures, next++));
    return h("div", { class: "gallery-row", style: { "--columns": String(columns) } }, tiles);
  });
  return h("div", { class: `gallery gallery-many gallery-${pictures.length}`, "data-key": key, role: "group", "aria-label": `${pictures.length} pictures` }, lines);
}

const isVideo = (media) => (media.content_type ?? "").startsWith("video/");

function single(pictures) {
  const { width, height } = pictures[0];
  const box = tile(pictures, 0);
  box.style.setProperty("--ratio", String(width / height));
  box.classList.add("tile-single");
  return box;
}

function tile(pictures, index) {
  const picture = pictures[index];
  const asset = assetOf(picture.url);
  if (picture.video) {
    return h("div", { class: "tile" }, h("video", { src: picture.url, controls: true, preload: "metadata", "data-asset": asset, "aria-label": picture.alt || "Video" }));
  }
  const open = (event) => {
    const button = event.currentTarget;
    if (picture.spoiler && !button.hasAttribute("data-revealed")) button.setAttribute("data-revealed", "");
    else openLightbox(pictures, index);
  };
  const name = picture.spoiler ? "Spoiler: show the picture" : `Enlarge: ${picture.alt || "picture"}`;
  const image = h("img", { src: picture.url, alt: picture.alt, "data-asset": asset, draggable: "false" });
  const props = { class: picture.spoiler ? "tile veiled" : "tile", type: "button", "aria-label": name, title: picture.alt || null, onclick: open };
  return h("button", props, image, picture.alt && h("span", { class: "alt-badge", "aria-hidden": "true" }, "ALT"), picture.spoiler && h("span", { class: "veil" }, "SPOILER"));
}

/** Thumbnail (type 11) beside a section's text. */
export function thumbnail(component) {
  const { media, description, spoiler } = component;
  const pictures = [{ url: media.url, alt: description ?? "", width: media.width || 1, height: media.height || 1, spoiler }];
  const box = tile(pictures, 0);
  box.classList.add("thumbnail");
  return box;
}

/** A file of any kind (type 13, or an attachment that is no picture). */
export function fileCard({ name, size, url, spoiler }) {
  const label = name || decodeURIComponent(assetOf(url).split("/").at(-1));
  const title = link(url, label, { class: "file-name" });
  const words = h("div", { class: "file-words" }, title, Number.isFinite(size) && h("div", { class: "file-size" }, inWords(size)));
  const card = h("div", { class: "file-card" }, icon("file"), words, link(url, icon("download"), { class: "tool", "aria-label": `Download ${label}`, download: label }));
  return spoiler ? veiled(card) : card;
}

/** Covers a block until it is clicked. */
export function veiled(content) {
  const reveal = (event) => event.currentTarget.parentNode.setAttribute("data-revealed", "");
  return h("div", { class: "veiled-block" }, content, h("button", { class: "veil", type: "button", onclick: reveal }, "SPOILER"));
}

/** A message's own attachments: pictures as a gallery, the rest as cards. */
export function attachments(list) {
  const isPicture = (file) => file.width && file.height && /^(image|video)\//.test(file.content_type ?? "image/png");
  const pictures = list.filter(isPicture).map((file) => ({ media: file, description: file.description, spoiler: file.filename.startsWith("SPOILER_") }));
  const files = list.filter((file) => !isPicture(file));
  return [
    pictures.length > 0 && gallery(pictures, "attachments"),
    files.map((file) => fileCard({ name: file.filename, size: file.size, url: file.url })),
  ];
}

/** "2.4 MB", as Discord counts: 1 KB is 1024 bytes. */
export function inWords(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit ? amount.toFixed(2) : amount} ${units[unit]}`;
}
