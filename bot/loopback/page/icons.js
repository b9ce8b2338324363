/** Small drawn icons and avatars: no picture is fetched for them. */

const SVG = "http://www.w3.org/2000/svg";

/** Outlines in a 24 x 24 box. */
const PATHS = {
  hash: "M10 4 8 20M16 4l-2 16M4.5 9h16M3.5 15h16",
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-4-7z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.4 5.2 2.4 7 0M9 9.5h.01M15 9.5h.01",
  close: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  reply: "M4 18v-5a5 5 0 0 1 5-5h11",
  external: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  down: "M6 9.5l6 6 6-6",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  left: "M14.5 5l-7 7 7 7",
  right: "M9.5 5l7 7-7 7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  file: "M6 3h8l4 4v14H6zM14 3v5h4",
  upload: "M12 16V5M7 9.5 12 4.5l5 5M4 16v3.5h16V16",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5",
  system: "M3 5h18v11H3zM8 20h8M12 16v4",
  command: "M7 21 15 3",
  message: "M4 5h16v11H10l-4 4v-4H4z",
};

/** The icon `name`, hidden from screen readers: the control around it has the words. */
export function icon(name) {
  const svg = svgElement("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" });
  svg.append(svgElement("path", { d: PATHS[name] }));
  return svg;
}

const TINTS = ["#5865f2", "#3a8f5c", "#c2782b", "#c2459b", "#2b87b8", "#a24fd1", "#c9503f", "#5d7a8c"];

/** A round picture for `user`: Mozart's mark for applications, initials on a colour for people. */
export function avatar(user, className = "avatar") {
  if (user.bot) {
    const image = document.createElement("img");
    image.className = className;
    image.src = "/page/mozart.svg";
    image.alt = "";
    return image;
  }
  const name = user.global_name || user.username || "?";
  const box = document.createElement("span");
  box.className = className;
  box.style.setProperty("background", tint(user.username ?? name));
  box.setAttribute("aria-hidden", "true");
  box.textContent = initials(name);
  return box;
}

/** One colour per name, the same on every visit. */
function tint(name) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return TINTS[sum % TINTS.length];
}

/** Up to two letters that stand for `name`. */
export function initials(name) {
  const words = name.split(/[\s_-]+/u).filter(Boolean);
  if (words.length === 1) return [...words[0]].slice(0, 2).map((letter, at) => (at ? letter : letter.toUpperCase())).join("");
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "?";
}

function svgElement(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
