import { Token } from "cdktf";
import { Construct } from "constructs";
import type { ValidationIssue } from "../../base/errors";
import { presentKeys } from "../../base/objects";
import { show } from "../../base/show";
import type { IContainerNamespace } from "../../contracts/container-namespace";
import { containerImageField } from "../../contracts/container-image-schema";
import { CONTAINER_LIMITS, DEFAULTS, HTTP_OPTIONS, PRIVACIES, PROTOCOLS, SANDBOXES } from "../../facts/limits";
import { digestIssues } from "../../schema/image-fields";
import { choice, flag, instance, registrySha256, text, texts, wholeNumber } from "../../schema/fields";
import { regionField, regionIssues, regionOf, regionalIdField } from "../../schema/identifiers";
import { acrossFields, propsSchema, type Unchecked } from "../../schema/parse";
import { providerField } from "../../schema/provider-field";
import { raisedLimitsField } from "../../schema/raised-limits";
import { environmentIssues } from "../../secrets/environment";
import { environmentSchema } from "../../secrets/secret-fields";
import { inheritedEnvironment } from "../container-namespace";
import { ignoreChangesField } from "./ignore-changes";
import { probeField } from "./probe";
import { THRESHOLDS, scalingOptionField } from "./scaling-option";
import type { ServerlessContainerProps } from "./serverless-container-props";

/** Whether a value is a namespace. A container has the ID of its namespace too. */
function isNamespace(value: unknown): value is IContainerNamespace {
  return Construct.isConstruct(value) && "namespaceId" in value && !("containerId" in value);
}

export const containerSchema = acrossFields(
  propsSchema<ServerlessContainerProps>()({
    image: containerImageField(),
    privacy: choice(PRIVACIES),
    name: text(CONTAINER_LIMITS.name).optional(),
    namespace: instance<IContainerNamespace>(isNamespace, "a ContainerNamespace").optional(),
    region: regionField().optional(),
    port: wholeNumber(CONTAINER_LIMITS.port).default(DEFAULTS.port),
    description: text(CONTAINER_LIMITS.description).default(""),
    memoryLimitMb: wholeNumber(CONTAINER_LIMITS.memoryLimitMb).default(DEFAULTS.memoryLimitMb),
    cpuLimit: wholeNumber(CONTAINER_LIMITS.cpuLimit).optional(),
    minScale: wholeNumber(CONTAINER_LIMITS.minScale).default(DEFAULTS.minScale),
    maxScale: wholeNumber(CONTAINER_LIMITS.maxScale).default(DEFAULTS.maxScale),
    timeoutSeconds: wholeNumber(CONTAINER_LIMITS.timeoutSeconds).default(DEFAULTS.timeoutSeconds),
    httpOption: choice(HTTP_OPTIONS).default(DEFAULTS.httpOption),
    protocol: choice(PROTOCOLS).default(DEFAULTS.protocol),
    command: texts().default([]),
    args: texts().default([]),
    ...environmentSchema.shape,
    privateNetworkId: regionalIdField().optional(),
    sandbox: choice(SANDBOXES).default(DEFAULTS.sandbox),
    healthCheck: probeField().default(DEFAULTS.healthCheck),
    startupProbe: probeField().optional(),
    scalingOption: scalingOptionField().default({
      concurrentRequestsThreshold: DEFAULTS.concurrentRequestsThreshold,
    }),
    localStorageLimitMb: wholeNumber(CONTAINER_LIMITS.localStorageLimitMb).default(DEFAULTS.localStorageLimitMb),
    registrySha256: registrySha256().optional(),
    tags: texts().default([]),
    deployGate: flag().default(true),
    importFrom: regionalIdField().optional(),
    importNamespaceFrom: regionalIdField().optional(),
    provider: providerField().optional(),
    ignoreChanges: ignoreChangesField().default([]),
    raisedLimits: raisedLimitsField().optional(),
  }),
  containerIssues,
);

/** The rules over several fields. */
export function* containerIssues(props: Unchecked<ServerlessContainerProps>): Iterable<ValidationIssue> {
  yield* digestIssues(props);
  yield* scaleIssues(props);
  yield* namespaceIssues(props);
  yield* importIssues(props);
  yield* environmentIssues(props, isNamespace(props.namespace) ? inheritedEnvironment(props.namespace) : {});
}

function* scaleIssues({
  minScale = DEFAULTS.minScale,
  maxScale = DEFAULTS.maxScale,
  scalingOption,
}: Unchecked<ServerlessContainerProps>): Iterable<ValidationIssue> {
  if (!isLiteralNumber(minScale)) return;
  if (isLiteralNumber(maxScale) && minScale > maxScale) {
    const message = `is greater than maxScale (${maxScale}), got ${minScale}. Lower it, or raise maxScale.`;
    yield { code: "min-above-max-scale", path: "minScale", message };
  }
  const usage = presentKeys(scalingOption, THRESHOLDS).filter(
    (threshold) => threshold !== "concurrentRequestsThreshold",
  );
  if (minScale < 1 && usage.length > 0) {
    const message = `is too small for ${usage.join(" and ")}, got ${minScale}. Use at least 1: Scaleway measures usage on running instances.`;
    yield { code: "min-scale-without-usage", path: "minScale", message };
  }
}

function* namespaceIssues({ name, namespace, region }: Unchecked<ServerlessContainerProps>): Iterable<ValidationIssue> {
  if (namespace === undefined && typeof name === "string" && /^\d/.test(name)) {
    const message = `starts with a digit, got ${show(name)}, but the namespace with the same name must start with a letter. Use another name.`;
    yield { code: "name-not-for-namespace", path: "name", message };
  }
  if (!isNamespace(namespace) || region === undefined || region === namespace.region) return;
  if (Token.isUnresolved(region) || Token.isUnresolved(namespace.region)) return;
  const expected = namespace.region ?? "the provider's region";
  const message = `is not the region of the namespace (${expected}), got ${show(region)}. Omit it, and set the region of the namespace.`;
  yield { code: "region-mismatch", path: "region", message };
}

function* importIssues(props: Unchecked<ServerlessContainerProps>): Iterable<ValidationIssue> {
  const { importFrom, importNamespaceFrom, namespace } = props;
  const region = props.region ?? (isNamespace(namespace) ? namespace.region : undefined);
  if (importNamespaceFrom !== undefined) {
    if (namespace !== undefined) {
      const message = "cannot be combined with namespace. Set importFrom on the ContainerNamespace instead.";
      yield { code: "option-conflict", path: "importNamespaceFrom", message };
    }
    yield* regionIssues("importNamespaceFrom", importNamespaceFrom, region);
  } else if (importFrom !== undefined && namespace === undefined) {
    const message =
      "requires the namespace of the container, because a new namespace would replace the container. Set importNamespaceFrom to the ID of the namespace, or namespace to a ContainerNamespace with importFrom.";
    yield { code: "import-without-namespace", path: "importFrom", message };
  }
  yield* regionIssues("importFrom", importFrom, region ?? regionOf(importNamespaceFrom));
}

/** Whether a value is a number, but not the placeholder of a number token. */
function isLiteralNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
