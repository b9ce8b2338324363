/**
 * Discord's markdown as a tree. Pure: no DOM, no names.
 *
 * A node is a string or {kind, children?, ...}. Nothing is ever dropped: what is no markdown stays text.
 */

const DEEPEST = 12;

/** Blocks of a message: paragraphs, headings, subtext, quotes, lists and code. */
export function parse(source, depth = 0) {
  const lines = source.split("\n");
  const blocks = [];
  let plain = [];
  const flush = () => {
    if (plain.length) blocks.push({ kind: "text", children: inline(plain.join("\n"), depth) });
    plain = [];
  };

  for (let at = 0; at < lines.length; ) {
    const [block, next] = (depth < DEEPEST && blockAt(lines, at, depth)) || [null, at + 1];
    if (block) {
      flush();
      blocks.push(block);
      at = next;
    } else {
      const taken = linesOfText(lines, at);
      plain.push(...lines.slice(at, taken));
      at = taken;
    }
  }
  flush();
  return blocks;
}

/** A code block may begin in the middle of a line and run over many: those lines belong together. */
function linesOfText(lines, at) {
  let open = false;
  for (let next = at; next < lines.length; next += 1) {
    if (fences(lines[next]) % 2) open = !open;
    if (!open) return next + 1;
  }
  return at + 1;
}

const fences = (line) => line.split("```").length - 1;

function blockAt(lines, at, depth) {
  const line = lines[at];
  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading) return [{ kind: "heading", level: heading[1].length, children: inline(heading[2], depth) }, at + 1];
  const small = /^-# +(\S.*)$/.exec(line);
  if (small) return [{ kind: "subtext", children: inline(small[1], depth) }, at + 1];
  if (line.startsWith(">>> ")) {
    const rest = [line.slice(4), ...lines.slice(at + 1)].join("\n");
    return [{ kind: "quote", children: parse(rest, depth + 1) }, lines.length];
  }
  if (line.startsWith("> ")) return quoteAt(lines, at, depth);
  if (ITEM.test(line)) return listAt(lines, at, depth);
  return null;
}

function quoteAt(lines, at, depth) {
  let end = at;
  while (end < lines.length && lines[end].startsWith("> ")) end += 1;
  const inside = lines.slice(at, end).map((line) => line.slice(2)).join("\n");
  return [{ kind: "quote", children: parse(inside, depth + 1) }, end];
}

const ITEM = /^( *)(?:([-*])|(\d{1,9})\.) +(\S.*)$/;

function listAt(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  const indent = first[1].length;
  const items = [];
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    if (!item || item[1].length < indent || Boolean(item[2]) !== Boolean(first[2])) break;
    if (item[1].length > indent && depth < DEEPEST) {
      const [nested, next] = listAt(lines, end, depth + 1);
      items.at(-1).push(nested);
      end = next;
    } else {
      items.push(inline(item[4], depth));
      end += 1;
    }
  }
  return [{ kind: "list", start: first[3] ? Number(first[3]) : null, items }, end];
}

/** Marks that enclose text, longest first where they share a beginning. */
const PAIRS = [
  ["***", "bolditalic"],
  ["**", "bold"],
  ["__", "underline"],
  ["~~", "strike"],
  ["||", "spoiler"],
  ["*", "italic"],
  ["_", "italic"],
];

/** Things that begin with `<`, written out by Discord's documentation. */
const ANGLES = [
  [/^<@!?(\d{1,20})>/, (found) => ({ kind: "user", id: found[1] })],
  [/^<@&(\d{1,20})>/, (found) => ({ kind: "role", id: found[1] })],
  [/^<#(\d{1,20})>/, (found) => ({ kind: "channel", id: found[1] })],
  [/^<\/([^:<>\n]{1,100}):(\d{1,20})>/, (found) => ({ kind: "command", name: found[1] })],
  [/^<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/, (found) => ({ kind: "time", unix_s: Number(found[1]), style: found[2] ?? "f" })],
  [/^<a?:(\w{2,32}):(\d{1,20})>/, (found) => ({ kind: "emoji", name: found[1], id: found[2] })],
  [/^<(https?:\/\/[^\s<>]{1,2000})>/, (found) => ({ kind: "link", url: found[1], children: [found[1]] })],
];

const SPECIAL = /[\\`*_~|<[@h]/g;

/** The inline marks of `source`, as strings and nodes. */
export function inline(source, depth = 0) {
  if (depth >= DEEPEST) return [source];
  const nodes = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(source)?.index ?? source.length;
    text += source.slice(at, next);
    at = next;
    if (at >= source.length) break;
    const [node, end] = markAt(source, at, depth) ?? [source[at], at + 1];
    if (typeof node === "string") text += node;
    else {
      if (text) nodes.push(text);
      text = "";
      nodes.push(node);
    }
    at = end;
  }
  if (text) nodes.push(text);
  return nodes;
}

function markAt(source, at, depth) {
  switch (source[at]) {
    case "\\":
      return /[!-/:-@[-`{-~]/.test(source[at + 1] ?? "") ? [source[at + 1], at + 2] : null;
    case "`":
      return codeAt(source, at);
    case "<":
      return angleAt(source, at);
    case "[":
      return maskedAt(source, at, depth);
    case "@":
      return everyoneAt(source, at);
    case "h":
      return linkAt(source, at);
    default:
      return pairAt(source, at, depth);
  }
}

