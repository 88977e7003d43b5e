import { count } from "../base/text";
import type { ContainerStatus, StatusReport } from "./status-schema";

const MAX_NAMES = 5;

/** Whether everything is ready, and the first line of the report. */
export function verdictOf({
  stacks,
  notRead,
  removedStacks,
}: Pick<StatusReport, "stacks" | "notRead" | "removedStacks">): Pick<StatusReport, "isReady" | "verdict"> {
  const containers = stacks.flatMap((stack) => stack.containers);
  const parts = stacks.flatMap(({ domains, triggers }) => [
    ...domains.map(({ hostname, status }) => [hostname, status] as const),
    ...triggers.map(({ name, status }) => [name, status] as const),
  ]);
  const notReady = [
    ...containers
      .filter((each) => conditionOf(each) === "not-ready")
      .map((each) => `${containerName(each)} (${problemOf(each)})`),
    ...parts.filter(([, status]) => isProblem(status)).map(([name, status]) => `${name} (${status})`),
  ];
  const unread = notRead.flatMap(({ what }) => what);
  // A stack that is not deployed has no container in its state, and may have none in its configuration.
  const undeployed = stacks
    .filter(({ name, isDeployed, containers: own }) => {
      return !isDeployed && own.length === 0 && !unread.includes(`the state of ${name}`);
    })
    .map(({ name }) => name);
  const isReady = notReady.length === 0 && unread.length === 0 && undeployed.length === 0;
  const sentences = [
    containersSentence(containers),
    notReady.length > 0 && `Not ready: ${first(notReady)}.`,
    undeployed.length > 0 && `Not deployed: ${first(undeployed)}.`,
    unread.length > 0 && `Not read: ${first(unread)}.`,
    removedStacks.length > 0 && `Stacks of earlier runs, not read: ${first(removedStacks)}.`,
  ];
  return { isReady, verdict: sentences.filter((sentence) => sentence !== false).join(" ") };
}

function containersSentence(containers: readonly ContainerStatus[]): string {
  const conditions = containers.map(conditionOf);
  const [ready, unknown] = ["ready", "unknown"].map((each) => conditions.filter((own) => own === each).length);
  if (containers.length === 0) return "No containers.";
  if (unknown === containers.length) return `${count(unknown, "container")}, status unknown.`;
  if (ready === containers.length)
    return ready === 1 ? "The container is ready." : `All ${ready} containers are ready.`;
  return `${ready} of ${count(containers.length, "container")} ready${unknown ? `, ${unknown} unknown` : ""}.`;
}

/** A container is unknown if a part of it was not read, and the rest is ready. */
function conditionOf({
  isReady,
  image,
  status,
  domains,
  triggers,
}: ContainerStatus): "ready" | "not-ready" | "unknown" {
  if (isReady) return "ready";
  const statuses = [status, ...[...domains, ...triggers].map((part) => part.status)];
  return image?.running !== undefined || statuses.some(isProblem) ? "not-ready" : "unknown";
}

function isProblem(status: string): boolean {
  return status !== "ready" && status !== "unknown";
}

export function containerName({ namespace, name }: ContainerStatus): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Why a container is not ready, in a few words. */
function problemOf({ status, image, domains, triggers }: ContainerStatus): string {
  if (isProblem(status)) return status.replaceAll("-", " ");
  if (image?.running !== undefined) return "another image";
  const domain = domains.find((each) => isProblem(each.status));
  if (domain !== undefined) return `domain ${domain.hostname} ${domain.status}`;
  const trigger = triggers.find((each) => isProblem(each.status));
  return `trigger ${trigger?.name ?? ""} ${trigger?.status ?? ""}`;
}

function first(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
