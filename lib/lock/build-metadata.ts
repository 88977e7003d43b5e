import { ValidationError, type ValidationIssue } from "../base/errors";
import type { BuildTool } from "../facts/image-facts";
import { readJson } from "./json-file";
import { UNLOCKED } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { fieldsOf, stringOf } from "../base/objects";
import { show } from "../base/show";

/** An image that a build has pushed. */
export interface BuiltImage {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads the images that a build has pushed from its metadata file: `docker buildx build --metadata-file`,
 * `docker buildx bake --metadata-file` or `skaffold build --file-output`.
 * @throws ValidationError if the file is not metadata of the tool, or has an image without a digest
 */
export function readBuiltImages(tool: BuildTool, file: string): BuiltImage[] {
  const metadata = readJson(file);
  const images = tool === "skaffold" ? fromSkaffold(metadata) : fromBuildkit(tool, metadata);
  if (images.length === 0) {
    const message = `is not a metadata file of ${tool}, or has no image. ${REMEDIES[tool]}`;
    throw new ValidationError("lock", [{ code: "no-built-image", file, path: "", message }]);
  }
  const issues = images.flatMap(({ reference: path, digest }): ValidationIssue[] => {
    if (partsOf(path).name === undefined) {
      const message = `${show(path)} is not a valid image reference. ${REMEDIES[tool]}`;
      return [{ code: "invalid-image-reference", file, path: "", message }];
    }
    if (images.some(({ reference, digest: other }) => reference === path && other !== digest)) {
      const message = "has several digests. Give each image its own tag.";
      return [{ code: "several-digests", file, path, message }];
    }
    if (DIGEST.test(digest)) return [];
    const message = `has no manifest digest, because it was not pushed. ${REMEDIES[tool]}`;
    return [{ code: "not-pushed", file, path, message }];
  });
  if (issues.length > 0) throw new ValidationError("lock", issues);
  return images;
}

const REMEDIES: Readonly<Record<BuildTool, string>> = {
  buildx: "Build with docker buildx build --push --tag … --metadata-file.",
  bake: "Build with docker buildx bake --push --metadata-file.",
  skaffold: "Build with skaffold build --push --file-output.",
};

/** buildx writes the fields of its only target, bake one object per target. */
function fromBuildkit(tool: BuildTool, metadata: unknown): BuiltImage[] {
  const targets = tool === "buildx" ? [metadata] : Object.values(fieldsOf(metadata));
  return targets.flatMap((each) => {
    const target = fieldsOf(each);
    const { mediaType } = fieldsOf(target["containerimage.descriptor"]);
    const names = target["image.name"];
    return stringOf(names)
      .split(",")
      .filter((name) => name !== "")
      .map((reference) => ({
        reference: withoutDigest(reference.trim()),
        digest: manifestDigest(target),
        ...(typeof mediaType === "string" && { mediaType }),
      }));
  });
}

/** The field `tag` of a build is `name:tag@digest`. */
function fromSkaffold(metadata: unknown): BuiltImage[] {
  const { builds } = fieldsOf(metadata);
  return (Array.isArray(builds) ? builds : []).flatMap((build) => {
    const tag = stringOf(fieldsOf(build)["tag"]);
    return tag === "" ? [] : { reference: withoutDigest(tag), digest: partsOf(tag).digest ?? "" };
  });
}

/** The digest of the manifest. For an image that was not pushed, Docker's builder writes the digest of the configuration. */
function manifestDigest(target: Record<string, unknown>): string {
  const digest = stringOf(target["containerimage.digest"]);
  return digest === target["containerimage.config.digest"] || digest === UNLOCKED ? "" : digest;
}

function withoutDigest(reference: string): string {
  return reference.replace(/@\w+:[\da-f]+$/, "");
}
