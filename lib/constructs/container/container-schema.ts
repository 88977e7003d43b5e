import { Token, type IResolvable } from "cdktf";
import type { ContainerNamespace } from "../container-namespace";
import type { ValidationIssue } from "../../base/errors";
import {
  CONTAINER_LIMITS,
  DEFAULTS,
  HTTP_OPTIONS,
  PRIVACIES,
  PROBE_LIMITS,
  PROTOCOLS,
  SANDBOXES,
} from "../../facts/limits";
import type { Probe } from "./probe";
import type { ScalingOption } from "./scaling-option";
import type { ServerlessContainerProps } from "./serverless-container-props";
import { environmentIssues } from "../../secrets/environment";
import { choice, custom, flag, instance, registrySha256, text, texts, wholeNumber } from "../../schema/fields";
import { containerImage } from "../../contracts/container-image";
import { region, regionIssues, regionalId } from "../../schema/identifiers";
import { environmentSchema } from "../../secrets/secret-fields";
import { show } from "../../base/show";
import { givenKeys } from "../../base/objects";
import { acrossFields, exactlyOne, propsSchema } from "../../schema/parse";

const tcp = custom<true | IResolvable>((value) =>
  value === true || Token.isUnresolved(value)
    ? undefined
    : `is ${show(value)}; write true, or leave it out and give a path`,
);

const probe = () =>
  acrossFields(
    propsSchema<Probe>()({
      path: text(PROBE_LIMITS.path).optional(),
      tcp: tcp.optional(),
      failureThreshold: wholeNumber(PROBE_LIMITS.failureThreshold).optional(),
      intervalSeconds: wholeNumber(PROBE_LIMITS.intervalSeconds).optional(),
      timeoutSeconds: wholeNumber(PROBE_LIMITS.timeoutSeconds).optional(),
    }),
    (given) => exactlyOne(given, ["path", "tcp"]),
  );

/** In the order in which the one is chosen where only one can be had. */
export const THRESHOLDS = ["concurrentRequestsThreshold", "cpuUsageThreshold", "memoryUsageThreshold"] as const;

const scalingOption = acrossFields(
  propsSchema<ScalingOption>()({
    concurrentRequestsThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.concurrentRequestsThreshold"]).optional(),
    cpuUsageThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.cpuUsageThreshold"]).optional(),
    memoryUsageThreshold: wholeNumber(CONTAINER_LIMITS["scalingOption.memoryUsageThreshold"]).optional(),
  }),
  (given) => exactlyOne(given, THRESHOLDS),
);

function isNamespace(value: unknown): value is ContainerNamespace {
  return typeof value === "object" && value !== null && "namespaceId" in value && "environment" in value;
}

export const containerSchema = acrossFields(
  propsSchema<ServerlessContainerProps>()({
    image: containerImage(),
    privacy: choice(PRIVACIES),
    name: text(CONTAINER_LIMITS.name).optional(),
    namespace: instance<ContainerNamespace>(isNamespace, "a ContainerNamespace").optional(),
    region: region().optional(),
    port: wholeNumber(CONTAINER_LIMITS.port).optional(),
    description: text(CONTAINER_LIMITS.description).optional(),
    memoryLimitMb: wholeNumber(CONTAINER_LIMITS.memoryLimitMb).optional(),
    cpuLimit: wholeNumber(CONTAINER_LIMITS.cpuLimit).optional(),
    minScale: wholeNumber(CONTAINER_LIMITS.minScale).optional(),
    maxScale: wholeNumber(CONTAINER_LIMITS.maxScale).optional(),
    timeoutSeconds: wholeNumber(CONTAINER_LIMITS.timeoutSeconds).optional(),
    httpOption: choice(HTTP_OPTIONS).optional(),
    protocol: choice(PROTOCOLS).optional(),
    command: texts().optional(),
    args: texts().optional(),
    ...environmentSchema.shape,
    privateNetworkId: regionalId().optional(),
    sandbox: choice(SANDBOXES).optional(),
    healthCheck: probe().optional(),
    startupProbe: probe().optional(),
    scalingOption: scalingOption.optional(),
    localStorageLimitMb: wholeNumber(CONTAINER_LIMITS.localStorageLimitMb).optional(),
    registrySha256: registrySha256().optional(),
    tags: texts().optional(),
    deployGate: flag().optional(),
    importFrom: regionalId().optional(),
  }),
  containerIssues,
);

/** The rules over several fields. */
export function* containerIssues(props: ServerlessContainerProps): Iterable<ValidationIssue> {
  yield* scaleIssues(props);
  yield* namespaceIssues(props);
  yield* importIssues(props);
  yield* environmentIssues(props, isNamespace(props.namespace) ? props.namespace.environment : {});
}

function* scaleIssues({
  minScale = DEFAULTS.minScale,
  maxScale = DEFAULTS.maxScale,
  scalingOption,
}: ServerlessContainerProps): Iterable<ValidationIssue> {
  if (!isLiteral(minScale)) return;
  if (isLiteral(maxScale) && minScale > maxScale) {
    yield { path: "minScale", message: `${minScale} is above maxScale, ${maxScale}; lower it, or raise maxScale` };
  }
  const usage = givenKeys(scalingOption, THRESHOLDS).filter((threshold) => threshold !== "concurrentRequestsThreshold");
  if (minScale < 1 && usage.length > 0) {
    yield {
      path: "minScale",
      message: `${minScale} is too low for ${usage.join(" and ")}; Scaleway measures usage from 1 instance on`,
    };
  }
}

function* namespaceIssues({ name, namespace, region }: ServerlessContainerProps): Iterable<ValidationIssue> {
  if (namespace === undefined && typeof name === "string" && /^\d/.test(name)) {
    const message = `${show(name)} starts with a digit, and its namespace, of the same name, must start with a letter; choose another name`;
    yield { path: "name", message };
  }
  if (
    isNamespace(namespace) &&
    region !== undefined &&
    region !== namespace.region &&
    !Token.isUnresolved(region) &&
    !Token.isUnresolved(namespace.region)
  ) {
    yield {
      path: "region",
      message: `${show(region)} is not the region of the namespace, ${namespace.region ?? "the provider's"}; leave it out, and set it on the namespace`,
    };
  }
}

function* importIssues({ importFrom, namespace, region }: ServerlessContainerProps): Iterable<ValidationIssue> {
  if (importFrom === undefined) return;
  if (namespace === undefined) {
    const message =
      "needs the namespace that the container is in, as a new one would replace it; give namespace, adopted with importFrom too";
    yield { path: "importFrom", message };
  }
  yield* regionIssues("importFrom", importFrom, region ?? (isNamespace(namespace) ? namespace.region : undefined));
}

/** Not so the number that stands for a token. */
function isLiteral(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
