import { count } from "../../base/text";
import type { Container } from "../analysis/containers";
import { joined, markup, plain, type Markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { scheduleOf } from "../analysis/triggers";
import { textAt } from "../analysis/values";

const MAX_CONTAINERS = 5;

export const stackOrphaned: ReviewRule = {
  id: "stack-orphaned",
  severity: "critical",
  finds: "a deployed stack that has no code any more",
  why: "Its containers still run and cost, and its schedules still call them.",
  todo: "To destroy the stack, apply its plan. To keep the stack, restore its code. If the state belongs to another project, add it to ignoreStates.",
  *check({ plan, containers }) {
    const { removed, stack, changes } = plan;
    if (removed === undefined) return;
    const displayed = containers.slice(0, MAX_CONTAINERS).map(describe);
    const rest = count(changes.length - displayed.length, displayed.length === 0 ? "resource" : "other resource");
    const parts = changes.length === displayed.length ? displayed : [...displayed, plain(rest)];
    const reason = removed.notPlanned;
    const plannedNote = reason === undefined ? plain("") : markup`; its destruction is not planned: ${reason}`;
    yield {
      what: markup`the stack ${stack} has no code any more, and ${removed.location} contains ${joined(parts, ", ")}${plannedNote}`,
    };
  },
};

/** A container with its URL and its schedules. */
function describe({ name, change, triggers }: Container): Markup {
  const url = textAt(change.before, "public_endpoint") ?? textAt(change.before, "domain_name");
  const schedules = triggers.flatMap((trigger) => scheduleOf(trigger, "before") ?? []);
  const parts = [
    ...(url === undefined ? [] : [markup`${url}`]),
    ...schedules.map((schedule) => markup`schedule ${schedule}`),
  ];
  return parts.length === 0 ? markup`container ${name}` : markup`container ${name} (${joined(parts, ", ")})`;
}
