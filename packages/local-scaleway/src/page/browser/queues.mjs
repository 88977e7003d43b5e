// The queues, and a form to send a message.
import { post } from "./connection.mjs";
import { h } from "./dom.mjs";
import { compareNames } from "./format.mjs";

export function queuesPage(page) {
  const queues = [...page.view.queues].sort(([, a], [, b]) => compareNames(a.name, b.name));
  return [
    h("h1", { tabindex: -1 }, "Queues"),
    queues.length === 0
      ? h("p", { class: "empty" }, "No queues. The SQS queues of deployed stacks are listed here.")
      : h(
          "ul",
          { class: "rows" },
          queues.map(([id, queue]) => row(id, queue, page)),
        ),
  ];
}

function row(id, queue, page) {
  const { name, region, visible, inFlight, deadLetters } = queue;
  return h(
    "li",
    { key: id, class: "queue" },
    h("h2", {}, name, h("span", { class: "muted" }, region)),
    h(
      "dl",
      { class: "depth" },
      depth("visible", visible),
      depth("in flight", inFlight),
      deadLetters !== null && depth(`dead letters in ${deadLetters.queue}`, deadLetters.messages),
    ),
    h("details", {}, h("summary", {}, "Send a message"), form(id, queue, page)),
  );
}

function depth(term, number) {
  const isFailed = term.startsWith("dead letters") && number > 0;
  return h("div", { "data-failed": isFailed }, h("dt", {}, term), h("dd", {}, number));
}

function form(id, { name, region, project }, { ui, change, announce }) {
  const result = ui.sent.get(id);
  const report = (text, isError) => {
    change({ sent: new Map(ui.sent).set(id, { text, isError }) });
    announce(`${name}: ${text}`);
  };
  const send = async (event) => {
    event.preventDefault();
    const { body } = event.target.elements;
    try {
      await post("queues/send", { region, project, queue: name, body: body.value });
      report("Sent.", false);
    } catch (error) {
      report(error.message, true);
    }
  };
  return h(
    "form",
    { onsubmit: send },
    h("label", {}, "Body", h("textarea", { name: "body", required: true, rows: 4, spellcheck: "false" })),
    h(
      "div",
      { class: "action" },
      h("button", { type: "submit" }, "Send"),
      result !== undefined && h("span", { class: "result", "data-error": result.isError }, result.text),
    ),
  );
}
