// The program of the containers: it records the calls of triggers, and waits or fails if the request says so.
import { createServer } from "node:http";
import { hostname } from "node:os";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { sendMessage } from "./queue.mjs";

const calls = [];

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const body = await text(request);
  if (pathname === "/calls") return answer(response, 200, calls);
  if (pathname === "/send") return answer(response, await sendMessage(body, process.env), {});
  await wait(Number(searchParams.get("ms") ?? 0));
  const isPoison = body.includes("poison");
  if (request.method !== "GET") calls.push({ path: pathname, body });
  answer(response, isPoison ? 500 : 200, { instance: hostname(), version: process.env.VERSION });
});

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

server.listen(process.env.PORT);
process.once("SIGTERM", () => server.close());
