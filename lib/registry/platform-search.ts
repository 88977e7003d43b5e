import type { ImageName } from "./image-name";
import { LIMITS } from "./limits";
import {
  candidatesOf,
  isRunnable,
  missingPlatform,
  parseManifest,
  parsePlatform,
  type ImageIndex,
  type ImageManifest,
  type Platform,
} from "./manifest";
import type { Registry } from "./registry";
import { RegistryError } from "./registry-error";

/** The codes of entries that are not images, such as signatures, and of images that were not copied with their index. */
const SKIPPED: readonly string[] = ["not-an-image", "invalid-json", "image-not-found"];

/** Searches for the image that Scaleway runs, in one image or index. */
export class PlatformSearch {
  readonly #platforms: Platform[] = [];
  #remaining: number = LIMITS.manifestsPerIndex;

  constructor(
    private readonly registry: Registry,
    private readonly image: ImageName,
  ) {}

  /** @throws RegistryError if no entry runs on the platform, or if the indexes have too many levels */
  public async find(manifest: ImageManifest | ImageIndex): Promise<ImageManifest> {
    const found = manifest.manifests === undefined ? await this.check(manifest) : await this.findIn(manifest, 0);
    if (found === undefined) throw missingPlatform(this.#platforms);
    return found;
  }

  /** The image, if its config has the platform. */
  private async check(manifest: ImageManifest): Promise<ImageManifest | undefined> {
    const platform = parsePlatform(await this.registry.config(this.image, manifest.config.digest));
    if (isRunnable(platform)) return manifest;
    this.#platforms.push(platform);
    return undefined;
  }

  private async findIn(index: ImageIndex, depth: number): Promise<ImageManifest | undefined> {
    if (depth > LIMITS.nestedIndexes) {
      const problem = `the index contains more than ${LIMITS.nestedIndexes} levels of indexes`;
      throw new RegistryError("nested-index", `${problem}. Push the images as a single index.`);
    }
    const platforms = index.manifests.flatMap(({ platform }) => platform ?? []);
    this.#platforms.push(...platforms.filter((platform) => !isRunnable(platform)));
    for (const { digest, platform } of candidatesOf(index)) {
      const found = await this.findAt(digest, platform, depth);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The image at an entry of an index; undefined for another platform, and for an entry that is not an image. */
  private async findAt(
    digest: string,
    platform: Platform | undefined,
    depth: number,
  ): Promise<ImageManifest | undefined> {
    if (this.#remaining-- <= 0) return undefined;
    try {
      const manifest = parseManifest((await this.registry.manifest(this.image, digest)).body);
      if (manifest.manifests !== undefined) return await this.findIn(manifest, depth + 1);
      return platform === undefined ? await this.check(manifest) : manifest;
    } catch (error) {
      const isSkipped = platform === undefined && error instanceof RegistryError && SKIPPED.includes(error.code);
      if (isSkipped) return undefined;
      throw error;
    }
  }
}
