import { PRICE, usage, type Usage } from "../../facts/cost";
import { BYTES_PER_MB } from "../../facts/limits";
import { partsOf } from "../../base/image-reference";
import { isDeposed } from "../plan/address";
import type { Plan, ResourceChange, Values } from "../plan/plan";
import type { LockIndex, LockedDigest } from "./lock";
import { ownedBy } from "./owners";
import type { ContainerSize } from "./review";
import { mapAt, numberAt, textAt } from "./values";

/** A container of a plan with its triggers and domains. */
export interface Container {
  /** The change of the container's resource. */
  readonly change: ResourceChange;
  /** The name of the container. */
  readonly name: string;
  /** Missing if the container did not exist. */
  readonly before?: Size | undefined;
  /** Missing if the container does not exist any more. */
  readonly after?: Size | undefined;
  /** Schedules, and triggers by messages. */
  readonly triggers: readonly ResourceChange[];
  /** The custom domains. */
  readonly domains: readonly ResourceChange[];
  /** Missing if the namespace is in no plan of the review, or is new. */
  readonly namespace?: ResourceChange | undefined;
  /** Whether Scaleway pulls the image: the container is new, or its image or digest changes. */
  readonly isDeployed: boolean;
  /** The entry of the lock for the deployed image. Missing without an entry, or if the digest is known after apply. */
  readonly lockEntry?: LockedDigest | undefined;
  /** The name of the lock, if the deployed image is not in it and the image reference has no digest. */
  readonly notLockedIn?: string | undefined;
}

/** The settings of a container, before or after. A field is missing if its value is known after apply. */
export interface Size extends ContainerSize {
  /** All attributes of the resource, under their names in Terraform. */
  readonly values: Values;
  /** The reference of the image. */
  readonly image?: string | undefined;
  /** The attribute `registry_sha256`: a digest or a build ID. */
  readonly digest?: string | undefined;
  /** The maximum duration of a request in seconds. */
  readonly timeoutSeconds: number | undefined;
  /** The variables in plain text, by name. */
  readonly variables: Values;
  /** The names of the secret variables. */
  readonly secrets: readonly string[];
}

/** A plan and its containers, which a rule checks. */
export interface StackChanges {
  /** The plan of the stack. */
  readonly plan: Plan;
  /** The containers of the plan, also those without a change. */
  readonly containers: readonly Container[];
}

const TRIGGERS = ["scaleway_container_trigger", "scaleway_container_cron"];
/** The attributes that trigger a new pull of the image. All others only restart the container. */
export const IMAGE_ATTRIBUTES = ["image", "registry_image", "registry_sha256"];

/** The changes of several plans. The containers of a plan may be in the namespace of another one. */
export function stackChanges(plans: readonly Plan[], lock: LockIndex): StackChanges[] {
  const namespaces = new Map(
    plans
      .flatMap((plan) => changesOf(plan, ["scaleway_container_namespace"]))
      .map((change) => [textAt(change.before, "id"), change]),
  );
  return plans.map((plan) => ({ plan, containers: containersOf(plan, namespaces, lock) }));
}

function changesOf({ changes }: Plan, types: readonly string[]): ResourceChange[] {
  return changes.filter(({ type, isData }) => !isData && types.includes(type));
}

function containersOf(
  plan: Plan,
  namespaces: ReadonlyMap<string | undefined, ResourceChange>,
  lock: LockIndex,
): Container[] {
  // A deposed object is what a replacement left behind: the container itself stays.
  const changes = changesOf(plan, ["scaleway_container"]).filter(({ address }) => !isDeposed(address));
  const triggers = ownedBy(changes, changesOf(plan, TRIGGERS));
  const domains = ownedBy(changes, changesOf(plan, ["scaleway_container_domain"]));
  return changes.map((change): Container => {
    const before = change.before && sizeOf(change, change.before);
    const after = change.after && sizeOf(change, change.after);
    const isDeployed = pullsImage(change);
    return {
      change,
      name: textAt(change.after, "name") ?? textAt(change.before, "name") ?? change.address,
      before,
      after,
      triggers: triggers(change),
      domains: domains(change),
      namespace: namespaces.get(textAt(change.before, "namespace_id") ?? ""),
      isDeployed,
      ...(isDeployed && lockFields(change, after, lock)),
    };
  });
}

function pullsImage({ action, attributes }: ResourceChange): boolean {
  const isNewImage = action === "update" && attributes.some(({ path }) => IMAGE_ATTRIBUTES.includes(path));
  return isNewImage || action === "create" || action === "replace";
}

/** Whether the digest is known after apply: the apply builds the image. */
export function isDigestUnknown({ attributes }: ResourceChange): boolean {
  return attributes.some(({ path, isUnknown }) => path === "registry_sha256" && isUnknown === true);
}

function lockFields(
  change: ResourceChange,
  { image, digest }: Partial<Size> = {},
  lock: LockIndex,
): Pick<Container, "lockEntry" | "notLockedIn"> {
  const { file } = lock;
  if (image === undefined || file === undefined || isDigestUnknown(change)) return {};
  const lockEntry = lock.find(image, digest);
  if (lockEntry !== undefined) return { lockEntry };
  return partsOf(image).digest === undefined ? { notLockedIn: file } : {};
}

function sizeOf({ deprecated }: ResourceChange, values: Values): Size {
  return {
    values,
    image: textAt(values, deprecated.includes("registry_image") ? "registry_image" : "image"),
    digest: textAt(values, "registry_sha256"),
    privacy: textAt(values, "privacy"),
    takesPlainHttp: takesPlainHttp(values, deprecated),
    minScale: numberAt(values, "min_scale"),
    maxScale: numberAt(values, "max_scale"),
    memoryLimitMb: memoryLimitMbOf(values, deprecated),
    cpuLimit: numberAt(values, "cpu_limit"),
    timeoutSeconds: numberAt(values, "timeout"),
    variables: mapAt(values, "environment_variables"),
    secrets: Object.keys(mapAt(values, "secret_environment_variables")).sort(),
  };
}

/** A deprecated attribute in the configuration has the new value: the other one follows at the apply. */
function memoryLimitMbOf(values: Values, deprecated: readonly string[]): number | undefined {
  if (deprecated.includes("memory_limit")) return numberAt(values, "memory_limit");
  const bytes = numberAt(values, "memory_limit_bytes");
  return bytes && bytes / BYTES_PER_MB;
}

function takesPlainHttp(values: Values, deprecated: readonly string[]): boolean | undefined {
  if (deprecated.includes("http_option")) {
    const option = textAt(values, "http_option");
    return option === undefined ? undefined : option !== "redirected";
  }
  const httpsOnly = values["https_connections_only"];
  return typeof httpsOnly === "boolean" ? !httpsOnly : undefined;
}

const NO_SIZE = { minScale: 0, maxScale: 0, memoryLimitMb: 0, cpuLimit: 0 };

/** The monthly usage of a container at its smallest and its largest scale around the clock; `undefined` if a size is unknown. */
export function usageOf(size: Size | undefined): { readonly floor: Usage; readonly ceiling: Usage } | undefined {
  const { minScale, maxScale, memoryLimitMb, cpuLimit } = size ?? NO_SIZE;
  if (minScale === undefined || maxScale === undefined || memoryLimitMb === undefined || cpuLimit === undefined)
    return undefined;
  const usageWith = (instances: number) => usage({ memoryLimitMb, cpuLimit }, instances * PRICE.secondsPerMonth);
  return { floor: usageWith(minScale), ceiling: usageWith(maxScale) };
}
