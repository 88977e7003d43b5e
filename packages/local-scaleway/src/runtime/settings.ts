import type { Json, JsonObject } from "../api/json";
import { isJsonObject } from "../api/json";
import type { Secrets, Variables } from "../products/container/environment";
import type { Container, Namespace } from "../products/container/records";

/** The settings of a deployment, which a running instance cannot change. */
export interface DeploymentSettings {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  /** Whether the program speaks HTTP/2 without TLS. */
  readonly isHttp2: boolean;
  readonly memoryBytes: number;
  readonly milliCpu: number;
  readonly localStorageBytes: number;
  readonly livenessProbe: Probe;
  readonly startupProbe?: Probe | undefined;
}

export interface Probe {
  /** The path of an HTTP probe; without it, the probe opens a connection. */
  readonly path?: string | undefined;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
}

/** The settings that count at once, without a deployment. */
export interface ScalingSettings {
  readonly minScale: number;
  readonly maxScale: number;
  readonly scalesBy: "requests" | "cpu" | "memory";
  /** Requests per instance, or percent. */
  readonly threshold: number;
}

/** Scaleway's probe where a container has none. */
const DEFAULT_PROBE: Probe = { intervalMs: 10_000, timeoutMs: 1000, failureThreshold: 30 };

export function deploymentSettings(
  { name, fields, variables, secrets }: Container,
  namespace: Pick<Namespace, "variables" | "secrets"> | undefined,
): DeploymentSettings {
  return {
    name,
    image: text(fields["image"]),
    command: texts(fields["command"]),
    args: texts(fields["args"]),
    environment: {
      ...environment(namespace?.variables, namespace?.secrets),
      ...environment(variables, secrets),
      PORT: text(fields["port"]),
    },
    port: Number(fields["port"]),
    isHttp2: fields["protocol"] === "h2c",
    memoryBytes: Number(fields["memory_limit_bytes"]),
    milliCpu: Number(fields["mvcpu_limit"]),
    localStorageBytes: Number(fields["local_storage_limit_bytes"]),
    livenessProbe: readProbe(fields["liveness_probe"]) ?? DEFAULT_PROBE,
    startupProbe: readProbe(fields["startup_probe"]),
  };
}

export function scalingSettings({ fields }: Container): ScalingSettings {
  const option = fields["scaling_option"];
  const [name, threshold] = Object.entries(isJsonObject(option) ? option : {})[0] ?? [];
  return {
    minScale: Number(fields["min_scale"]),
    maxScale: Number(fields["max_scale"]),
    scalesBy: name === "cpu_usage_threshold" ? "cpu" : name === "memory_usage_threshold" ? "memory" : "requests",
    threshold: Number(threshold),
  };
}

function environment(variables: Variables = {}, secrets: Secrets = {}): Record<string, string> {
  const values = Object.entries(secrets).map(([key, { value }]) => [key, value] as const);
  return { ...variables, ...Object.fromEntries(values) };
}

function readProbe(value: Json | undefined): Probe | undefined {
  if (!isJsonObject(value)) return undefined;
  const { http } = value;
  return {
    path: isJsonObject(http) ? text(http["path"]) : undefined,
    intervalMs: milliseconds(value, "interval"),
    timeoutMs: milliseconds(value, "timeout"),
    failureThreshold: Number(value["failure_threshold"]),
  };
}

/** Reads `10s`. */
function milliseconds(probe: JsonObject, key: string): number {
  return 1000 * parseFloat(text(probe[key]));
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function text(value: Json | undefined): string {
  return typeof value === "object" ? "" : String(value);
}