function codeAt(source, at) {
  if (source.startsWith("```", at)) {
    const end = source.indexOf("```", at + 3);
    if (end > at + 3) {
      const [, language, body] = /^(?:([\w+-]*)\n)?([^]*)$/.exec(source.slice(at + 3, end));
      const after = source[end + 3] === "\n" ? end + 4 : end + 3;
      return [{ kind: "codeblock", language: language ?? "", text: body.replace(/\n$/, "") }, after];
    }
  }
  const fence = source.startsWith("``", at) ? "``" : "`";
  const end = source.indexOf(fence, at + fence.length);
  if (end <= at + fence.length) return null;
  return [{ kind: "code", text: source.slice(at + fence.length, end) }, end + fence.length];
}

function angleAt(source, at) {
  const rest = source.slice(at, at + 2100);
  for (const [pattern, make] of ANGLES) {
    const found = pattern.exec(rest);
    if (found) return [make(found), at + found[0].length];
  }
  return null;
}

function maskedAt(source, at, depth) {
  const found = /^\[([^[\]\n]{1,500})\]\(<?(https?:\/\/[^\s()<>]{1,2000})>?\)/.exec(source.slice(at, at + 2600));
  if (!found || /https?:\/\//.test(found[1])) return null; // a label that looks like another address is a trap
  return [{ kind: "link", url: found[2], children: inline(found[1], depth + 1) }, at + found[0].length];
}

function everyoneAt(source, at) {
  const found = /^@(everyone|here)\b/.exec(source.slice(at, at + 10));
  return found && [{ kind: "everyone", text: found[0] }, at + found[0].length];
}

function linkAt(source, at) {
  if (/\w/.test(source[at - 1] ?? "")) return null;
  const found = /^https?:\/\/[^\s<>"|[\]]{1,2000}/.exec(source.slice(at, at + 2010));
  if (!found) return null;
  const url = found[0].replace(/[.,:;!?'*_~)\]]+$/, (tail) => (tail[0] === ")" && found[0].includes("(") ? ")" : ""));
  return url.length > 8 ? [{ kind: "link", url, children: [url] }, at + url.length] : null;
}

function pairAt(source, at, depth) {
  for (const [mark, kind] of PAIRS) {
    if (!source.startsWith(mark, at)) continue;
    const end = closing(source, at + mark.length, mark);
    if (end < 0) continue;
    const inside = source.slice(at + mark.length, end);
    if (mark.length === 1 && (/^\s|\s$/.test(inside) || (mark === "_" && /\w/.test(source[end + 1] ?? "")))) continue;
    const children = inline(inside, depth + 1);
    if (kind === "bolditalic") return [{ kind: "bold", children: [{ kind: "italic", children }] }, end + 3];
    return [{ kind, children }, end + mark.length];
  }
  return null;
}

/** Where `mark` closes: not escaped, not empty, and for `*` and `_` not half of a doubled mark. */
function closing(source, from, mark) {
  for (let at = source.indexOf(mark, from); at >= 0; at = source.indexOf(mark, at + 1)) {
    if (at === from || source[at - 1] === "\\") continue;
    if (mark.length > 1 && source[at + mark.length] === mark[0] && mark[0] !== "|") continue;
    if (mark.length === 1 && (source[at + 1] === mark || source[at - 1] === mark)) continue;
    return at;
  }
  return -1;
}
