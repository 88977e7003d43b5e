import type { CronScheduleOptions } from "../constructs/cron-schedule";
import { SecretValue } from "../secrets/secret-value";
import type { ServerlessContainerProps } from "../constructs/container/serverless-container-props";
import { oneThreshold, triggerName } from "./conventions";
import type { ContainerManifest } from "./container-schema";
import type { ValueOrReference } from "./fields";
import { manifestImage } from "./manifest-image";
import { tagsOf } from "./metadata";
import type { ReferenceField } from "./reference-kinds";
import { readSecret, secretVariable } from "./secrets";

/** The value of a field, or a reference to what gives it. */
export type Resolve = (field: ReferenceField, given: ValueOrReference) => string;

/** The props that a manifest stands for. What it leaves out is left to the construct's defaults, which are OpenMCF's. */
export function containerProps(
  manifest: ContainerManifest,
  resolve: Resolve,
  lockFile: string,
): ServerlessContainerProps {
  const { metadata, spec } = manifest;
  const { image, commands, env, privateNetworkId, scalingOption, registrySha256, privacy } = spec;
  const { port, description, memoryLimitMb, cpuLimit, minScale, maxScale, timeoutSeconds } = spec;
  const { region, httpOption, protocol, args, sandbox, healthCheck, localStorageLimitMb } = spec;
  return {
    name: metadata.name,
    image: manifestImage(
      {
        ...image,
        registryEndpoint: resolve("registryEndpoint", image.registryEndpoint),
        registrySha256: registrySha256 === "" ? undefined : registrySha256,
      },
      lockFile,
    ),
    privacy: privacy === "privacy_public" || privacy === "public" ? "public" : "private",
    ...{ region, port, description, memoryLimitMb, cpuLimit, minScale, maxScale, timeoutSeconds },
    ...{ httpOption, protocol, args, sandbox, healthCheck, localStorageLimitMb },
    command: commands,
    environmentVariables: Object.fromEntries((env?.variables ?? []).map(({ name, value }) => [name, value])),
    secretEnvironmentVariables: Object.fromEntries(
      secretsOf(manifest).map(({ name, variable, value }) => [name, SecretValue.supplied(variable, value)]),
    ),
    privateNetworkId: privateNetworkId && resolve("privateNetworkId", privateNetworkId),
    scalingOption: scalingOption && oneThreshold(scalingOption),
    tags: tagsOf(metadata.labels),
  };
}

export interface SuppliedSecret {
  readonly name: string;
  /** The Terraform variable that passes it on. */
  readonly variable: string;
  readonly value: string;
}

export function secretsOf({ metadata, spec }: ContainerManifest): SuppliedSecret[] {
  return (spec.env?.secrets ?? []).map(({ name, value }) => ({
    name,
    variable: secretVariable(metadata.name, name),
    value: readSecret(value),
  }));
}

export function schedulesOf({ spec }: ContainerManifest): (CronScheduleOptions & { readonly name: string })[] {
  return (spec.cronTriggers ?? []).map(({ name, ...trigger }, index) => ({
    ...trigger,
    name: triggerName(name, index),
  }));
}
