import {
  BYTES_PER_MB,
  CONTAINER_LIMITS,
  PRIVACIES,
  PROBE_LIMITS,
  PROTOCOLS,
  SANDBOXES,
} from "../../../../../lib/facts/limits";
import type { Request } from "../../api/context";
import { notFound } from "../../api/errors";
import type { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { privateNetworks } from "../vpc";

/** The defaults of API v1, which differ from the defaults of the library. */
export const DEFAULT_FIELDS: JsonObject = {
  description: "",
  min_scale: 0,
  max_scale: 5,
  memory_limit_bytes: 2_048_000_000,
  mvcpu_limit: 1000,
  timeout: "300s",
  privacy: "public",
  protocol: "http1",
  port: 8080,
  https_connections_only: false,
  sandbox: "v2",
  local_storage_limit_bytes: 1_000_000_000,
  scaling_option: { concurrent_requests_threshold: 50 },
  tags: [],
  command: [],
  args: [],
  liveness_probe: { failure_threshold: 30, interval: "10s", timeout: "1s", tcp: {} },
  startup_probe: null,
};

const IMAGE = { minLength: 1, maxLength: 255 } as const;

/** The thresholds of a scaling option, of which a container has one. */
const THRESHOLDS = {
  concurrent_requests_threshold: CONTAINER_LIMITS["scalingOption.concurrentRequestsThreshold"],
  cpu_usage_threshold: CONTAINER_LIMITS["scalingOption.cpuUsageThreshold"],
  memory_usage_threshold: CONTAINER_LIMITS["scalingOption.memoryUsageThreshold"],
} as const;

/** Reads the settings in a request, and checks those that depend on each other against the stored ones. */
export function readFields(input: Input, stored: JsonObject, request: Request): JsonObject {
  const read: JsonObject = {
    description: input.text("description", CONTAINER_LIMITS.description),
    min_scale: input.integer("min_scale", CONTAINER_LIMITS.minScale),
    max_scale: input.integer("max_scale", CONTAINER_LIMITS.maxScale),
    memory_limit_bytes: input.integer("memory_limit_bytes", CONTAINER_LIMITS.memoryLimitMb, BYTES_PER_MB),
    mvcpu_limit: input.integer("mvcpu_limit", CONTAINER_LIMITS.cpuLimit),
    timeout: input.duration("timeout", CONTAINER_LIMITS.timeoutSeconds),
    privacy: input.choice("privacy", PRIVACIES),
    image: input.text("image", IMAGE),
    protocol: input.choice("protocol", PROTOCOLS),
    port: input.integer("port", CONTAINER_LIMITS.port),
    // Updates have this field in the singular.
    https_connections_only: input.boolean("https_connections_only") ?? input.boolean("https_connection_only"),
    sandbox: input.choice("sandbox", SANDBOXES),
    local_storage_limit_bytes: input.integer(
      "local_storage_limit_bytes",
      CONTAINER_LIMITS.localStorageLimitMb,
      BYTES_PER_MB,
    ),
    scaling_option: readScalingOption(input),
    tags: input.texts("tags"),
    command: input.texts("command"),
    args: input.texts("args"),
    liveness_probe: readProbe(input, "liveness_probe"),
    startup_probe: readProbe(input, "startup_probe"),
  };
  const fields = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  checkScale(input, { ...stored, ...fields });
  return { ...fields, ...readNetwork(input, request) };
}

function checkScale(input: Input, { min_scale: min, max_scale: max, scaling_option: option }: JsonObject): void {
  if (Number(min) > Number(max)) input.reject("min_scale", "must not be greater than max_scale");
  const isByRequests = JSON.stringify(option).includes("concurrent_requests_threshold");
  if (min === 0 && !isByRequests) {
    input.reject("scaling_option", "requires a min_scale of at least 1, unless it is concurrent_requests_threshold");
  }
}

function readScalingOption(input: Input): JsonObject | undefined {
  const option = input.object("scaling_option");
  if (option === undefined) return undefined;
  const thresholds = Object.entries(THRESHOLDS).flatMap(([name, limit]) => {
    const value = option.integer(name, limit);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (thresholds.length !== 1) input.reject("scaling_option", "must have exactly one threshold");
  return Object.fromEntries(thresholds);
}

function readProbe(input: Input, name: string): JsonObject | undefined {
  const probe = input.object(name);
  if (probe === undefined) return undefined;
  const http = probe.object("http");
  const isTcp = probe.has("tcp");
  if ((http !== undefined) === isTcp) input.reject(name, "must have exactly one of http and tcp");
  return {
    failure_threshold: probe.integer("failure_threshold", PROBE_LIMITS.failureThreshold) ?? 30,
    interval: probe.duration("interval", PROBE_LIMITS.intervalSeconds) ?? "10s",
    timeout: probe.duration("timeout", PROBE_LIMITS.timeoutSeconds) ?? "1s",
    ...(http === undefined ? { tcp: {} } : { http: { path: http.requiredText("path", PROBE_LIMITS.path) } }),
  };
}

/** The private network; an empty ID detaches the container. */
function readNetwork(input: Input, request: Request): JsonObject {
  if (!input.has("private_network_id")) return {};
  const id = input.id("private_network_id");
  if (id !== undefined && privateNetworks(request).get(id)?.region !== request.param("region")) {
    throw notFound("private_network", id);
  }
  // JSON leaves out what is undefined.
  return { private_network_id: id };
}
