import { looksSecret } from "./secret-search";

/** The most that a message contains of any input. */
const MAX_ECHOED_CHARACTERS = 200;

/** Words of letters only, such as `npm_auth_token`, which start like a key. */
const WORDS = /^[a-z]+([_.-][a-z]+)*$/i;
/** A user and a password before a host, without a scheme. A digest of an image is in the same place. */
const LOGIN = /^[^\s:@/]*:(?!\/\/)[^\s@]+@(?!sha\d+:)/;

/** Whether a text looks like a secret, such as a connection string with a password. */
export function isSecretText(text: string): boolean {
  return (looksSecret("", text) && !WORDS.test(text)) || LOGIN.test(text);
}

/** A text by its length, for messages that must not display it. */
export function describeText(text: string): string {
  return `a text of ${text.length} characters`;
}

/** The start of a text, so that a message never contains more than 200 characters of it. */
export function shorten(text: string): string {
  return text.length > MAX_ECHOED_CHARACTERS ? `${text.slice(0, MAX_ECHOED_CHARACTERS - 1)}…` : text;
}

/** Whether the ID of a construct looks like a secret. CDKTF replaces its slashes by two hyphens. */
export function isSecretId(id: string): boolean {
  return isSecretText(id) || isSecretText(id.replaceAll("--", "/"));
}

/** A construct path or a file for a message. */
export function displayPath(path: string): string {
  if (isSecretText(path)) return `<${describeText(path)}>`;
  const ids = path.split("/").map((id) => (isSecretId(id) ? `<${describeText(id)}>` : id));
  return shorten(ids.join("/"));
}
