import { z } from "zod";
import { PLATFORM } from "../facts/image-facts";
import { SHA256 } from "./image-name";
import { LIMITS } from "./limits";
import { RegistryError } from "./registry-error";

const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
/** The media types of images and indexes that the client accepts. */
export const ACCEPTED: readonly string[] = [
  OCI_INDEX,
  OCI_IMAGE,
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

const variant = z.string().nullish();
const platform = z.object({ os: z.string(), architecture: z.string(), variant });
const sized = z.object({ size: z.number().int().nonnegative() });
const descriptor = sized.extend({ digest: z.string().regex(SHA256) });
const absent = z.undefined().optional();
const entry = z.object({
  digest: z.string().regex(SHA256),
  mediaType: z.string().optional().catch(undefined),
  platform: platform.optional().catch(undefined),
});
// Docker also ignores entries that it does not know, such as those with another digest algorithm.
const entries = z.array(z.unknown()).transform((all) => all.flatMap((each) => entry.safeParse(each).data ?? []));
const manifest = z.object({ mediaType: z.string().optional() });
const image = manifest.extend({ config: descriptor, layers: z.array(sized), manifests: absent });
const index = manifest.extend({ manifests: entries, config: absent, layers: absent });

export type Platform = z.infer<typeof platform>;
export type ImageManifest = z.infer<typeof image>;
export type ImageIndex = z.infer<typeof index>;

/** @throws RegistryError if the manifest is neither an image nor an index, or is both */
export function parseManifest(body: Buffer): ImageManifest | ImageIndex {
  const { success, data } = z.union([image, index]).safeParse(parseJson(body, "manifest"));
  if (!success) throw notAnImage("the manifest does not have a config and layers");
  return data;
}

/** @throws RegistryError if the size is above the limit of every registry */
export function sizeOf({ config, layers }: ImageManifest): number {
  const bytes = layers.reduce((sum, { size }) => sum + size, config.size);
  if (bytes > LIMITS.imageBytes) {
    const problem = `the manifest declares more than ${LIMITS.imageBytes} bytes`;
    throw new RegistryError("image-too-large", `${problem}. Rebuild and push the image.`);
  }
  return bytes;
}

/** The media type in the manifest or in the header. Some manifests have neither, and static servers send `application/json`. */
export function mediaTypeOf({ mediaType = "", manifests }: ImageManifest | ImageIndex, contentType: string): string {
  return (
    [mediaType, contentType].find((type) => ACCEPTED.includes(type)) ??
    (manifests === undefined ? OCI_IMAGE : OCI_INDEX)
  );
}

/** @throws RegistryError for schema 1, where the digest is not the hash of the text */
export function rejectSchema1(contentType: string): void {
  if (!contentType.startsWith("application/vnd.docker.distribution.manifest.v1+")) return;
  const problem = "the manifest uses schema 1, which registries dropped in 2019";
  throw new RegistryError("unsupported-schema", `${problem}. Rebuild and push the image with a current Docker.`);
}

/** @throws RegistryError if the config is not that of a container image */
export function parsePlatform(body: Buffer): Platform {
  const { success, data } = platform.safeParse(parseJson(body, "config"));
  if (!success) throw notAnImage("the config does not have a platform");
  return data;
}

export function isRunnable({ os, architecture }: Platform): boolean {
  return `${os}/${architecture}` === PLATFORM;
}

/** Whether a descriptor without a platform may be an image or an index, and is not an artifact. */
function isImageType(mediaType = ""): boolean {
  return mediaType === "" || ACCEPTED.includes(mediaType);
}

/**
 * The entries of an index that may be the image that Scaleway runs, or contain it: an image for all amd64 machines, else one for
 * newer machines, else the entries without a platform.
 */
export function candidatesOf({ manifests }: ImageIndex): ImageIndex["manifests"] {
  const runnable = manifests.filter((each) => each.platform !== undefined && isRunnable(each.platform));
  const [first] = runnable;
  if (first === undefined)
    return manifests.filter((each) => each.platform === undefined && isImageType(each.mediaType));
  return [runnable.find((each) => (each.platform?.variant ?? "") === "") ?? first];
}

/** The error for an image without the platform that Scaleway runs; lists the platforms that it has. */
export function missingPlatform(platforms: readonly Platform[]): RegistryError {
  const names = platforms
    // The platform of an attestation is unknown/unknown.
    .filter(({ os }) => os !== "unknown")
    .map((each) => [each.os, each.architecture, each.variant].filter(Boolean).join("/"))
    .map((name) => (name.length > LIMITS.platformLength ? `${name.slice(0, LIMITS.platformLength)}…` : name));
  const list = [...new Set(names)].slice(0, LIMITS.platformsInMessage).join(", ");
  const more = names.length > LIMITS.platformsInMessage ? ", …" : "";
  return new RegistryError(
    "platform-missing",
    `is not built for ${PLATFORM}, which Scaleway requires, got ${list === "" ? "no platform" : list}${more}. Build it with docker buildx build --platform ${PLATFORM}.`,
  );
}

function notAnImage(problem: string): RegistryError {
  return new RegistryError("not-an-image", `is not a container image: ${problem}. Check the reference.`);
}

function parseJson(body: Buffer, document: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RegistryError("invalid-json", `the ${document} is not valid JSON. Check the reference.`);
  }
}
