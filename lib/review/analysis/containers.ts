import { PRICE } from "../../facts/limits";
import { usage, type Usage } from "../../facts/cost";
import { partsOf } from "../../base/image-reference";
import { lockedAs, type LockedDigest, type LockedImage } from "./lock";
import type { Plan, ResourceChange, Values } from "../plan/plan";
import { ownedBy } from "./owners";
import type { ContainerSize } from "./review";
import { mapAt, numberAt, textAt } from "./values";

/** A container of a plan, with what belongs to it. */
export interface Container {
  readonly change: ResourceChange;
  readonly name: string;
  /** Missing where there is none before. */
  readonly before?: Size;
  /** Missing where there is none after. */
  readonly after?: Size;
  /** Schedules and triggers by messages. */
  readonly triggers: readonly ResourceChange[];
  readonly domains: readonly ResourceChange[];
  /** Whether the plan has its image pulled: it is new, or its image or digest changes. */
  readonly isDeployed: boolean;
  /** What the lock says of the image that is deployed. Missing where it says nothing, or the digest is not known yet. */
  readonly locked?: LockedDigest;
  /** The lock, as reports name it, when it has other images, and the one that is deployed neither stands in it nor has a digest. */
  readonly notLockedIn?: string;
}

/** What a container is, before or after. What is not known yet is missing. */
export interface Size extends ContainerSize {
  readonly values: Values;
  readonly image?: string;
  readonly digest?: string;
  readonly variables: Values;
  readonly secrets: readonly string[];
}

/** A plan by its containers. */
export interface StackChanges {
  readonly plan: Plan;
  readonly containers: readonly Container[];
}

const TRIGGERS = ["scaleway_container_trigger", "scaleway_container_cron"];
/** Any change of them redeploys; any other one only restarts with other settings. */
export const IMAGE = ["image", "registry_image", "registry_sha256"];
const BYTES_PER_MB = 1_000_000;

export function stackChanges(plan: Plan, lock: readonly LockedImage[]): StackChanges {
  const byType = (types: readonly string[]) => plan.changes.filter(({ type }) => types.includes(type));
  // A deposed object is what a replacement left behind: the container itself stays.
  const whole = byType(["scaleway_container"]).filter(({ address }) => !address.includes(" (deposed "));
  const triggers = ownedBy(whole, byType(TRIGGERS));
  const domains = ownedBy(whole, byType(["scaleway_container_domain"]));
  const containers = whole.map((change): Container => {
    const sides = {
      before: change.before && size(change, change.before),
      after: change.after && size(change, change.after),
    };
    const isDeployed = deploys(change);
    return {
      change,
      isDeployed,
      ...(isDeployed && lockedOf(change, sides.after, lock)),
      name: textAt(change.after, "name") ?? textAt(change.before, "name") ?? change.address,
      ...(sides.before !== undefined && { before: sides.before }),
      ...(sides.after !== undefined && { after: sides.after }),
      triggers: triggers(change),
      domains: domains(change),
    };
  });
  return { plan, containers };
}

function deploys({ action, attributes }: ResourceChange): boolean {
  const isUpdated = action === "update" && attributes.some(({ path }) => IMAGE.includes(path));
  return isUpdated || ["create", "replace"].includes(action);
}

function lockedOf(
  { attributes }: ResourceChange,
  { image, digest }: Partial<Size> = {},
  lock: readonly LockedImage[],
): Pick<Container, "locked" | "notLockedIn"> {
  const isUnknown = attributes.some((each) => each.path === "registry_sha256" && each.isUnknown === true);
  const file = lock[0]?.file;
  if (image === undefined || isUnknown || file === undefined) return {};
  const locked = lockedAs(lock, image, digest);
  if (locked !== undefined) return { locked };
  return partsOf(image).digest === undefined ? { notLockedIn: file } : {};
}

function size({ deprecated }: ResourceChange, values: Values): Size {
  const bytes = numberAt(values, "memory_limit_bytes");
  // The one that is configured is true: the other follows only at the apply.
  const memoryLimitMb = deprecated.includes("memory_limit")
    ? numberAt(values, "memory_limit")
    : bytes && bytes / BYTES_PER_MB;
  const httpsOnly = deprecated.includes("http_option")
    ? values["http_option"] && values["http_option"] === "redirected"
    : values["https_connections_only"];
  const fields = {
    image: textAt(values, deprecated.includes("registry_image") ? "registry_image" : "image"),
    digest: textAt(values, "registry_sha256"),
    privacy: textAt(values, "privacy"),
    takesPlainHttp: typeof httpsOnly === "boolean" ? !httpsOnly : undefined,
    minScale: numberAt(values, "min_scale"),
    maxScale: numberAt(values, "max_scale"),
    memoryLimitMb,
    cpuLimit: numberAt(values, "cpu_limit"),
  };
  return {
    values,
    ...(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as object),
    variables: mapAt(values, "environment_variables"),
    secrets: Object.keys(mapAt(values, "secret_environment_variables")).sort(),
  };
}

/** The least and the most that a container uses in a month: at its smallest and at its largest scale around the clock. */
export function usageOf(side: Size | undefined): { readonly floor: Usage; readonly ceiling: Usage } | undefined {
  const { minScale, maxScale, memoryLimitMb, cpuLimit } = side ?? {
    minScale: 0,
    maxScale: 0,
    memoryLimitMb: 0,
    cpuLimit: 0,
  };
  if (minScale === undefined || maxScale === undefined || memoryLimitMb === undefined || cpuLimit === undefined)
    return undefined;
  const at = (instances: number) => usage({ memoryLimitMb, cpuLimit }, instances * PRICE.secondsPerMonth);
  return { floor: at(minScale), ceiling: at(maxScale) };
}
