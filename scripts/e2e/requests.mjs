// Requests to containers, with any header Host.
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

/** The status, the headers and the text of an answer. */
export function send(url, { method = "GET", headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (answer) => {
      text(answer).then((content) => resolve({ status: answer.statusCode, headers: answer.headers, content }), reject);
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Sends requests, some at a time, and returns their answers. */
export async function sendMany(url, { requests, concurrency }) {
  const agent = new Agent({ keepAlive: true });
  const answers = [];
  let started = 0;
  const sendSome = async () => {
    while (started++ < requests) answers.push(await send(url, { agent }));
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, sendSome));
    return answers;
  } finally {
    agent.destroy();
  }
}

/** Waits until a value is the expected one. */
export async function eventually(what, read, expected) {
  const wanted = JSON.stringify(expected);
  for (const deadline = Date.now() + LIMIT_MS; ;) {
    const found = JSON.stringify(await read());
    if (found === wanted) return;
    if (Date.now() > deadline) throw new Error(`${what}: ${found}, expected ${wanted}`);
    await wait(PAUSE_MS);
  }
}

export function expectEqual(what, actual, expected) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: ${found}, expected ${wanted}`);
}
