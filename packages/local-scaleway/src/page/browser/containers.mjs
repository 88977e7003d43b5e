// The list of all containers, by namespace.
import { h } from "./dom.mjs";
import { codeOf, compareNames, count, linkTo, reasonOf, statusOf, timeOf } from "./format.mjs";

/** The number of containers that are drawn at first. */
const PAGE_SIZE = 100;
const COMMAND = "npx scw-containers local -- npx cdktf deploy shop --auto-approve";

export function containersPage({ view, ui, change }) {
  const all = [...view.containers].map(([id, container]) => ({ id, ...container, group: groupOf(container, view) }));
  if (all.length === 0 && view.namespaces.size === 0) return [h("h1", { tabindex: -1 }, "Containers"), nothingYet()];
  const words = ui.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((container) => matches(container, words)).sort(byGroupAndName);
  const visible = ui.isAllVisible ? found : found.slice(0, PAGE_SIZE);
  const used = new Set(all.map(({ namespace }) => namespace));
  const emptyNamespaces = words.length > 0 ? [] : [...view.namespaces].filter(([id]) => !used.has(id));
  const errors = all.filter(({ status }) => status === "error").length;
  return [
    h("h1", { tabindex: -1 }, "Containers"),
    h(
      "div",
      { class: "bar" },
      h("input", {
        type: "search",
        "aria-label": "Search containers",
        placeholder: "Name, namespace, image or status",
        value: ui.search,
        oninput: ({ target }) => change({ search: target.value }),
      }),
      h(
        "p",
        { class: "muted", role: "status" },
        words.length > 0 && `${found.length} of `,
        count(all.length, "container"),
        errors > 0 && `, ${errors} in error`,
      ),
    ),
    groups(visible, emptyNamespaces),
    found.length === 0 && words.length > 0 && h("p", { class: "empty" }, "No container matches the search."),
    found.length > visible.length &&
      h(
        "button",
        { type: "button", onclick: () => change({ isAllVisible: true }) },
        `Show ${found.length - visible.length} more`,
      ),
  ];
}

function nothingYet() {
  return h(
    "div",
    { class: "empty" },
    h("p", {}, "No containers yet. Deploy a stack in the directory of your project:"),
    h("pre", {}, COMMAND),
  );
}

function groupOf({ namespace }, { namespaces }) {
  return namespaces.get(namespace) ?? { name: namespace, region: "" };
}

function matches({ name, image, status, group }, words) {
  const text = `${name} ${group.name} ${image} ${status}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function byGroupAndName(a, b) {
  return byGroup([a.namespace, a], [b.namespace, b]) || compareNames(a.name, b.name);
}

function byGroup([a, { group: left }], [b, { group: right }]) {
  return compareNames(left.name, right.name) || compareNames(a, b);
}

/** One section per namespace. */
function groups(containers, emptyNamespaces) {
  const byNamespace = new Map(emptyNamespaces.map(([id, group]) => [id, { group, members: [] }]));
  for (const container of containers) {
    const { namespace, group } = container;
    if (!byNamespace.has(namespace)) byNamespace.set(namespace, { group, members: [] });
    byNamespace.get(namespace).members.push(container);
  }
  return [...byNamespace]
    .sort(byGroup)
    .map(([id, { group, members }]) =>
      h(
        "section",
        { key: id, "aria-label": group.name },
        h("h2", {}, group.name, h("span", { class: "muted" }, group.region)),
        members.length === 0
          ? h("p", { class: "empty" }, "This namespace has no containers.")
          : h("ul", { class: "rows" }, members.map(row)),
      ),
    );
}

function row(container) {
  const { id, name, image, status, urls, instances, requests } = container;
  const [last] = requests;
  return h(
    "li",
    { key: id, class: "row" },
    h(
      "div",
      {},
      h("a", { class: "name", href: `#/containers/${id}` }, name),
      h("p", { class: "muted" }, image),
      reasonOf(container),
    ),
    statusOf(status),
    h(
      "ul",
      { class: "url" },
      urls.map((url) => h("li", {}, linkTo(url))),
    ),
    h(
      "div",
      { class: "muted" },
      h("p", {}, instancesText(instances)),
      last !== undefined && h("p", {}, "last request ", codeOf(last.status), " ", timeOf(last.time)),
    ),
  );
}

function instancesText(instances) {
  const ready = instances.filter(({ status }) => status === "ready").length;
  if (ready === instances.length) return ready === 0 ? "no instance" : count(ready, "instance");
  return `${ready} of ${count(instances.length, "instance")} ready`;
}
