// The output of a container, as it comes.
import { readLines, Refusal } from "./connection.mjs";
import { create, draw, h } from "./dom.mjs";
import { count, timeOf } from "./format.mjs";

const MAX_LINES = 2000;
const MAX_LINE_LENGTH = 4000;
const DRAW_MS = 200;
const RETRY_MS = 1000;
/** Colours and movements of a terminal. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** Opens the output of a container. `close` must be called when the element is no longer used. */
export function openLogs(container) {
  const stop = new AbortController();
  let lines = [];
  /** The lines that are not drawn yet. */
  let news = [];
  let filter = "";
  let isPaused = false;
  let timer;

  const list = create(h("div", { class: "lines", tabindex: 0, role: "region", "aria-label": "Output" }));
  const summary = create(h("p", { class: "muted" }));
  const pauseButton = create(h("button", { type: "button", onclick: () => pause(!isPaused) }, "Pause"));
  const element = create(h("section", { key: `logs ${container}`, class: "logs", "aria-label": "Logs" }));
  const search = { type: "search", placeholder: "Filter", "aria-label": "Filter the output" };
  draw(element, [
    h("h2", {}, "Logs"),
    h(
      "div",
      { class: "bar" },
      create(h("input", { ...search, oninput: ({ target }) => setFilter(target.value) })),
      pauseButton,
      h("button", { type: "button", onclick: jumpToEnd }, "Jump to end"),
    ),
    list,
    summary,
  ]);
  summarize();
  void follow();
  return {
    element,
    close: () => {
      clearTimeout(timer);
      stop.abort();
    },
  };

  async function follow() {
    while (!stop.signal.aborted) {
      let problem = "";
      try {
        await read();
      } catch (error) {
        if (error instanceof Refusal) problem = error.message;
      }
      if (problem !== "") draw(summary, [problem]);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async function read() {
    const path = `logs?container=${encodeURIComponent(container)}&follow=1`;
    let isFirst = true;
    for await (const texts of readLines(path, stop.signal)) {
      // After a lost connection, the server sends the kept lines again.
      if (isFirst) forget();
      isFirst = false;
      for (const text of texts.slice(-MAX_LINES)) if (text !== "") news.push(readLine(text));
      news = news.slice(-MAX_LINES);
      timer ??= setTimeout(drawNews, DRAW_MS);
    }
  }

  function forget() {
    lines = [];
    news = [];
    list.replaceChildren();
  }

  function drawNews() {
    timer = undefined;
    if (!isPaused) {
      const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 8;
      const added = news;
      news = [];
      lines = [...lines, ...added].slice(-MAX_LINES);
      list.append(...added.filter(isWanted).map(row));
      const wanted = lines.filter(isWanted).length;
      while (list.childElementCount > wanted) list.firstChild.remove();
      if (isAtEnd) jumpToEnd();
    }
    summarize();
  }

  function pause(value) {
    isPaused = value;
    drawNews();
  }

  function setFilter(value) {
    filter = value.toLowerCase();
    list.replaceChildren(...lines.filter(isWanted).map(row));
    jumpToEnd();
    summarize();
  }

  function isWanted({ text }) {
    return filter === "" || text.toLowerCase().includes(filter);
  }

  function jumpToEnd() {
    list.scrollTop = list.scrollHeight;
  }

  function summarize() {
    pauseButton.textContent = isPaused ? `Resume (${news.length} new)` : "Pause";
    const matching = filter === "" ? "" : `${list.childElementCount} of `;
    const kept = lines.length === MAX_LINES ? ", the oldest are dropped" : "";
    draw(summary, [lines.length === 0 ? "No output yet." : `${matching}${count(lines.length, "line")}${kept}`]);
  }
}

function readLine(json) {
  const line = JSON.parse(json);
  const text = line.text.replace(ESCAPES, "");
  return { ...line, text: text.length > MAX_LINE_LENGTH ? `${text.slice(0, MAX_LINE_LENGTH)}…` : text };
}

function row({ time, stream, instance, text }) {
  return create(
    h(
      "div",
      { class: "line", "data-stream": stream },
      timeOf(time),
      h("span", { class: "instance", title: instance }, instance.slice(0, 6)),
      stream === "stderr" && h("span", { class: "stream" }, "err"),
      h("span", { class: "text" }, text),
    ),
  );
}
