import { didYouMean } from "../../base/known-fields";
import type { Problem } from "../../base/problem";
import { kind, showName } from "../../base/show";
import { customLiteral, listOf, literal } from "../../schema/fields";

// A literal union, so that hovers and the API report show the names.
/** A prop of a container that Terraform sets when it creates the container, and may leave to another tool afterwards. */
export type IgnorableProp =
  | "args"
  | "command"
  | "cpuLimit"
  | "description"
  | "environmentVariables"
  | "healthCheck"
  | "httpOption"
  | "image"
  | "localStorageLimitMb"
  | "maxScale"
  | "memoryLimitMb"
  | "minScale"
  | "port"
  | "privacy"
  | "privateNetworkId"
  | "protocol"
  | "registrySha256"
  | "sandbox"
  | "scalingOption"
  | "secretEnvironmentVariables"
  | "startupProbe"
  | "tags"
  | "timeoutSeconds";

/** The arguments of the provider, by prop. */
const ARGUMENTS: Readonly<Record<IgnorableProp, string>> = {
  args: "args",
  command: "command",
  cpuLimit: "cpu_limit",
  description: "description",
  environmentVariables: "environment_variables",
  healthCheck: "liveness_probe",
  httpOption: "https_connections_only",
  image: "image",
  localStorageLimitMb: "local_storage_limit_bytes",
  maxScale: "max_scale",
  memoryLimitMb: "memory_limit_bytes",
  minScale: "min_scale",
  port: "port",
  privacy: "privacy",
  privateNetworkId: "private_network_id",
  protocol: "protocol",
  registrySha256: "registry_sha256",
  sandbox: "sandbox",
  scalingOption: "scaling_option",
  secretEnvironmentVariables: "secret_environment_variables",
  startupProbe: "startup_probe",
  tags: "tags",
  timeoutSeconds: "timeout",
};

/** @internal A list of props. It cannot be a token, because Terraform requires literal names. */
export const ignoreChangesField = () => literal(listOf(customLiteral<IgnorableProp>(problemOf), "props"));

function problemOf(name: unknown): Problem | undefined {
  if (typeof name !== "string") {
    return { code: "wrong-type", message: `is not the name of a prop, got ${kind(name)}. Use text, such as "image".` };
  }
  if (Object.hasOwn(ARGUMENTS, name)) return undefined;
  const remedy = didYouMean(name, Object.keys(ARGUMENTS), 'Use a prop, such as "image".');
  return {
    code: "not-allowed",
    message: `is not a prop whose changes can be ignored, got ${showName(name)}. ${remedy}`,
  };
}

/** The arguments of the provider whose changes Terraform ignores. */
export function ignoredArguments(props: readonly IgnorableProp[]): string[] {
  return [...new Set(props.map((prop) => ARGUMENTS[prop]))];
}
