/** The People API: what one member's Discord client could ask for. Knows no DOM. */

const token = document.querySelector('meta[name="people-token"]').content;

/** The server said no; `message` is a sentence to show. */
class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, { query = null, body = null } = {}) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const address = `/people/${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
  const headers = { "X-People-Token": token };
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused("The server cannot be reached.", 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error ?? `The server answered ${response.status}.`, response.status);
  return answer;
}

/** Discord's user objects, with `admin` and `roles`. */
export const members = () => call("GET", "members");
export const channels = (member) => call("GET", "channels", { query: { member } });
export const commands = (channel, member) => call("GET", "commands", { query: { channel, member } });

/** [{at, kind: "violation" | ..., where, what, times}], the latest last. */
export const problems = () => call("GET", "problems");

/** Newest first. */
export const messages = (channel, member, { limit = 50, before } = {}) =>
  call("GET", "messages", { query: { channel, member, limit, before } });

/** Each takes what docs/loopback.md lists for `POST /people/...`. */
export const command = (body) => call("POST", "command", { body });
export const click = (body) => call("POST", "click", { body });
export const modal = (body) => call("POST", "modal", { body });
export const autocomplete = async (body) => (await call("POST", "autocomplete", { body })).choices;
export const react = (body) => call("POST", "react", { body });
export const send = (body) => call("POST", "message", { body });
export const dismiss = (body) => call("POST", "dismiss", { body });

/** {filename, base64} of a File, as every upload wants it. */
export function encodeFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ filename: file.name, base64: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => reject(new Refused(`${file.name} cannot be read.`, 0));
    reader.readAsDataURL(file);
  });
}

/**
 * Events as `member` sees them, for ever: reconnects on its own.
 *
 * `onEvent(event)` per event; `onOpen(again)` after each connection, `again` false for the first; `onLost()` when it breaks.
 * Returns a function that ends it.
 */
export function listen(member, { onEvent, onOpen, onLost }) {
  let socket = null;
  let timer = 0;
  let wait_ms = 400;
  let opened = 0;
  let over = false;

  const connect = () => {
    const address = new URL("/people/events", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ member, token });
    socket = new WebSocket(address);
    socket.onopen = () => {
      wait_ms = 400;
      onOpen(opened++ > 0);
    };
    socket.onmessage = (message) => onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      if (over) return;
      onLost();
      timer = setTimeout(connect, wait_ms);
      wait_ms = Math.min(wait_ms * 2, 5000);
    };
  };

  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    socket.close();
  };
}
