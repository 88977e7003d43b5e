import { printable } from "../../base/text";
import type { LocalRequest } from "../arguments/local";
import { EXIT, printMessage, type Io } from "../io";
import type { ListedTrigger, LocalPackage } from "./package";

type TriggerRequest = Extract<LocalRequest, { readonly action: "trigger" }>;

/** Calls the container of a trigger now. The exit code is 0 if its answer is a success. */
export async function runTrigger(
  { name, body }: TriggerRequest,
  state: string,
  scaleway: LocalPackage,
  io: Io,
): Promise<number> {
  const fail = (message: string) => {
    printMessage("error", message, io);
    return EXIT.failure;
  };
  const server = await scaleway.findServer(state);
  if (server === undefined) return fail(`no server uses ${printable(state)}. Run scw-containers local to start one.`);
  const triggers = await scaleway.listTriggers(server);
  const [trigger, ...others] = triggers.filter(({ path }) => `/${path.join("/")}`.endsWith(`/${name}`));
  if (trigger === undefined) {
    return fail(`${printable(name)}: there is no such trigger. ${listOf(triggers, "The triggers are")}`);
  }
  if (others.length > 0) {
    return fail(`${printable(name)}: is not unique. ${listOf([trigger, ...others], "Pass one of")}`);
  }
  const path = pathOf(trigger);
  if (!trigger.isSchedule && body === undefined) {
    return fail(`${path}: has no message. Pass one with --body, for example --body '{"id":1}'.`);
  }
  const { status, durationMs } = await scaleway.runTrigger(server, trigger.id, body);
  const [next] = trigger.nextRuns;
  io.stdout(`${path}: status ${status} in ${durationMs} ms.${next === undefined ? "" : ` Next run: ${next}.`}\n`);
  return status >= 200 && status < 300 ? EXIT.ok : EXIT.failure;
}

function pathOf({ path }: ListedTrigger): string {
  return printable(path.join("/"));
}

function listOf(triggers: readonly ListedTrigger[], introduction: string): string {
  return triggers.length === 0
    ? "There are no triggers."
    : `${introduction} ${triggers.map(pathOf).sort().join(", ")}.`;
}
