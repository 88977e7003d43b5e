import { price, priceBeyondFree, sumOf } from "../../facts/cost";
import { IMAGE, usageOf, type Container, type Size } from "./containers";
import { isSameImage, partsOf } from "../../base/image-reference";
import type { LockedDigest } from "./lock";
import { join, strong, text, words, type Phrase } from "./markup";
import type { ResourceChange, Values } from "../plan/plan";
import type { ContainerRow, ContainerSize, CostChange, ContainerPart } from "./review";
import { secretChanges } from "./secret-changes";
import { scheduleOf } from "./triggers";
import { because, nameOf, placeOf, shortDigest } from "./naming";

export function containerRow(stack: string, container: Container): ContainerRow {
  const { change, name, before, after, triggers, domains } = container;
  const { added, removed, rotated } = secretChanges(change);
  const told = [...added, ...removed, ...rotated];
  const unchanged = (after ?? before)?.secrets.filter((key) => !told.includes(key)) ?? [];
  return {
    stack,
    where: placeOf(change),
    name,
    action: change.action,
    summary: summary(container),
    isChanged: [change, ...triggers, ...domains].some(({ action }) => !["no-op", "read"].includes(action)),
    ...(before !== undefined && { before: containerSize(before) }),
    ...(after !== undefined && { after: containerSize(after) }),
    secrets: { unchanged, added, removed, rotated },
    triggers: triggers.map(trigger),
    domains: domains.map((each) => ({ name: nameOf(each), action: each.action })),
    cost: costOf([container]),
  };
}

/** What containers cost a month; a side of which not all is known yet is left out. */
export function costOf(containers: readonly Container[]): CostChange {
  const side = (of: "before" | "after") => {
    const usages = containers.map((container) => usageOf(container[of]));
    const known = usages.filter((usage) => usage !== undefined);
    if (known.length < usages.length) return undefined;
    const [floor, ceiling] = [sumOf(known.map((each) => each.floor)), sumOf(known.map((each) => each.ceiling))];
    return {
      floor: cents(price(floor)),
      ceiling: cents(price(ceiling)),
      floorBeyondFree: cents(priceBeyondFree(floor)),
      ceilingBeyondFree: cents(priceBeyondFree(ceiling)),
    };
  };
  const [before, after] = [side("before"), side("after")];
  return { ...(before && { before }), ...(after && { after }) };
}

function cents(euros: number): number {
  return Math.round(euros * 100) / 100;
}

