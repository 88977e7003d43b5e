import { codeList, markup, plain, type Markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import type { PlannedCommand } from "../plan/plan";

const MAX_COMMAND_LENGTH = 300;
const MAX_REFERENCES = 5;

const STEPS: Readonly<Record<PlannedCommand["runsAt"], string>> = {
  apply: "at apply",
  destroy: "when the resource is destroyed, if it has when = destroy",
  plan: "in every plan",
};
/** The effects of types that do not run a command. */
const EFFECTS: Readonly<Record<string, string>> = { file: "copies a file", http: "sends a request" };

export const runsCommand: ReviewRule = {
  id: "runs-command",
  severity: "high",
  finds: "a provisioner, a resource, a data source or an action that runs a command or sends a request",
  why: "The command runs with the credentials of the plan or the apply. The plan does not contain its effects.",
  todo: "Read the command and the scripts that it runs. Accept the risk if the command is intended.",
  *check({ plan }) {
    const changes = new Map(plan.changes.map((change) => [change.address, change]));
    for (const command of plan.commands) {
      const change = changes.get(command.address);
      const effect = Object.hasOwn(EFFECTS, command.type) ? EFFECTS[command.type] : undefined;
      const subject = change === undefined ? markup`${command.address}` : markup`${command.type}`;
      yield {
        change,
        what: markup`${subject} ${plain(effect ?? "runs a command")} ${plain(STEPS[command.runsAt])}${details(command)}`,
      };
    }
  },
};

function details({ command, references }: PlannedCommand): Markup {
  if (command !== undefined) return markup`: ${oneLine(command)}`;
  if (references.length === 0) return plain("");
  return markup` with references to ${codeList(references.slice(0, MAX_REFERENCES))}`;
}

function oneLine(command: string): string {
  const line = command.trim().replaceAll(/\s*[\r\n]+\s*/g, " ⏎ ");
  const hidden = line.length - MAX_COMMAND_LENGTH;
  return hidden > 0 ? `${line.slice(0, MAX_COMMAND_LENGTH)}… (${hidden} more characters)` : line;
}
