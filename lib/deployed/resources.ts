import { fieldsOf, nonEmptyString, stringOf } from "../base/objects";
import { isDeposed } from "../review/plan/address";
import type { StateFile } from "../review/states/state-file";
import type { DeployedContainer, DeployedDomain, DeployedQueue, DeployedTrigger } from "./deployed-stack";

/** An instance of a resource in a state. */
interface Instance {
  readonly address: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The instances of a type, without those that a replacement left behind. */
function instancesOf(type: string, { resources }: StateFile): Instance[] {
  return resources
    .filter((resource) => resource.type === type)
    .flatMap(({ instances }) => instances)
    .filter(({ address }) => !isDeposed(address))
    .map(({ address, attributes }) => ({ address, attributes: fieldsOf(attributes) }));
}

/** A namespace that a stack manages. */
export interface StateNamespace {
  readonly name: string;
  readonly projectId: string | undefined;
}

/** The namespaces in a state, by their ID without the region. */
export function namespacesIn(state: StateFile): [id: string, namespace: StateNamespace][] {
  return instancesOf("scaleway_container_namespace", state).map(({ attributes }) => [
    localId(attributes["id"]),
    { name: stringOf(attributes["name"]), projectId: nonEmptyString(attributes["project_id"]) },
  ]);
}

export function containersIn(state: StateFile, namespaces: ReadonlyMap<string, StateNamespace>): DeployedContainer[] {
  return instancesOf("scaleway_container", state).map((instance) => {
    const { attributes } = instance;
    const namespaceId = localId(attributes["namespace_id"]);
    const namespace = namespaces.get(namespaceId);
    return {
      ...identityOf(instance),
      name: stringOf(attributes["name"]),
      namespaceId,
      namespaceName: namespace?.name,
      projectId: namespace?.projectId ?? nonEmptyString(attributes["project_id"]),
      image: nonEmptyString(attributes["image"]) ?? stringOf(attributes["registry_image"]),
      registrySha256: nonEmptyString(attributes["registry_sha256"]),
      url: urlOf(nonEmptyString(attributes["public_endpoint"]) ?? nonEmptyString(attributes["domain_name"])),
      minScale: numberOf(attributes["min_scale"]),
      maxScale: numberOf(attributes["max_scale"]),
      status: nonEmptyString(attributes["status"]),
      errorMessage: nonEmptyString(attributes["error_message"]),
    };
  });
}

export function domainsIn(state: StateFile): DeployedDomain[] {
  return instancesOf("scaleway_container_domain", state).map((instance) => ({
    ...identityOf(instance),
    containerId: localId(instance.attributes["container_id"]),
    hostname: stringOf(instance.attributes["hostname"]),
  }));
}

export function triggersIn(state: StateFile): DeployedTrigger[] {
  return instancesOf("scaleway_container_trigger", state).map((instance) => ({
    ...identityOf(instance),
    containerId: localId(instance.attributes["container_id"]),
    name: stringOf(instance.attributes["name"]),
    ...sourceOf(instance.attributes),
  }));
}

function sourceOf(attributes: Instance["attributes"]) {
  const [cron, sqs, nats] = ["cron", "sqs", "nats"].map((name) => firstOf(attributes[name]));
  if (cron !== undefined) {
    return {
      type: "cron",
      schedule: stringOf(cron["schedule"]),
      timezone: nonEmptyString(cron["timezone"]) ?? "UTC",
    } as const;
  }
  if (sqs !== undefined) return { type: "sqs", queueUrl: stringOf(sqs["queue_url"]) } as const;
  if (nats !== undefined) return { type: "nats", subject: stringOf(nats["subject"]) } as const;
  return { type: "unknown" } as const;
}

export function queuesIn(state: StateFile): DeployedQueue[] {
  return instancesOf("scaleway_mnq_sqs_queue", state).map(({ address, attributes }) => {
    const [accessKey, secretKey] = [nonEmptyString(attributes["access_key"]), nonEmptyString(attributes["secret_key"])];
    return {
      address,
      id: stringOf(attributes["id"]),
      name: stringOf(attributes["name"]),
      region: stringOf(attributes["region"]),
      url: stringOf(attributes["url"]),
      endpoint: stringOf(attributes["sqs_endpoint"]),
      deadLetterQueueId: nonEmptyString(firstOf(attributes["dead_letter_queue"])?.["id"]),
      credentials: () => (accessKey === undefined || secretKey === undefined ? undefined : { accessKey, secretKey }),
    };
  });
}

/** An ID such as `fr-par/11111111-…`. */
function identityOf({ address, attributes }: Instance) {
  const [id = "", region] = stringOf(attributes["id"]).split("/").reverse();
  return { address, id, region: region ?? stringOf(attributes["region"]) };
}

function localId(value: unknown): string {
  return stringOf(value).split("/").at(-1) ?? "";
}

/** The deprecated attribute has no scheme. */
function urlOf(text: string | undefined): string | undefined {
  return text === undefined || text.includes("://") ? text : `https://${text}`;
}

function firstOf(value: unknown): Record<string, unknown> | undefined {
  return Array.isArray(value) && value.length > 0 ? fieldsOf(value[0]) : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
