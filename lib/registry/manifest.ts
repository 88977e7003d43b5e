import { z } from "zod";
import { PLATFORM } from "../facts/limits";
import { LIMITS } from "./limits";
import { SHA256 } from "./image-name";
import { RegistryError } from "./registry-error";

const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json";
export const ACCEPTED = [
  OCI_INDEX,
  OCI_IMAGE,
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

const platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });
const sized = z.object({ size: z.number().int().nonnegative() });
const descriptor = sized.extend({ digest: z.string().regex(SHA256) });
const absent = z.undefined().optional();
const entry = descriptor.extend({ platform: platform.optional() });
const manifest = z.object({ mediaType: z.string().optional() });
const image = manifest.extend({ config: descriptor, layers: z.array(sized), manifests: absent });
const index = manifest.extend({ manifests: z.array(entry), config: absent, layers: absent });

export type Platform = z.infer<typeof platform>;
export type ImageManifest = z.infer<typeof image>;
export type ImageIndex = z.infer<typeof index>;

/** @throws RegistryError for what is neither an image nor an index, or could be read as both */
export function parseManifest(body: Buffer): ImageManifest | ImageIndex {
  const parsed = z.union([image, index]).safeParse(parseJson(body, "manifest"));
  if (!parsed.success) throw new RegistryError("is no container image: its manifest has no config and layers");
  return parsed.data;
}

/** @throws RegistryError for a size that no image has */
export function sizeOf({ config, layers }: ImageManifest): number {
  const bytes = layers.reduce((sum, { size }) => sum + size, config.size);
  if (bytes > LIMITS.imageBytes)
    throw new RegistryError(
      `has layers of more than ${LIMITS.imageBytes} bytes by its manifest; build and push it again`,
    );
  return bytes;
}

/** What a manifest says of itself, or else the registry; some say neither, and static ones `application/json`. */
export function mediaTypeOf({ mediaType = "", manifests }: ImageManifest | ImageIndex, contentType: string): string {
  return (
    [mediaType, contentType].find((each) => ACCEPTED.includes(each)) ??
    (manifests === undefined ? OCI_IMAGE : OCI_INDEX)
  );
}

/** @throws RegistryError for the oldest kind of manifests, of which the digest is not that of the text */
export function refuseSchema1(contentType: string): void {
  if (contentType.startsWith("application/vnd.docker.distribution.manifest.v1+"))
    throw new RegistryError(
      "has a manifest of schema 1, which registries gave up in 2019; build and push it again with a current Docker",
    );
}

/** Of a config, for an image that is in no index. */
export function parsePlatform(body: Buffer): Platform {
  const { success, data } = platform.safeParse(parseJson(body, "config"));
  if (!success) throw new RegistryError("is no container image: its config names no platform");
  return data;
}

export function isRunnable({ os, architecture }: Platform): boolean {
  return `${os}/${architecture}` === PLATFORM;
}

/** The image in an index for the platform; that for every such machine before one for the newer ones. */
export function findRunnable({ manifests }: ImageIndex): ImageIndex["manifests"][number] | undefined {
  const runnable = manifests.filter((each) => each.platform !== undefined && isRunnable(each.platform));
  return runnable.find((each) => each.platform?.variant === undefined) ?? runnable[0];
}

/** That there is no image for the platform, which ones there are, and how to build it. */
export function otherPlatform(platforms: readonly Platform[]): RegistryError {
  const names = platforms
    // An attestation is an entry as well, of an unknown platform.
    .filter(({ os }) => os !== "unknown")
    .map((each) => [each.os, each.architecture, each.variant].filter(Boolean).join("/"));
  const { platformsShown, platformShown: most } = LIMITS;
  const shown = [...new Set(names)]
    .slice(0, platformsShown)
    .map((each) => (each.length > most ? `${each.slice(0, most)}…` : each))
    .join(", ");
  const more = names.length > platformsShown ? ", …" : "";
  return new RegistryError(
    `is not for ${PLATFORM}, which Scaleway runs, but for ${shown === "" ? "no platform" : shown}${more}; build it with docker buildx build --platform ${PLATFORM}`,
  );
}

function parseJson(body: Buffer, what: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RegistryError(`has a ${what} that is no JSON`);
  }
}
