import { PLATFORM } from "../facts/limits";
import { LIMITS } from "./limits";
import { withoutLogin } from "../base/image-reference";
import type { HttpSettings } from "./http";
import { isMutableTag } from "../base/image-reference";
import { parseImageName, type ImageName } from "./image-name";
import {
  findRunnable,
  isRunnable,
  mediaTypeOf,
  otherPlatform,
  parseManifest,
  parsePlatform,
  sizeOf,
  type ImageIndex,
  type ImageManifest,
  type Platform,
} from "./manifest";
import { Registry } from "./registry";
import { RegistryError, SentSecrets } from "./registry-error";

export { RegistryError } from "./registry-error";

/** What a tag names at this moment. */
export interface ResolvedImage {
  /** Of the index where there is one, as `sha256:…`. */
  readonly digest: string;
  readonly mediaType: string;
  /** `linux/amd64`: all others are refused. */
  readonly platform: string;
  /** Config and layers of the image for that platform. */
  readonly compressedSizeBytes: number;
}

export interface RegistryClientOptions {
  /** Docker's configuration, SCW_SECRET_KEY and proxies come from here. Default: that of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** @internal */
  readonly http?: Partial<HttpSettings>;
}

/** Asks registries which image a reference names, as Docker would. */
export class RegistryClient {
  readonly #secrets = new SentSecrets();
  readonly #registries = new Map<string, Registry>();
  readonly #environment: NodeJS.ProcessEnv;

  constructor(private readonly options: RegistryClientOptions = {}) {
    this.#environment = options.environment ?? process.env;
    this.#secrets.add(this.#environment["SCW_SECRET_KEY"] ?? "");
  }

  /**
   * @param reference as `name`, `name:tag`, `name@sha256:…` or `name:tag@sha256:…`
   * @throws RegistryError when it is not an image for linux/amd64 that can be had
   */
  public async resolve(reference: string): Promise<ResolvedImage> {
    return await this.named(reference, resolveIn);
  }

  /**
   * @param onDone is told how many are done after each
   * @returns in the order given, with an error in the place of what failed
   */
  public async resolveAll(
    references: readonly string[],
    onDone?: (count: number) => void,
  ): Promise<(ResolvedImage | RegistryError)[]> {
    let done = 0;
    return await inParallel(references, async (reference) => {
      const result = await this.resolve(reference).catch((error: unknown) => {
        if (error instanceof RegistryError) return error;
        throw error;
      });
      onDone?.(++done);
      return result;
    });
  }

  /**
   * A tag that has the digest of a reference today; a version before a name that moves.
   * @param reference as `name@sha256:…`
   * @param first tags that go before all others
   * @returns nothing where none of the tags that are looked at has it, or the registry does not tell
   * @throws RegistryError when the registry can't be asked, or does not answer all that it is asked
   */
  public async tagOf(reference: string, first: readonly string[] = []): Promise<string | undefined> {
    return await this.named(reference, async (registry, image) => {
      const others = (await registry.tags(image)).sort(
        (one, other) => Number(isMutableTag(one)) - Number(isMutableTag(other)),
      );
      const tags = [...new Set([...first, ...others])].slice(0, LIMITS.tagsAsked);
      const digests = await inParallel(tags, (tag) => registry.digestOf({ ...image, tag }));
      return tags.find((_, index) => digests[index] === image.digest);
    });
  }

  /** Ends all connections. */
  public async close(): Promise<void> {
    await Promise.all([...this.#registries.values()].map((registry) => registry.close()));
  }

  /** Errors begin with the reference. */
  private async named<Result>(
    reference: string,
    ask: (registry: Registry, image: ImageName) => Promise<Result>,
  ): Promise<Result> {
    try {
      const image = parseImageName(reference);
      return await ask(this.registry(image), image);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const message = this.#secrets.mask(error.message, LIMITS.shortestInText);
      throw new RegistryError(`${withoutLogin(reference)}: ${message}`);
    }
  }

  private registry(image: ImageName): Registry {
    const known = this.#registries.get(image.registry);
    if (known !== undefined) return known;
    const registry = new Registry(image, this.#environment, this.#secrets, this.options.http);
    this.#registries.set(image.registry, registry);
    return registry;
  }
}

/** With a bound; the results in the order of what was given. */
async function inParallel<Given, Result>(
  given: readonly Given[],
  act: (each: Given) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = given.entries();
  const work = async () => {
    for (const [at, each] of left) results[at] = await act(each);
  };
  await Promise.all(Array.from({ length: LIMITS.imagesAtOnce }, work));
  return results;
}

async function resolveIn(registry: Registry, image: ImageName): Promise<ResolvedImage> {
  // By its digest the manifest is the one that was announced, even if the tag moves meanwhile.
  const version = image.digest ?? (await registry.digestOf(image, true)) ?? image.tag;
  const { digest, body, contentType } = await registry.manifest(image, version);
  const parsed = parseManifest(body);
  const runnable =
    parsed.manifests === undefined ? await checked(registry, image, parsed) : await fromIndex(registry, image, parsed);
  return {
    digest,
    mediaType: mediaTypeOf(parsed, contentType),
    platform: PLATFORM,
    compressedSizeBytes: sizeOf(runnable),
  };
}

async function checked(registry: Registry, image: ImageName, manifest: ImageManifest): Promise<ImageManifest> {
  const platform = parsePlatform(await registry.config(image, manifest.config.digest));
  if (!isRunnable(platform)) throw otherPlatform([platform]);
  return manifest;
}

async function fromIndex(registry: Registry, image: ImageName, index: ImageIndex): Promise<ImageManifest> {
  const found = findRunnable(index);
  if (found !== undefined) return await imageOf(registry, image, found.digest);
  const platforms = index.manifests.flatMap(({ platform }) => platform ?? []);
  const unnamed = index.manifests.filter(({ platform }) => platform === undefined);
  for (const { digest } of unnamed.slice(0, LIMITS.unnamedPlatforms)) {
    const manifest = await imageOf(registry, image, digest);
    const platform: Platform = parsePlatform(await registry.config(image, manifest.config.digest));
    if (isRunnable(platform)) return manifest;
    platforms.push(platform);
  }
  throw otherPlatform(platforms);
}

async function imageOf(registry: Registry, image: ImageName, digest: string): Promise<ImageManifest> {
  const manifest = parseManifest((await registry.manifest(image, digest)).body);
  if (manifest.manifests !== undefined) throw new RegistryError("has an index within its index; push it as one");
  return manifest;
}
