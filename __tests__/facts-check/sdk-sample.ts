import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../helpers/temporary-folder";

/** Rules in the form of the SDK, with the published values of today's limits. */
const RULES = {
  container: `
    export const ContainerProbe = { failureThreshold: { greaterThanOrEqual: 3, lessThanOrEqual: 50 } }
    export const ContainerProbeHTTPProbe = { path: { maxLength: 100, minLength: 1 } }
    export const CreateContainerRequest = {
      name: { minLength: 2, maxLength: 34, pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/ },
      description: { maxLength: 255 },
      image: { maxLength: 255 },
      memoryLimitBytes: { greaterThanOrEqual: 128000000, lessThanOrEqual: 12288e6 },
      mvcpuLimit: { greaterThanOrEqual: 70, lessThanOrEqual: 6000 },
      minScale: { lessThanOrEqual: 10 },
      maxScale: { greaterThanOrEqual: 1, lessThanOrEqual: 50 },
      port: { lessThanOrEqual: 65535 },
      localStorageLimitBytes: { greaterThanOrEqual: 1000000000, lessThanOrEqual: 24456000000 },
      privateNetworkId: { ignoreEmpty: true },
    }
    export const CreateNamespaceRequest = {
      name: { minLength: 1, maxLength: 50, pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])$/ },
      description: { maxLength: 255 },
    }
    export const CreateTriggerRequest = {
      name: { minLength: 1, maxLength: 50, pattern: /^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])$/ },
      description: { maxLength: 255 },
    }
    export const CreateTriggerRequestDestinationConfig = { httpPath: { minLength: 1, maxLength: 255, prefix: "/" } }
    export const CreateTriggerRequestCronConfig = {
      body: { maxLength: 10000 },
      schedule: { minLength: 1, maxLength: 255 },
      timezone: { minLength: 1, maxLength: 255 },
    }
    export const CreateTriggerRequestNATSConfig = {
      subject: { minLength: 1, maxLength: 100, pattern: /^[^\\s]+$/ },
      credentialsFileContent: { minLength: 1 },
    }
    export const CreateDomainRequest = { hostname: { minLength: 3, maxLength: 63 } }`,
  iam: `
    export const CreateAPIKeyRequest = { description: { ignoreEmpty: true, maxLength: 200 } }
    export const CreateApplicationRequest = {
      name: { minLength: 1, maxLength: 64, pattern: /^[a-zA-Z0-9\\(\\)\\._\\- ]+$/ },
      description: { ignoreEmpty: true, maxLength: 200 },
    }
    export const CreatePolicyRequest = {
      name: { minLength: 1, maxLength: 64, pattern: /^[a-zA-Z0-9\\(\\)\\._\\- ]+$/ },
      description: { ignoreEmpty: true, maxLength: 200 },
    }`,
};

const api = (...regions: string[]) => `
  import { API as ParentAPI, toApiLocality } from "@scaleway/sdk-client";
  export class API extends ParentAPI {
    static LOCALITY = toApiLocality({ regions: ${JSON.stringify(regions)} });
  }`;

/** The files of the packages as npm installs them. `changes` replaces the content of files; undefined removes one. */
export function sdkSample(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const files: Record<string, string | undefined> = {
    "container/package.json": '{ "version": "9.1.0" }',
    "container/dist/v1/validation-rules.gen.js": RULES.container,
    "container/dist/v1/api.gen.js": api("fr-par", "nl-ams", "pl-waw"),
    "iam/package.json": '{ "version": "9.2.0" }',
    "iam/dist/v1alpha1/validation-rules.gen.js": RULES.iam,
    "mnq/package.json": '{ "version": "9.3.0" }',
    "mnq/dist/v1beta1/api.gen.js": api("fr-par", "nl-ams"),
    "registry/package.json": '{ "version": "9.4.0" }',
    "registry/dist/v1/api.gen.js": api("fr-par", "nl-ams", "pl-waw"),
    ...changes,
  };
  const directory = temporaryFolder("sdk");
  for (const [file, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const path = join(directory, "node_modules/@scaleway", `sdk-${file}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return directory;
}

export const CONTAINER_RULES = "container/dist/v1/validation-rules.gen.js";

/** The sample with one part of the rules for containers replaced. */
export function withContainerRules(part: string, replacement: string): string {
  if (!RULES.container.includes(part)) throw new Error(`The sample does not contain ${part}.`);
  return sdkSample({ [CONTAINER_RULES]: RULES.container.replace(part, replacement) });
}

/** The sample with other regions in one package. */
export function withRegions(file: string, ...regions: string[]): string {
  return sdkSample({ [file]: api(...regions) });
}
