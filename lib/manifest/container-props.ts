import type { ServerlessContainerProps } from "../constructs/container/serverless-container-props";
import type { ScalingOption } from "../constructs/container/scaling-option";
import type { CronScheduleOptions } from "../constructs/cron-schedule";
import { PROBE_LIMITS, type Region } from "../facts/limits";
import { SecretValue } from "../secrets/secret-value";
import type { ContainerManifest } from "./container-schema";
import { scheduleName } from "./conventions";
import { inRegion, type ValueOrReference } from "./fields";
import { manifestImage } from "./manifest-image";
import { tagsOf } from "./metadata";
import type { ReferenceField } from "./reference-kinds";
import { readSecret, secretVariable } from "./secrets";

/** Returns the value of a field, or the output that it refers to. */
export type Resolve = (field: ReferenceField, value: ValueOrReference) => string;

/** Converts a manifest to the props of its container. */
export function containerProps(
  manifest: ContainerManifest,
  resolve: Resolve,
  lockFile: string,
): ServerlessContainerProps {
  const { metadata, spec } = manifest;
  const { registrySha256, privateNetworkId } = spec;
  const image = {
    registryEndpoint: resolve("registryEndpoint", spec.image.registryEndpoint),
    name: spec.image.name,
    tag: spec.image.tag,
    ...(registrySha256 ? { registrySha256 } : {}),
  };
  return {
    name: metadata.name,
    image: manifestImage(image, lockFile),
    privacy: spec.privacy === "privacy_public" || spec.privacy === "public" ? "public" : "private",
    region: spec.region,
    port: spec.port,
    description: spec.description,
    memoryLimitMb: spec.memoryLimitMb,
    cpuLimit: spec.cpuLimit,
    minScale: spec.minScale,
    maxScale: spec.maxScale,
    timeoutSeconds: spec.timeoutSeconds,
    httpOption: spec.httpOption,
    protocol: spec.protocol,
    command: spec.commands,
    args: spec.args,
    environmentVariables: Object.fromEntries(spec.env.variables.map(({ name, value }) => [name, value])),
    secretEnvironmentVariables: Object.fromEntries(
      secretsOf(manifest).map(({ name, variable, value }) => [name, SecretValue.supplied(variable, value)]),
    ),
    privateNetworkId: privateNetworkId && networkId(spec.region, privateNetworkId, resolve),
    sandbox: spec.sandbox,
    healthCheck: spec.healthCheck && {
      ...spec.healthCheck,
      failureThreshold: Math.max(spec.healthCheck.failureThreshold, PROBE_LIMITS.failureThreshold.min),
    },
    scalingOption: scalingOption(spec.scalingOption),
    localStorageLimitMb: spec.localStorageLimitMb,
    tags: tagsOf(metadata.labels),
  };
}

function networkId(region: Region, id: ValueOrReference, resolve: Resolve): string {
  const resolved = resolve("privateNetworkId", id);
  return id.value === undefined ? resolved : inRegion(resolved, region);
}

/** The first threshold: Scaleway accepts one. */
function scalingOption({
  concurrentRequestsThreshold,
  cpuUsageThreshold,
  memoryUsageThreshold,
}: ContainerManifest["spec"]["scalingOption"]): ScalingOption | undefined {
  if (concurrentRequestsThreshold !== undefined) return { concurrentRequestsThreshold };
  if (cpuUsageThreshold !== undefined) return { cpuUsageThreshold };
  return memoryUsageThreshold === undefined ? undefined : { memoryUsageThreshold };
}

export interface SuppliedSecret {
  readonly name: string;
  /** The Terraform variable that contains the value. */
  readonly variable: string;
  readonly value: string;
}

export function secretsOf({ metadata, spec }: ContainerManifest): SuppliedSecret[] {
  return spec.env.secrets.map(({ name, value }) => ({
    name,
    variable: secretVariable(metadata.name, name),
    value: readSecret(value),
  }));
}

export function schedulesOf({ spec }: ContainerManifest): (CronScheduleOptions & { readonly name: string })[] {
  return spec.cronTriggers.map(({ name, ...trigger }, index) => ({ ...trigger, name: scheduleName(name, index) }));
}
