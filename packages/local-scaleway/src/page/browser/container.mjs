// One container with all that belongs to it.
import { h } from "./dom.mjs";
import { codeOf, duration, linkTo, reasonOf, runTimeOf, statusOf, timeOf } from "./format.mjs";
import { runButton } from "./schedules.mjs";

export function containerPage(page, id, logs) {
  const { view } = page;
  const container = view.containers.get(id);
  const back = h("p", { class: "back" }, h("a", { href: "#/" }, "All containers"));
  if (container === undefined) {
    return [back, h("h1", { tabindex: -1 }, "Container"), h("p", { class: "empty" }, "This container does not exist.")];
  }
  const { instances, requests, triggers, domains, variables, secrets } = container;
  return [
    back,
    h("h1", { tabindex: -1 }, container.name, statusOf(container.status)),
    reasonOf(container),
    facts(container, view),
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        {},
        section("Last requests", requests.length === 0 ? noRequests(container) : requestTable(requests)),
        logs.element,
      ),
      h(
        "div",
        {},
        section("Instances", instances.length === 0 ? empty(noInstance(container, view)) : instanceTable(instances)),
        section(
          "Triggers",
          triggers.length === 0
            ? empty("No triggers.")
            : h(
                "ul",
                { class: "rows" },
                triggers.map((trigger) => triggerRow(trigger, container, page)),
              ),
        ),
        section("Domains", domains.length === 0 ? empty("No custom domains.") : domainList(domains)),
        section("Variables", variables.length === 0 ? empty("No variables.") : variableList(variables)),
        section(
          "Secrets",
          secrets.length === 0
            ? empty("No secrets.")
            : [
                h("p", { class: "muted" }, "The values are not displayed."),
                h(
                  "ul",
                  { class: "names" },
                  secrets.map((name) => h("li", {}, name)),
                ),
              ],
        ),
      ),
    ),
  ];
}

function section(title, ...children) {
  return h("section", { "aria-label": title }, h("h2", {}, title), children);
}

function empty(text) {
  return h("p", { class: "empty" }, text);
}

function facts({ urls, image, namespace, privacy, publicEndpoint, scale }, { namespaces }) {
  const { name = namespace, region = "" } = namespaces.get(namespace) ?? {};
  const rows = [
    [
      "URL",
      urls.length === 0
        ? "none"
        : h(
            "ul",
            {},
            urls.map((url) => h("li", {}, linkTo(url))),
          ),
    ],
    ["Image", image],
    ["Namespace", `${name} (${region})`],
    ["Access", privacy],
    ["Scale", scale],
    ["At Scaleway", publicEndpoint],
  ];
  return h(
    "dl",
    { class: "facts" },
    rows.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
  );
}

function table(columns, rows) {
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        columns.map((column) => h("th", { scope: "col" }, column)),
      ),
    ),
    h("tbody", {}, rows),
  );
}

function noRequests({ urls: [url] }) {
  return h(
    "div",
    { class: "empty" },
    h("p", {}, "No requests yet.", url !== undefined && " Send one:"),
    url !== undefined && h("pre", {}, `curl ${url}`),
  );
}

function requestTable(requests) {
  return table(
    ["Time", "Request", "Status", "Duration"],
    requests.map(({ time, method, path, status, durationMs, isColdStart }) =>
      h(
        "tr",
        {},
        h("td", {}, timeOf(time)),
        h("td", { class: "path" }, `${method} ${path}`),
        h("td", {}, codeOf(status)),
        h("td", { class: "number" }, duration(durationMs), isColdStart && h("span", { class: "tag" }, "cold start")),
      ),
    ),
  );
}

function noInstance({ status }, { server }) {
  if (server.get("server")?.engine === null) return "Containers do not run without an engine.";
  return status === "ready" ? "No instance. The next request starts one." : "No instance.";
}

function instanceTable(instances) {
  return table(
    ["Instance", "Status", "Requests now", "Started"],
    instances.map(({ id, status, isNewest, requests, startedAt }) =>
      h(
        "tr",
        { key: id },
        h("td", { title: id }, id.slice(0, 6), !isNewest && h("span", { class: "tag" }, "previous deployment")),
        h("td", {}, statusOf(status)),
        h("td", { class: "number" }, requests),
        h("td", {}, timeOf(startedAt)),
      ),
    ),
  );
}

function triggerRow(trigger, container, page) {
  const { id, name, kind, source, status, nextRun } = trigger;
  return h(
    "li",
    { key: id, class: "trigger" },
    h(
      "div",
      {},
      h("span", { class: "name" }, name),
      h("span", { class: "muted" }, kind),
      h("p", { class: "source" }, source),
      reasonOf(trigger),
    ),
    statusOf(status),
    nextRun !== null && h("span", { class: "muted" }, "next run ", runTimeOf(nextRun)),
    kind === "cron" && runButton(trigger, container, page),
  );
}

function domainList(domains) {
  return h(
    "ul",
    { class: "rows" },
    domains.map((domain) =>
      h(
        "li",
        { key: domain.hostname, class: "trigger" },
        h("div", {}, h("span", { class: "name" }, domain.hostname), reasonOf(domain)),
        statusOf(domain.status),
      ),
    ),
  );
}

function variableList(variables) {
  return h(
    "dl",
    { class: "variables", tabindex: 0, role: "group", "aria-label": "Variables" },
    variables.map(({ name, value }) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value))),
  );
}
