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
  why: "The containers of the stack still run and cost money, and its schedules still fire.",
  todo: "To destroy the stack, apply its plan. To keep the stack, restore its code, or update the branch if the code is on another one. If the state belongs to another project, add it to ignoreStates.",
  *check({ plan, containers }) {
    const { removed, stack } = plan;
    if (removed === undefined) return;
    const displayed = containers.slice(0, MAX_CONTAINERS).map(describe);
    const others = Math.max(0, removed.resources - displayed.length);
    const rest = plain(count(others, displayed.length === 0 ? "resource" : "other resource"));
    const parts = [...(displayed.length === 0 ? [] : [joined(displayed, ", ")]), ...(others === 0 ? [] : [rest])];
    yield {
      what: markup`the stack ${stack} has no code any more, and ${removed.location} contains ${joined(parts, " and ")}`,
    };
    if (removed.notPlanned === undefined) return;
    yield { what: markup`the destruction of the stack ${stack} is not planned: ${removed.notPlanned}` };
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
