import { CONTAINERS_API, type TextLimit } from "./limits";

export const IMAGE_LIMITS = {
  reference: { minLength: 1, maxLength: 255, source: CONTAINERS_API },
} as const satisfies Record<string, TextLimit>;

/**
 * The limits of a build context without the files that .dockerignore excludes. They are this library's own: a context of this
 * size is hashed in about a second at every synth, and it is a fifth of the 1 GiB to which Scaleway limits a whole image
 * (Scaleway's page on the limits of containers, 2026).
 */
export const BUILD_LIMITS = { contextBytes: 200_000_000, contextFiles: 20_000 } as const;

/** The length of a tag that identifies a build context: 64 bits of its hash. */
export const CONTENT_TAG_DIGITS = 16;

/** The only platform that Scaleway runs. */
export const PLATFORM = "linux/amd64";

/**
 * The version of kreuzwerker/docker. Source: its changelog, 2026: `docker_registry_image` builds images since 3.8.0, and can omit
 * their provenance since 4.3.0.
 */
export const DOCKER_PROVIDER_VERSION = "~> 4.5";

/**
 * The compressed size above which an image is large. Scaleway documents a limit of 1 GiB uncompressed, and a usual image is
 * compressed to a quarter of its size.
 */
export const LARGE_IMAGE_MIB = 250;

/**
 * The recommended memory for an image, by its size in decimal megabytes. Scaleway publishes no recommendation. Source: Tencent's
 * documentation of functions from images, the only public table.
 */
export const MEMORY_FOR_IMAGE = [
  { belowMb: 256, memoryMb: 256 },
  { belowMb: 512, memoryMb: 512 },
  { belowMb: Infinity, memoryMb: 1024 },
] as const;

/** The build tools that write the pushed digest to a metadata file. */
export const BUILD_TOOLS = ["buildx", "bake", "skaffold"] as const;
export type BuildTool = (typeof BUILD_TOOLS)[number];

export const DEFAULT_LOCK_FILE = "images.lock.json";
