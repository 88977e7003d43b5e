import { readFileSync } from "node:fs";
import { ValidationError } from "../base/errors";
import type { BuildTool } from "../facts/limits";
import { reason } from "../yaml/sources";
import { UNLOCKED } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { fieldsOf } from "../base/objects";
import { show } from "../base/show";

/** An image that was pushed. */
export interface BuiltImage {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * The images that a build pushed, by its own file: `docker buildx build --metadata-file`, `docker buildx bake --metadata-file`
 * or `skaffold build --file-output`.
 * @throws ValidationError when it names no image, or no digest
 */
export function readBuiltImages(tool: BuildTool, file: string): BuiltImage[] {
  const refuse = (message: string, path = "") => new ValidationError("lock", [{ file, path, message }]);
  let metadata: unknown;
  try {
    metadata = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    throw refuse(isSyntax ? `is no JSON: ${error.message}` : reason(error as NodeJS.ErrnoException));
  }
  const images = tool === "skaffold" ? fromSkaffold(metadata) : fromBuildkit(tool, metadata);
  if (images.length === 0) throw refuse(`has no image of ${tool}; ${REMEDIES[tool]}`);
  const issues = images.flatMap(({ reference, digest }) => {
    const isClear = images.every((each) => each.reference !== reference || each.digest === digest);
    if (!isClear) return { file, path: reference, message: "has several digests; give each image a tag of its own" };
    if (partsOf(reference).name === undefined)
      return { file, path: "", message: `${show(reference)} is no image reference` };
    if (DIGEST.test(digest)) return [];
    return { file, path: reference, message: `has no digest of a manifest: it was not pushed; ${REMEDIES[tool]}` };
  });
  if (issues.length > 0) throw new ValidationError("lock", issues);
  return images;
}

const REMEDIES: Readonly<Record<BuildTool, string>> = {
  buildx: "build with docker buildx build --push --tag … --metadata-file",
  bake: "build with docker buildx bake --push --metadata-file",
  skaffold: "build with skaffold build --push --file-output",
};

/** buildx writes the fields of its one target, bake an object for each. */
function fromBuildkit(tool: BuildTool, metadata: unknown): BuiltImage[] {
  const targets = tool === "buildx" ? [metadata] : Object.values(fieldsOf(metadata));
  return targets.flatMap((each) => {
    const target = fieldsOf(each);
    const { mediaType } = fieldsOf(target["containerimage.descriptor"]);
    const names = target["image.name"];
    return textOf(names)
      .split(",")
      .filter((name) => name !== "")
      .map((reference) => ({
        reference: withoutDigest(reference.trim()),
        digest: manifestDigest(target),
        ...(typeof mediaType === "string" && { mediaType }),
      }));
  });
}

/** The tag of a build is `name:tag@digest`. */
function fromSkaffold(metadata: unknown): BuiltImage[] {
  const { builds } = fieldsOf(metadata);
  return (Array.isArray(builds) ? builds : []).flatMap((build) => {
    const tag = textOf(fieldsOf(build)["tag"]);
    return tag === "" ? [] : { reference: withoutDigest(tag), digest: partsOf(tag).digest ?? "" };
  });
}

/** Docker's own builder writes the digest of the configuration in its place, of an image that it did not push. */
function manifestDigest(target: Record<string, unknown>): string {
  const digest = textOf(target["containerimage.digest"]);
  return digest === target["containerimage.config.digest"] || digest === UNLOCKED ? "" : digest;
}

function withoutDigest(reference: string): string {
  return reference.replace(/@.*$/, "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
