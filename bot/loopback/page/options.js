/** What may be typed into a command's options. Pure: no DOM, no server. */

export const STRING = 3;
export const INTEGER = 4;
const BOOLEAN = 5;
export const USER = 6;
export const CHANNEL = 7;
export const ROLE = 8;
export const MENTIONABLE = 9;
export const NUMBER = 10;
export const ATTACHMENT = 11;

const SUBCOMMAND = 1;
const GROUP = 2;

/** Every command a member can run, subcommands spelled out: [{name: "quota set", description, options}]. */
export function runnable(commands) {
  return commands
    .filter((command) => (command.type ?? 1) === 1)
    .flatMap((command) => leaves(command, command.name))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function leaves(node, name) {
  const inner = (node.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (inner.length) return inner.flatMap((option) => leaves(option, `${name} ${option.name}`));
  return [{ name, description: node.description, options: node.options ?? [] }];
}

/**
 * A typed line "/quota set pictures: 4" as {command, values}, or null when it names no command.
 *
 * "name:" begins that option; words before the first of them fill the first required text, or else the first text.
 */
export function readLine(line, commands) {
  const body = line.replace(/^\//, "");
  const command = [...commands].sort((one, other) => other.name.length - one.name.length).find(({ name }) => body.startsWith(`${name} `));
  if (!command) return null;
  const rest = body.slice(command.name.length).trim();
  const values = {};
  const names = command.options.map((option) => option.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = names.length ? rest.split(new RegExp(`(?:^|\\s)(${names.join("|")}):`, "u")) : [rest];
  const texts = command.options.filter((option) => option.type === STRING && !option.choices?.length);
  const first = texts.find((option) => option.required) ?? texts[0];
  if (parts[0].trim() && first) values[first.name] = parts[0].trim();
  for (let at = 1; at < parts.length; at += 2) values[parts[at]] = parts[at + 1].trim();
  return { command, values };
}

/** Choices an option brings itself; null when it has none. */
export function fixedChoices(option) {
  if (option.choices?.length) return option.choices.map(({ name, value }) => ({ label: name, value }));
  if (option.type === BOOLEAN) return [{ label: "True", value: true }, { label: "False", value: false }];
  return null;
}

/** The range or length an option allows, in words; "" when anything goes. */
export function limits(option) {
  if (option.type === INTEGER || option.type === NUMBER) {
    const { min_value: least, max_value: most } = option;
    if (least !== undefined && most !== undefined) return `${least} to ${most}`;
    if (least !== undefined) return `at least ${least}`;
    return most === undefined ? "" : `at most ${most}`;
  }
  if (option.type === STRING && option.max_length) return `up to ${option.max_length} characters`;
  return "";
}

/**
 * Reads one filled field: {value} or {error: "sentence"}.
 *
 * `field` is {text, picked, file}: `picked` is the value of a chosen row, if one was chosen.
 */
export function readField(option, field) {
  if (option.type === ATTACHMENT) return field.file ? { value: field.file } : missing(option);
  if (field.picked !== undefined) return { value: field.picked };
  const text = field.text.trim();
  if (!text) return missing(option);
  const choices = fixedChoices(option);
  if (choices) {
    const hit = choices.find(({ label, value }) => label.toLowerCase() === text.toLowerCase() || String(value) === text);
    return hit ? { value: hit.value } : { error: "Choose one of the listed values." };
  }
  if (option.type === STRING) return readText(option, field.text);
  if (option.type === INTEGER || option.type === NUMBER) return readNumber(option, text);
  return { error: "Choose one from the list." };
}

const missing = (option) => (option.required ? { error: "This option is required. Specify a value." } : {});

function readText(option, text) {
  const length = [...text].length;
  if (option.min_length && length < option.min_length) return { error: `Write at least ${option.min_length} characters.` };
  const most = option.max_length ?? 6000;
  return length > most ? { error: `Write at most ${most} characters. This has ${length}.` } : { value: text };
}

function readNumber(option, text) {
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) return { error: "Specify a number." };
  if (option.type === INTEGER && !Number.isInteger(value)) return { error: "Specify a whole number." };
  const least = option.min_value ?? -(2 ** 53);
  const most = option.max_value ?? 2 ** 53;
  return value < least || value > most ? { error: `Specify a number: ${limits(option) || "this one is too large"}.` } : { value };
}
