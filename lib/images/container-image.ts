import type { IContainerImage } from "../contracts/container-image";
import { nonEmpty, registrySha256 } from "../schema/fields";
import { digestIssues, imageReferenceField, registryEndpointField } from "../schema/image-fields";
import { acrossFields, parseInput, propsSchema } from "../schema/parse";
import { DirectoryImage, type DirectoryImageOptions } from "./directory-image";
import { LiteralImage } from "./literal-image";
import { LockedImage, type FromLockOptions } from "./locked-image";
import { RegistryTagImage, type RegistryTagOptions } from "./registry-tag-image";

/** The type of an image. Any object with `bind` is one. */
export type ContainerImage = IContainerImage;

/** The options of `ContainerImage.fromRegistry`. */
export interface FromRegistryOptions {
  /**
   * The digest of the image, a build ID or a git SHA. Every change triggers a redeployment.
   * @default - the digest in the reference, if it has one
   */
  readonly registrySha256?: string | undefined;
}

/** The parts of a reference, for `ContainerImage.fromParts`. */
export interface ImageParts extends FromRegistryOptions {
  /** The registry and its path without a scheme, such as `rg.fr-par.scw.cloud/my-registry`. */
  readonly registryEndpoint: string;
  /** The name of the image in the registry, such as `order-api` or `backend/api`. */
  readonly name: string;
  /** The tag, such as `v1.4.0`. A tag that is pushed again, such as `latest`, causes the warning `mutable-tag`. */
  readonly tag: string;
}

/** Creates images from registries, from a lock, or from a directory. */
export const ContainerImage = {
  /**
   * Uses a full reference in the format of `docker pull`: `[host[:port]/]path[:tag][@digest]`. A digest beside a tag becomes
   * `registrySha256`, and the tag stays in the image.
   * @param reference 1 to 255 characters. The image must be built for linux/amd64. The registry must be public, or a private
   * Scaleway registry of the same organization.
   * @example
   * ```ts
   * const locked = ContainerImage.fromRegistry(
   *   "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0@sha256:b5b2b2c507a0944348e0303114d8d93aaaa081732b86451d9bce1f432a537bc7",
   * );
   * new ServerlessContainer(stack, "web", { image: locked, privacy: "public" });
   * ```
   * @throws ValidationError if the reference is not valid
   */
  fromRegistry(reference: string, options: FromRegistryOptions = {}): ContainerImage {
    const source = "ContainerImage.fromRegistry";
    const parsed = parseInput(source, referenceSchema, { reference });
    return new LiteralImage(parsed.reference, parseInput(source, optionsSchema, options).registrySha256);
  },

  /**
   * Joins registry, name and tag, which an OpenMCF manifest has as separate fields. Each can be a token.
   * @example
   * ```ts
   * const image = ContainerImage.fromParts({
   *   registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
   *   name: "order-api",
   *   tag: "v1.4.0",
   * });
   * ```
   * @throws ValidationError if a part is missing or not valid
   */
  fromParts(parts: ImageParts): ContainerImage {
    const source = "ContainerImage.fromParts";
    const { registryEndpoint, name, tag, registrySha256: digest } = parseInput(source, partsSchema, parts);
    const reference = `${registryEndpoint.replace(/\/$/, "")}/${name}:${tag}`;
    parseInput(source, referenceSchema, { reference });
    return new LiteralImage(reference, digest);
  },

  /**
   * Uses a tag of a Scaleway registry and reads its digest in every plan: after a push under the same tag, the next apply
   * redeploys without a change of code. The image must be pushed before the first plan.
   * @example
   * ```ts
   * const main = ContainerImage.fromRegistryTag({ namespace: "my-registry", name: "order-api", tag: "main" });
   * new ServerlessContainer(stack, "web", { image: main, privacy: "public" });
   * ```
   * @throws ValidationError if an option is missing or not valid
   */
  fromRegistryTag(options: RegistryTagOptions): ContainerImage {
    return new RegistryTagImage(options);
  },

  /**
   * Uses the digest in `images.lock.json`, which `scw-containers lock` writes and git stores.
   * @param reference the reference in the lock: `[host[:port]/]path[:tag]`. Cannot be a token.
   * @example
   * ```ts
   * const locked = ContainerImage.fromLock("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0");
   * new ServerlessContainer(stack, "web", { image: locked, privacy: "public" });
   * ```
   * @throws ValidationError if the reference is not valid; when a container uses the image, with the code `not-locked` if there is no lock
   * or the image is not in the lock
   */
  fromLock(reference: string, options: FromLockOptions = {}): ContainerImage {
    return new LockedImage(reference, options);
  },

  /**
   * Builds a directory for linux/amd64 and pushes the image during `apply`, with Docker on the machine that applies. The tag is a
   * hash of the build context: nothing is built while the tag stays the same. A Scaleway registry gets the secret key of the
   * Scaleway provider, every other registry the credentials of `docker login`.
   * @param path a directory, relative to the working directory, of at most 200 MB and 20 000 files that `.dockerignore` does not
   * exclude. Cannot be a token.
   * @example
   * ```ts
   * const built = ContainerImage.fromDirectory("order-api", {
   *   registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
   *   name: "order-api",
   * });
   * new ServerlessContainer(stack, "web", { image: built, privacy: "public" });
   * ```
   * @throws ValidationError with the code `directory-not-found` or `file-not-found` if the directory or its Dockerfile is missing,
   * `context-too-large` if the directory has too many bytes or files, `generated-file` if it contains files of Terraform, CDKTF or git, and
   * `secret-file` if it contains files with credentials that are not in `allowedSecretFiles`
   */
  fromDirectory(path: string, options: DirectoryImageOptions): ContainerImage {
    return new DirectoryImage(path, options);
  },
};

interface ReferenceInput {
  readonly reference: string;
}

const referenceSchema = propsSchema<ReferenceInput>()({ reference: imageReferenceField() });

const optionsSchema = acrossFields(
  propsSchema<FromRegistryOptions>()({ registrySha256: registrySha256().optional() }),
  digestIssues,
);

/** @internal */
export const partsSchema = acrossFields(
  propsSchema<ImageParts>()({
    registryEndpoint: registryEndpointField(),
    name: nonEmpty(),
    tag: nonEmpty(),
    registrySha256: registrySha256().optional(),
  }),
  digestIssues,
);
