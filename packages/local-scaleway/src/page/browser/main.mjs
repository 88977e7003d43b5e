// The page: what is displayed, and the connection that keeps it current.
import { hasToken, readLines, Refusal, takeToken } from "./connection.mjs";
import { containerPage } from "./container.mjs";
import { containersPage } from "./containers.mjs";
import { draw, h } from "./dom.mjs";
import { openLogs } from "./logs.mjs";
import { queuesPage } from "./queues.mjs";
import { schedulesPage } from "./schedules.mjs";

const RETRY_MS = 1000;
const FORBIDDEN = 403;
const PAGES = [
  ["#/", "Containers"],
  ["#/schedules", "Schedules"],
  ["#/queues", "Queues"],
];
const [header, content, announcement] = ["header", "content", "announcement"].map((id) => document.getElementById(id));

/** The parts that the server has sent, by ID. */
let view;
/** What the user has chosen, and the results of actions. */
let ui = { search: "", isAllVisible: false, runs: new Map(), sent: new Map() };
let connection = { status: "connecting", message: "" };
let logs;
let stream;
let isDrawing = false;

function change(values) {
  ui = { ...ui, ...values };
  redraw();
}

function announce(text) {
  announcement.textContent = "";
  // A screen reader reads the same text again only if it was removed.
  requestAnimationFrame(() => (announcement.textContent = text));
}

function redraw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    drawAll();
  });
}

function drawAll() {
  const route = location.hash || "#/";
  const [, id] = /^#\/containers\/([^/]+)$/.exec(route) ?? [];
  draw(header, headerOf(id === undefined ? route : "#/"));
  const container = id !== undefined && view?.containers.has(id) && isAllowed() ? id : undefined;
  if (logs?.container !== container) {
    logs?.close();
    logs = container === undefined ? undefined : { container, ...openLogs(container) };
  }
  draw(content, [h("div", { key: route, class: "page" }, pageOf(route, id))]);
  document.title = `${content.querySelector("h1")?.firstChild?.textContent ?? ""} – Local Scaleway`;
}

function isAllowed() {
  return hasToken() && connection.status !== "denied";
}

function pageOf(route, id) {
  if (!isAllowed()) return noToken();
  if (view === undefined) return [h("h1", { tabindex: -1 }, "Containers"), h("p", { class: "empty" }, "Loading…")];
  const page = { view, ui, change, announce };
  if (id !== undefined) return containerPage(page, id, logs);
  if (route === "#/schedules") return schedulesPage(page);
  return route === "#/queues" ? queuesPage(page) : containersPage(page);
}

function noToken() {
  return [
    h("h1", { tabindex: -1 }, "Open the page by its link"),
    h(
      "div",
      { class: "empty" },
      h("p", {}, "The link contains a token, because this page displays what your containers print. Get the link:"),
      h("pre", {}, "npx scw-containers local status"),
    ),
  ];
}

function headerOf(route) {
  const { url, engine } = view?.server.get("server") ?? {};
  const { status, message } = connection;
  return [
    h(
      "div",
      { class: "top" },
      h("span", { class: "brand" }, "Local Scaleway"),
      h(
        "nav",
        { "aria-label": "Pages" },
        PAGES.map(([href, name]) => h("a", { href, "aria-current": route === href && "page" }, name)),
      ),
      url !== undefined &&
        h("span", { class: "muted server" }, `${url}, ${engine === null ? "no engine" : "runs images with " + engine}`),
    ),
    h(
      "p",
      { class: "notice", role: "status", hidden: status !== "lost" },
      status === "lost" && (message || "Connection lost. Reconnecting…"),
    ),
    engine === null &&
      h(
        "p",
        { class: "notice" },
        "Containers do not run: there is no engine. Start Docker or Podman, then restart scw-containers local.",
      ),
  ];
}

/** Receives the state of the server until the page is hidden. */
async function connect() {
  stream?.abort();
  const own = (stream = new AbortController());
  while (!own.signal.aborted && hasToken()) {
    try {
      await receive(own.signal);
      connection = { status: "lost", message: "" };
    } catch (error) {
      if (own.signal.aborted) return;
      if (error instanceof Refusal && error.status === FORBIDDEN) {
        connection = { status: "denied", message: "" };
        redraw();
        return;
      }
      connection = { status: "lost", message: error instanceof Refusal ? error.message : "" };
    }
    redraw();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function receive(signal) {
  let isFirst = true;
  for await (const lines of readLines("page", signal)) {
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      if (isFirst) view = { server: new Map(), namespaces: new Map(), containers: new Map(), queues: new Map() };
      isFirst = false;
      apply(JSON.parse(line.slice("data:".length)));
    }
    connection = { status: "live", message: "" };
    redraw();
  }
}

function apply(changes) {
  for (const [collection, parts] of Object.entries(changes)) {
    for (const [id, part] of Object.entries(parts)) {
      if (part === null) view[collection].delete(id);
      else view[collection].set(id, part);
    }
  }
}

window.addEventListener("hashchange", () => {
  if (takeToken()) void connect();
  drawAll();
  window.scrollTo(0, 0);
  content.querySelector("h1")?.focus();
});
// A browser opens six connections to a server: hidden pages leave them to others.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stream?.abort();
  else void connect();
});
takeToken();
drawAll();
void connect();
