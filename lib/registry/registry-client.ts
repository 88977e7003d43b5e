import { mapConcurrently } from "../base/concurrency";
import { isMutableTag, withoutLogin } from "../base/image-reference";
import { shorten } from "../base/secret-text";
import { PLATFORM } from "../facts/image-facts";
import type { HttpSettings } from "./http";
import { parseImageName, type ImageName } from "./image-name";
import { LIMITS } from "./limits";
import { mediaTypeOf, parseManifest, sizeOf } from "./manifest";
import { PlatformSearch } from "./platform-search";
import { Registry } from "./registry";
import { RegistryError, SentSecrets } from "./registry-error";

export { RegistryError } from "./registry-error";

/** The image that a reference points to at this moment. */
export interface ResolvedImage {
  /** The digest of the index if there is one, else of the image: `sha256:…`. */
  readonly digest: string;
  readonly mediaType: string;
  /** Always `linux/amd64`: an image for any other platform is rejected. */
  readonly platform: string;
  /** The config and the layers of the image for that platform. */
  readonly compressedSizeBytes: number;
}

export interface RegistryClientOptions {
  /**
   * The environment variables for Docker's configuration, SCW_SECRET_KEY and proxies.
   * @default - the environment of the process
   */
  readonly environment?: NodeJS.ProcessEnv;
  /** @internal */
  readonly http?: Partial<HttpSettings>;
}

/** Resolves image references in their registries, as Docker does. */
export class RegistryClient {
  readonly #secrets = new SentSecrets();
  readonly #registries = new Map<string, Registry>();
  readonly #environment: NodeJS.ProcessEnv;

  constructor(private readonly options: RegistryClientOptions = {}) {
    this.#environment = options.environment ?? process.env;
    this.#secrets.add(this.#environment["SCW_SECRET_KEY"] ?? "");
  }

  /**
   * Resolves a reference to the digest of its image.
   * @param reference `name`, `name:tag`, `name@sha256:…` or `name:tag@sha256:…`
   * @throws RegistryError if the image is not available, or not for linux/amd64
   */
  public async resolve(reference: string): Promise<ResolvedImage> {
    return await this.withReference(reference, resolveIn);
  }

  /**
   * Resolves several references concurrently.
   * @param onDone receives the number of resolved references after each one
   * @returns the results in the order of the references, with the error of each reference that failed
   */
  public async resolveAll(
    references: readonly string[],
    onDone?: (count: number) => void,
  ): Promise<(ResolvedImage | RegistryError)[]> {
    let count = 0;
    return await mapConcurrently(references, LIMITS.concurrentRequests, async (reference) => {
      const result = await this.resolve(reference).catch((error: unknown) => {
        if (error instanceof RegistryError) return error;
        throw error;
      });
      onDone?.(++count);
      return result;
    });
  }

  /**
   * Finds a tag that has the digest of a reference now. Version tags precede mutable tags.
   * @param reference `name@sha256:…`
   * @param preferredTags tags that precede all others
   * @returns undefined if no checked tag has the digest, or the registry does not list tags
   * @throws RegistryError if the registry fails
   */
  public async tagOf(reference: string, preferredTags: readonly string[] = []): Promise<string | undefined> {
    return await this.withReference(reference, async (registry, image) => {
      const listedTags = (await registry.tags(image)).sort((a, b) => Number(isMutableTag(a)) - Number(isMutableTag(b)));
      const tags = [...new Set([...preferredTags, ...listedTags])].slice(0, LIMITS.tagsPerDigest);
      const digests = await mapConcurrently(tags, LIMITS.concurrentRequests, (tag) =>
        registry.digestOf({ ...image, tag }),
      );
      return tags.find((_, index) => digests[index] === image.digest);
    });
  }

  /** Notes about broken credentials that were not needed so far. */
  public async notes(): Promise<string[]> {
    const notes = await Promise.all([...this.#registries.values()].map((registry) => registry.notes()));
    return notes.flat();
  }

  /** Closes all connections. */
  public async close(): Promise<void> {
    await Promise.all([...this.#registries.values()].map((registry) => registry.close()));
  }

  /** Adds the reference to errors, and masks secrets in them. */
  private async withReference<Result>(
    reference: string,
    action: (registry: Registry, image: ImageName) => Promise<Result>,
  ): Promise<Result> {
    try {
      const image = parseImageName(reference);
      return await action(this.registry(image), image);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const { code, message, host = "", status } = error;
      const mask = (text: string) => this.#secrets.mask(text, LIMITS.minMaskedLength);
      const subject = shorten(withoutLogin(reference));
      const details = { reference: subject, host: host === "" ? undefined : mask(host), status };
      throw new RegistryError(code, `${subject}: ${mask(message)}`, details);
    }
  }

  private registry(image: ImageName): Registry {
    const existing = this.#registries.get(image.registry);
    if (existing !== undefined) return existing;
    const registry = new Registry(image, this.#environment, this.#secrets, this.options.http);
    this.#registries.set(image.registry, registry);
    return registry;
  }
}

async function resolveIn(registry: Registry, image: ImageName): Promise<ResolvedImage> {
  // Reading the manifest by its digest gives the announced image, even if the tag moves meanwhile.
  const version = image.digest ?? (await registry.digestOf(image, true)) ?? image.tag;
  const { digest, body, contentType } = await registry.manifest(image, version);
  const manifest = parseManifest(body);
  const runnable = await new PlatformSearch(registry, image).find(manifest);
  return {
    digest,
    mediaType: mediaTypeOf(manifest, contentType),
    platform: PLATFORM,
    compressedSizeBytes: sizeOf(runnable),
  };
}
