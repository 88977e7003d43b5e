import type { CronSchedule } from "../constructs/cron-schedule";
import type { annotationsOf, InfoId, WarningId } from "../terraform/warnings";
import type { Path } from "../yaml/documents";
import type { ContainerManifest } from "./container-schema";

/** The paths of the fields that cause warnings and infos. */
const CAUSES: Partial<Record<WarningId | InfoId, Path>> = {
  "always-on-cost": ["spec", "minScale"],
  "deploy-false": ["spec", "deploy"],
  "failure-threshold": ["spec", "healthCheck", "failureThreshold"],
  "image-not-locked": ["spec", "image"],
  "local-storage-limit": ["spec", "localStorageLimitMb"],
  "multi-line-secret": ["spec", "env", "secrets"],
  "mutable-tag": ["spec", "image", "tag"],
  "non-http-port": ["spec", "port"],
  "private-network-region": ["spec", "privateNetworkId", "value"],
  "secrets-over-plain-http": ["spec", "httpOption"],
  "several-thresholds": ["spec", "scalingOption"],
};

/** The lists of variables in a manifest, by prop. */
const VARIABLE_LISTS: Readonly<Record<string, "variables" | "secrets">> = {
  environmentVariables: "variables",
  secretEnvironmentVariables: "secrets",
};

/** The path of the field that causes a warning or an info; empty if it is not a single field. */
export function causeOf(
  { id, path, field }: ReturnType<typeof annotationsOf>[number],
  { spec }: ContainerManifest,
  schedules: readonly CronSchedule[],
): Path {
  if (id === undefined) return [];
  if (field === undefined) return CAUSES[id] ?? [];
  if (id === "ignored-fields") return field;
  const schedule = schedules.findIndex(({ node }) => node.path === path);
  if (schedule >= 0) return ["spec", "cronTriggers", schedule, ...field];
  const [prop = "", ...rest] = field;
  if (prop === "command") return ["spec", "commands", ...rest];
  const list = VARIABLE_LISTS[prop];
  if (list === undefined) return ["spec", ...field];
  const index = spec.env[list].findIndex(({ name }) => name === rest[0]);
  return ["spec", "env", list, index, id === "reserved-prefix" ? "name" : "value"];
}
