import { isSameImage, partsOf, shortDigest } from "../../base/image-reference";
import { KNOWN_AFTER_APPLY, type ResourceChange } from "../plan/plan";
import { IMAGE_ATTRIBUTES, isDigestUnknown, type Container } from "./containers";
import type { LockedDigest } from "./lock";
import { joined, markup, plain, strong, type Markup } from "./markup";
import { because } from "./naming";

const UNKNOWN_BEFORE = "?";
const MAX_GROUPS = 5;

/** What happens to a container, in words. */
export function containerSummary(container: Container): Markup {
  const { change } = container;
  switch (change.action) {
    case "no-op":
      return unchangedSummary(change);
    case "create":
      return change.importId === undefined
        ? markup`new${lockedSuffix(container)}`
        : markup`imported from ${change.importId}`;
    case "delete":
      return markup`${strong("destroyed")}${reasonSuffix(change)}`;
    case "forget":
      return plain("forgotten: it keeps running, and Terraform no longer manages it");
    case "replace":
      return markup`replaced, ${strong("new URL")}${reasonSuffix(change)}${lockedSuffix(container)}`;
    case "update":
      return updateSummary(container);
    default:
      return markup`${change.actions.join(", ")}`;
  }
}

function unchangedSummary({ previousAddress, importId }: ResourceChange): Markup {
  if (importId !== undefined) return markup`imported from ${importId}, otherwise no change`;
  return previousAddress === undefined
    ? plain("no change")
    : markup`moved from ${previousAddress}, otherwise no change`;
}

function reasonSuffix(change: ResourceChange): Markup {
  const reason = because(change);
  return reason.isEmpty ? reason : markup`, ${reason}`;
}

function lockedSuffix({ lockEntry }: Container): Markup {
  if (lockEntry?.isDeployed !== true) return plain("");
  return markup`, digest ${shortDigest(lockEntry.digest)} ${lockSource(lockEntry)}`;
}

/** Not "as reviewed": the same pull request may change the lock. */
function lockSource({ file, reference, image }: LockedDigest): Markup {
  const source = markup`as in ${file}`;
  return isSameImage(image, reference) ? source : markup`${source}, a rollback of ${reference}`;
}

/** A new image or digest is pulled. Any other change only restarts the container. */
function updateSummary(container: Container): Markup {
  const { attributes, previousAddress, importId } = container.change;
  const parts: Markup[] = [];
  if (importId !== undefined) parts.push(markup`imported from ${importId}`);
  if (previousAddress !== undefined) parts.push(markup`moved from ${previousAddress}`);
  const others = attributes.map(({ path }) => path).filter((path) => !IMAGE_ATTRIBUTES.includes(path));
  const isRedeployed = others.length < attributes.length;
  if (isRedeployed) parts.push(markup`redeploys: ${redeployment(container)}`);
  if (others.length > 0) {
    const groups = [...new Set(others.map(groupOf))];
    const names = `${groups.slice(0, MAX_GROUPS).join(", ")}${groups.length > MAX_GROUPS ? ", …" : ""}`;
    parts.push(plain(`${isRedeployed ? "also changes" : "config only:"} ${names}`));
  }
  return parts.length === 0 ? plain("updated") : joined(parts, "; ");
}

function redeployment({ change, before, after, lockEntry }: Container): Markup {
  const [previous, next] = [imageParts(before?.image), imageParts(after?.image)];
  const nextDigest = isDigestUnknown(change) ? KNOWN_AFTER_APPLY : after?.digest;
  const digest = digestChange(before?.digest, nextDigest);
  const digests = lockEntry?.isDeployed === true ? [digest, lockSource(lockEntry)] : [digest];
  const isSameTag = previous.tag === next.tag;
  const tag = isSameTag
    ? markup`tag ${next.tag ?? UNKNOWN_BEFORE} unchanged`
    : markup`tag ${previous.tag ?? UNKNOWN_BEFORE} → ${next.tag ?? KNOWN_AFTER_APPLY}`;
  const repository = markup`image ${previous.repository ?? UNKNOWN_BEFORE} → ${next.repository ?? KNOWN_AFTER_APPLY}`;
  return joined(
    [
      ...(previous.repository === next.repository ? [] : [repository]),
      ...(isSameTag ? [...digests, tag] : [tag, ...digests]),
    ],
    ", ",
  );
}

function digestChange(before: string | undefined, after: string | undefined): Markup {
  if (before !== after) return markup`new digest ${digestText(before)} → ${digestText(after)}`;
  return before === undefined ? plain("no digest") : markup`digest ${shortDigest(before)} unchanged`;
}

function digestText(digest: string | undefined): Markup {
  return digest === undefined ? plain("none") : markup`${shortDigest(digest)}`;
}

interface ImageParts {
  readonly repository?: string;
  readonly tag?: string;
}

function imageParts(image: string | undefined): ImageParts {
  if (image === undefined) return {};
  const { name, tag, digest } = partsOf(image);
  if (name === undefined) return { repository: image, tag: UNKNOWN_BEFORE };
  return { repository: name, tag: tag ?? (digest === undefined ? "latest" : "none") };
}

/** The group of an attribute in a summary: `environment_variables.LOG_LEVEL` is in "environment". */
function groupOf(path: string): string {
  const name = /^\w+/.exec(path)?.[0] ?? "";
  if (Object.hasOwn(GROUPS, name)) return GROUPS[name] ?? name;
  return /^[a-z_]+$/.test(name) ? name.replaceAll("_", " ") : "others";
}

const GROUPS: Readonly<Record<string, string>> = {
  environment_variables: "environment",
  secret_environment_variables: "secrets",
  memory_limit_bytes: "memory",
  cpu_limit: "CPU",
  min_scale: "scale",
  max_scale: "scale",
  https_connections_only: "HTTPS",
  local_storage_limit_bytes: "local storage",
};