function containerSize({ privacy, takesPlainHttp, minScale, maxScale, memoryLimitMb, cpuLimit }: Size): ContainerSize {
  const fields = Object.entries({ privacy, takesPlainHttp, minScale, maxScale, memoryLimitMb, cpuLimit });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function trigger(change: ResourceChange): ContainerPart {
  const [before, after] = (["before", "after"] as const).map(
    (side) => scheduleOf(change, side) ?? source(change[side]),
  );
  return {
    name: nameOf(change),
    action: change.action,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

function source(values: Values | undefined): string | undefined {
  return ["sqs", "nats"].find((kind) => values?.[kind] !== undefined);
}

/** What happens to a container, in words. */
function summary(container: Container): Phrase {
  const { change } = container;
  switch (change.action) {
    case "no-op":
      return unchangedSummary(change);
    case "create":
      return change.importId === undefined
        ? text`new${firstDigest(container)}`
        : text`imported from ${change.importId}`;
    case "delete":
      return text`${strong("destroyed")}${reason(change)}`;
    case "forget":
      return words("forgotten: it goes on running, and Terraform no longer manages it");
    case "replace":
      return text`replaced, ${strong("new URL")}${reason(change)}${firstDigest(container)}`;
    case "update":
      return updateSummary(container);
    default:
      return text`${change.actions.join(", ")}`;
  }
}

function unchangedSummary({ previousAddress, importId }: ResourceChange): Phrase {
  if (importId !== undefined) return text`imported from ${importId}, otherwise no change`;
  return previousAddress === undefined ? words("no change") : text`moved from ${previousAddress}, otherwise no change`;
}

function reason(change: ResourceChange): Phrase {
  const told = because(change);
  return told.isEmpty ? told : text`, ${told}`;
}

function firstDigest({ locked }: Container): Phrase {
  return locked?.isDeployed === true ? text`, digest ${shortDigest(locked.digest)} ${asLocked(locked)}` : words("");
}

/** Not "as reviewed": the lock's change may be in the very request that the report is written for. */
function asLocked({ file, reference, image }: LockedDigest): Phrase {
  const locked = text`as in ${file}`;
  return isSameImage(image, reference) ? locked : text`${locked}, a rollback of ${reference}`;
}

/** Any change of image or digest redeploys what is pulled; any other one only restarts it with other settings. */
function updateSummary({ change, before, after, locked }: Container): Phrase {
  const { attributes, previousAddress, importId } = change;
  // As of an image that the apply builds.
  const isAwaited = attributes.some(({ path, isUnknown }) => path === "registry_sha256" && isUnknown === true);
  const was = { ...imageParts(before?.image), sha: before?.digest };
  const is = { ...imageParts(after?.image), sha: isAwaited ? "known after apply" : after?.digest };
  const told: Phrase[] = [];
  if (importId !== undefined) told.push(text`imported from ${importId}`);
  if (previousAddress !== undefined) told.push(text`moved from ${previousAddress}`);
  const others = attributes.map(({ path }) => path).filter((path) => !IMAGE.includes(path));
  if (others.length < attributes.length) told.push(text`redeploys: ${redeploy(was, is, locked)}`);
  if (others.length > 0) {
    const names = [...new Set(others.map(groupOf))];
    const kind = others.length < attributes.length ? "also changes" : "config only:";
    told.push(text`${words(kind)} ${words(names.slice(0, 5).join(", "))}${words(names.length > 5 ? ", …" : "")}`);
  }
  return told.length === 0 ? words("updated") : join(told, "; ");
}

interface ImageParts {
  readonly repository?: string;
  readonly tag?: string;
  readonly sha?: string | undefined;
}

function redeploy(was: ImageParts, is: ImageParts, locked?: LockedDigest): Phrase {
  const digest =
    was.sha === is.sha
      ? text`digest ${is.sha === undefined ? words("not given") : text`${shortDigest(is.sha)} ${words("unchanged")}`}`
      : text`new digest ${told(was.sha)} → ${told(is.sha)}`;
  const tag =
    was.tag === is.tag
      ? text`tag ${is.tag ?? "?"} unchanged`
      : text`tag ${was.tag ?? "?"} → ${is.tag ?? "known after apply"}`;
  const repository =
    was.repository === is.repository
      ? []
      : [text`image ${was.repository ?? "?"} → ${is.repository ?? "known after apply"}`];
  const digests = [digest, ...(locked?.isDeployed === true ? [asLocked(locked)] : [])];
  return join([...repository, ...(was.tag === is.tag ? [...digests, tag] : [tag, ...digests])], ", ");
}

function told(sha: string | undefined): Phrase {
  return sha === undefined ? words("none") : text`${shortDigest(sha)}`;
}

function imageParts(image: string | undefined): ImageParts {
  if (image === undefined) return {};
  const { name, tag, digest } = partsOf(image);
  if (name === undefined) return { repository: image, tag: "?" };
  return { repository: name, tag: tag ?? (digest === undefined ? "latest" : "none") };
}

/** `environment_variables.LOG_LEVEL` as environment. */
function groupOf(path: string): string {
  const name = /^\w+/.exec(path)?.[0] ?? "";
  return (
    (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined) ??
    (/^[a-z_]+$/.test(name) ? name.replaceAll("_", " ") : "others")
  );
}

const NAMES: Readonly<Record<string, string>> = {
  environment_variables: "environment",
  secret_environment_variables: "secrets",
  memory_limit_bytes: "memory",
  cpu_limit: "CPU",
  min_scale: "scale",
  max_scale: "scale",
  https_connections_only: "HTTPS",
  local_storage_limit_bytes: "local storage",
};
