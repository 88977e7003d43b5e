// The next runs of all schedules.
import { post } from "./connection.mjs";
import { h } from "./dom.mjs";
import { compareNames, duration, reasonOf, runTimeOf, statusOf } from "./format.mjs";

export function schedulesPage(page) {
  const schedules = [...page.view.containers].flatMap(([id, container]) =>
    container.triggers
      .filter(({ kind }) => kind === "cron")
      .map((trigger) => ({ trigger, container, href: `#/containers/${id}` })),
  );
  schedules.sort(
    (a, b) =>
      (a.trigger.nextRun ?? Infinity) - (b.trigger.nextRun ?? Infinity) ||
      compareNames(a.trigger.name, b.trigger.name) ||
      compareNames(a.trigger.id, b.trigger.id),
  );
  return [
    h("h1", { tabindex: -1 }, "Schedules"),
    schedules.length === 0
      ? h("p", { class: "empty" }, "No schedules. The cron triggers of deployed containers are listed here.")
      : h(
          "ul",
          { class: "rows" },
          schedules.map(({ trigger, container, href }) => row(trigger, container, href, page)),
        ),
  ];
}

function row(trigger, container, href, page) {
  const { id, name, source, status, nextRun } = trigger;
  return h(
    "li",
    { key: id, class: "row schedule" },
    h(
      "div",
      {},
      h("span", { class: "name" }, name),
      h("span", { class: "muted" }, "calls ", h("a", { href }, container.name)),
      reasonOf(trigger),
    ),
    statusOf(status),
    h("span", { class: "source" }, source),
    h("span", { class: "muted" }, nextRun === null ? "no next run" : ["next run ", runTimeOf(nextRun)]),
    runButton(trigger, container, page),
  );
}

/** A button that calls the container now, and the result of the last click. */
export function runButton({ id, name }, container, { ui, change, announce }) {
  const result = ui.runs.get(id);
  const report = (text, isError) => {
    change({ runs: new Map(ui.runs).set(id, { text, isError }) });
    announce(`${name}: ${text}`);
  };
  const run = async () => {
    if (ui.runs.get(id)?.isRunning) return;
    change({ runs: new Map(ui.runs).set(id, { text: "Running…", isRunning: true }) });
    try {
      const { status, duration_ms: milliseconds } = await post(`triggers/${encodeURIComponent(id)}/run`);
      const time = typeof milliseconds === "number" ? ` in ${duration(milliseconds)}` : "";
      report(`Answered ${status}${time}`, !(status >= 200 && status < 300));
    } catch (error) {
      report(error.message, true);
    }
  };
  return h(
    "div",
    { class: "action" },
    h("button", { type: "button", onclick: run, "aria-label": `Run ${name} of ${container.name} now` }, "Run now"),
    result !== undefined && h("span", { class: "result", "data-error": result.isError === true }, result.text),
  );
}
