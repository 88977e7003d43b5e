import { isSameImage, partsOf, shortDigest } from "../../base/image-reference";
import { KNOWN_AFTER_APPLY } from "../plan/plan";
import { isDigestUnknown, type Container } from "./containers";
import type { LockedDigest } from "./lock";
import { joined, markup, plain, type Markup } from "./markup";

const UNKNOWN_IMAGE = "?";
const UNKNOWN_TAG = "?";

/** The image and the digest that the plan deploys; empty if it deploys none. */
export function imageSummary(container: Container): Markup {
  const { change, after, isDeployed } = container;
  if (change.action === "update" && isDeployed) return redeployment(container);
  const isNew = isDeployed || (change.importId !== undefined && after !== undefined);
  if (!isNew) return plain("");
  const digest = isDigestUnknown(change) ? KNOWN_AFTER_APPLY : after?.digest;
  const digestPart = digest === undefined ? plain("no digest") : markup`digest ${shortDigest(digest)}`;
  return joined([markup`${after?.image ?? KNOWN_AFTER_APPLY}`, digestPart, ...lockSource(container)], ", ");
}

/** The summary of the container contains a new tag: only another repository needs the whole references. */
function redeployment(container: Container): Markup {
  const { change, before, after } = container;
  const nextDigest = isDigestUnknown(change) ? KNOWN_AFTER_APPLY : after?.digest;
  const [previous, next] = [before?.image, after?.image].map((image) => imageParts(image).repository);
  const images = markup`${before?.image ?? UNKNOWN_IMAGE} → ${after?.image ?? KNOWN_AFTER_APPLY}`;
  const parts = [digestChange(before?.digest, nextDigest), ...lockSource(container)];
  return joined(previous === next ? parts : [images, ...parts], ", ");
}

/** Not "as reviewed": the same pull request may change the lock. */
function lockSource({ lockEntry }: Container): readonly Markup[] {
  return lockEntry?.isDeployed === true ? [lockText(lockEntry)] : [];
}

function lockText({ file, reference, image }: LockedDigest): Markup {
  const source = markup`as in ${file}`;
  return isSameImage(image, reference) ? source : markup`${source}, a rollback of ${reference}`;
}

function digestChange(before: string | undefined, after: string | undefined): Markup {
  if (before !== after) return markup`digest ${digestText(before)} → ${digestText(after)}`;
  return before === undefined ? plain("no digest") : markup`digest ${shortDigest(before)} unchanged`;
}

function digestText(digest: string | undefined): Markup {
  return digest === undefined ? plain("none") : markup`${shortDigest(digest)}`;
}

interface ImageParts {
  readonly repository?: string;
  readonly tag?: string;
}

export function imageParts(image: string | undefined): ImageParts {
  if (image === undefined) return {};
  const { name, tag, digest } = partsOf(image);
  if (name === undefined) return { repository: image, tag: UNKNOWN_TAG };
  return { repository: name, tag: tag ?? (digest === undefined ? "latest" : "none") };
}
