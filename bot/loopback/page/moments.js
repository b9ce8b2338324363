/** Times as Discord writes them, in the reader's own language and zone; relative ones tick. */

import { h } from "./dom.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { dateStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** `<t:unix_s:style>` as an element; R counts up and down by itself. */
export function timestamp(unix_s, style) {
  const date = new Date(unix_s * 1000);
  if (Number.isNaN(date.getTime())) return document.createTextNode(`<t:${unix_s}>`);
  const isRelative = style === "R";
  const text = isRelative ? ago(unix_s) : new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(date);
  const title = full.format(date);
  return h("time", { class: "moment", datetime: date.toISOString(), title, "data-relative": isRelative && unix_s }, text);
}

function ago(unix_s) {
  const away_s = Math.round(unix_s - Date.now() / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(away_s) >= length) ?? STEPS.at(-1);
  return relative.format(Math.trunc(away_s / size), unit);
}

function tick() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const text = ago(Number(element.dataset.relative));
    if (element.textContent !== text) element.textContent = text;
  }
}

setInterval(tick, 1000);

/** "14:02", "Yesterday at 14:02" or "20/11/2026 14:02". */
export function when(iso) {
  const date = new Date(iso);
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  if (days === 0) return clock.format(date);
  if (days === 1) return `Yesterday at ${clock.format(date)}`;
  return `${shortDay.format(date)} ${clock.format(date)}`;
}

export const hour = (iso) => clock.format(new Date(iso));
export const wholeDay = (iso) => day.format(new Date(iso));
export const exactly = (iso) => full.format(new Date(iso));
export const sameDay = (one, other) => midnight(new Date(one)).getTime() === midnight(new Date(other)).getTime();

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
