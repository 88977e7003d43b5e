import type { Container } from "./containers";
import { appliedAttributes, rootOf } from "./settings-that-stay";
import { textAt } from "./values";

const MAX_MESSAGE_LENGTH = 300;

/** What a new version of a container runs with. Other attributes, such as tags or the status, repair nothing. */
const DEPLOYED_SETTINGS: ReadonlySet<string> = new Set([
  "image",
  "registry_image",
  "registry_sha256",
  "command",
  "args",
  "port",
  "protocol",
  "sandbox",
  "private_network_id",
  "liveness_probe",
  "startup_probe",
  "health_check",
  "memory_limit",
  "memory_limit_bytes",
  "cpu_limit",
  "local_storage_limit",
  "local_storage_limit_bytes",
  "environment_variables",
  "secret_environment_variables",
]);

interface FailedDeployment {
  /** The cause, as Scaleway reported it. */
  readonly message?: string | undefined;
  /** The settings with which the plan deploys the container again. */
  readonly repairs: readonly string[];
  readonly isRepaired: boolean;
}

/** The failed last deployment of a container that stays; `undefined` if it did not fail. */
export function failedDeployment({ change, before }: Container): FailedDeployment | undefined {
  if (textAt(before?.values, "status") !== "error" || change.action === "delete") return undefined;
  const isDeployedAgain = change.action === "update" || change.action === "replace";
  const repairs = isDeployedAgain
    ? appliedAttributes(change)
        .filter((attribute) => DEPLOYED_SETTINGS.has(rootOf(attribute)))
        .map(({ path }) => path)
    : [];
  const message = textAt(before?.values, "error_message")?.slice(0, MAX_MESSAGE_LENGTH);
  return { message, repairs, isRepaired: repairs.length > 0 };
}
