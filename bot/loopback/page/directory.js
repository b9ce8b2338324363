/** Who and what an id means: users, channels and roles that this page has met. */

const users = new Map();
const channels = new Map();
const roles = new Map();

export const user = (id) => users.get(id);
export const channel = (id) => channels.get(id);
export const role = (id) => roles.get(id);
export const allUsers = () => [...users.values()];
export const allChannels = () => [...channels.values()];
export const allRoles = () => [...roles.values()];

/** The name members read. */
export const nameOf = (someone) => someone.nick || someone.global_name || someone.username || "Unknown";

export function meetUser(someone) {
  if (someone) users.set(someone.id, { ...users.get(someone.id), ...someone });
}

export function meetChannels(list) {
  channels.clear();
  for (const one of list) {
    channels.set(one.id, one);
    one.recipients.forEach(meetUser);
    for (const known of one.guild?.roles ?? []) roles.set(known.id, known);
  }
}

/** Remembers everyone a message names. */
export function meetMessage(message) {
  meetUser(message.author);
  for (const mentioned of message.mentions ?? []) meetUser(mentioned);
  meetUser(message.interaction_metadata?.user);
  if (message.referenced_message) meetUser(message.referenced_message.author);
}
