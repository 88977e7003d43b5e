import { BYTES_PER_MB } from "../../lib/facts/limits";
import type { BoundName } from "../../lib/facts/limit-names";
import type { PackageName } from "./sdk";

/** The rule of the SDK that a limit comes from. */
export interface PublishedLimit {
  readonly limit: BoundName;
  readonly request: string;
  readonly field: string;
  /** The number of published units in one unit of the limit. @default 1 */
  readonly scale?: number;
}

/** The rules of one version of an API. */
export interface PublishedApi {
  readonly packageName: PackageName;
  readonly version: string;
  readonly limits: readonly PublishedLimit[];
  /** Whether the API has no rules for some of the bounds. @default false */
  readonly isPartial?: boolean;
  /** Rules of the same requests that are no limit of this library, each as `Request.field`. */
  readonly unused: readonly string[];
}

const CONTAINER = "CreateContainerRequest";
const TRIGGER = "CreateTriggerRequest";

export const CONTAINERS: PublishedApi = {
  packageName: "container",
  version: "v1",
  limits: [
    { limit: "container.name", request: CONTAINER, field: "name" },
    { limit: "container.description", request: CONTAINER, field: "description" },
    { limit: "container.memoryLimitMb", request: CONTAINER, field: "memoryLimitBytes", scale: BYTES_PER_MB },
    { limit: "container.cpuLimit", request: CONTAINER, field: "mvcpuLimit" },
    { limit: "container.minScale", request: CONTAINER, field: "minScale" },
    { limit: "container.maxScale", request: CONTAINER, field: "maxScale" },
    { limit: "container.port", request: CONTAINER, field: "port" },
    {
      limit: "container.localStorageLimitMb",
      request: CONTAINER,
      field: "localStorageLimitBytes",
      scale: BYTES_PER_MB,
    },
    { limit: "probe.failureThreshold", request: "ContainerProbe", field: "failureThreshold" },
    { limit: "probe.path", request: "ContainerProbeHTTPProbe", field: "path" },
    { limit: "namespace.name", request: "CreateNamespaceRequest", field: "name" },
    { limit: "namespace.description", request: "CreateNamespaceRequest", field: "description" },
    { limit: "trigger.name", request: TRIGGER, field: "name" },
    { limit: "trigger.description", request: TRIGGER, field: "description" },
    { limit: "trigger.path", request: `${TRIGGER}DestinationConfig`, field: "httpPath" },
    { limit: "schedule.schedule", request: `${TRIGGER}CronConfig`, field: "schedule" },
    { limit: "schedule.args", request: `${TRIGGER}CronConfig`, field: "body" },
    { limit: "nats.subject", request: `${TRIGGER}NATSConfig`, field: "subject" },
    { limit: "domain.hostname", request: "CreateDomainRequest", field: "hostname" },
  ],
  // References and credentials, which Terraform fills in, the image's length, and the name of a time zone.
  unused: [
    `${CONTAINER}.image`,
    `${CONTAINER}.privateNetworkId`,
    `${TRIGGER}CronConfig.timezone`,
    `${TRIGGER}NATSConfig.credentialsFileContent`,
  ],
};

/** The rules of the API before v1, for an SDK without v1. Most limits have no rule there. */
export const CONTAINERS_BEFORE_V1: PublishedApi = {
  packageName: "container",
  version: "v1beta1",
  isPartial: true,
  limits: [
    { limit: "probe.failureThreshold", request: "ContainerHealthCheckSpec", field: "failureThreshold" },
    { limit: "probe.path", request: "ContainerHealthCheckSpecHTTPProbe", field: "path" },
    { limit: "trigger.name", request: TRIGGER, field: "name" },
    { limit: "trigger.description", request: TRIGGER, field: "description" },
    { limit: "nats.subject", request: `${TRIGGER}MnqNatsClientConfig`, field: "subject" },
  ],
  unused: [`${TRIGGER}MnqNatsClientConfig.mnqRegion`],
};

export const IAM: PublishedApi = {
  packageName: "iam",
  version: "v1alpha1",
  limits: [
    { limit: "token.name", request: "CreateApplicationRequest", field: "name" },
    { limit: "token.name", request: "CreatePolicyRequest", field: "name" },
    { limit: "token.description", request: "CreateApplicationRequest", field: "description" },
    { limit: "token.description", request: "CreatePolicyRequest", field: "description" },
    { limit: "token.description", request: "CreateAPIKeyRequest", field: "description" },
  ],
  unused: [],
};
