// Requests to the server, with the token of the state folder.

const STORAGE_KEY = "token";

/** Keeps the token of a link such as http://127.0.0.1:4580/#<token>, and removes it from the address bar. */
export function takeToken() {
  const [, token] = /^#([0-9a-f]{32,128})$/i.exec(location.hash) ?? [];
  if (token === undefined) return false;
  sessionStorage.setItem(STORAGE_KEY, token);
  history.replaceState(null, "", "/#/");
  return true;
}

export function hasToken() {
  return sessionStorage.getItem(STORAGE_KEY) !== null;
}

function send(path, options) {
  const headers = { "x-local-token": sessionStorage.getItem(STORAGE_KEY) ?? "" };
  return fetch(`/local/v1/${path}`, { ...options, headers, credentials: "omit", cache: "no-store" });
}

/** Sends an action, and returns its answer. Throws an error with a message for the user. */
export async function post(path, body = {}) {
  const answer = await send(path, { method: "POST", body: JSON.stringify(body) }).catch(() => {
    throw new Error("The server does not answer.");
  });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(errorOf(answer.status, value));
  return value;
}

function errorOf(status, { message, details }) {
  const problems = Array.isArray(details) ? details.map((each) => `${each.argument_name} ${each.help_message}`) : [];
  return problems.length > 0 ? problems.join(", ") : (message ?? `The server answered ${status}.`);
}

/** An answer that is not a stream. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The lines of a stream, as lists of those that arrive together. */
export async function* readLines(path, signal) {
  const answer = await send(path, { signal });
  if (!answer.ok) throw new Refusal(answer.status, errorOf(answer.status, await answer.json().catch(() => ({}))));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    if (lines.length > 0) yield lines;
  }
}
