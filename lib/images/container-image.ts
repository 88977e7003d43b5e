import { Token } from "cdktf";
import { z } from "zod";
import { DirectoryImage, type DirectoryImageOptions } from "./directory-image";
import { IMAGE_LIMITS } from "../facts/limits";
import { LockedImage, type FromLockOptions } from "./locked-image";
import { nonEmpty, notAToken, registrySha256, text, whenFine } from "../schema/fields";
import { DIGEST, REFERENCE, partsOf, quoteReference } from "../base/image-reference";
import { registryEndpoint } from "../schema/identifiers";
import { check, propsSchema } from "../schema/parse";
import { RegistryTagImage, type RegistryTagOptions } from "./registry-tag-image";
import type { ServerlessContainer } from "../constructs/container/serverless-container";

/** What a container runs. */
export interface BoundImage {
  /** What Scaleway pulls: 1 to 255 characters. */
  readonly image: string;
  /**
   * The image's digest, a build id or a git SHA: any change redeploys.
   * @default - none: only another `image` redeploys
   */
  readonly registrySha256?: string | undefined;
}

/** What to run. `ContainerImage` has the ways to say it; any object with `bind` is one. */
export interface ContainerImage {
  /**
   * Makes what the image needs, and tells what runs. Called once for each container.
   * @param scope the container: what is made belongs below it, or is shared by its stack
   */
  bind(scope: ServerlessContainer): BoundImage;
}

export interface FromRegistryOptions {
  /**
   * The image's digest, a build id or a git SHA: any change redeploys.
   * @default - the digest in the reference, else none
   */
  readonly registrySha256?: string | undefined;
}

export interface ImageParts extends FromRegistryOptions {
  /** The registry and its path without a scheme, as `rg.fr-par.scw.cloud/my-registry`. */
  readonly registryEndpoint: string;
  /** The image's name in the registry, as `order-api` or `backend/api`. */
  readonly name: string;
  /** The tag, as `v1.4.0`. */
  readonly tag: string;
}

/** The ways to say what to run. */
export const ContainerImage = {
  /**
   * A full reference, as `docker pull` takes it: `[host[:port]/]path[:tag][@digest]`. A digest beside a tag becomes
   * `registrySha256`, the tag stays the image.
   * @param reference 1 to 255 characters; linux/amd64; a public registry, or a private Scaleway registry of the same organization
   */
  fromRegistry(reference: string, options: FromRegistryOptions = {}): ContainerImage {
    check("ContainerImage.fromRegistry", referenceSchema, { reference });
    check("ContainerImage.fromRegistry", optionsSchema, options);
    return literal(reference, options.registrySha256);
  },

  /** Registry, name and tag apart, as in an OpenMCF manifest. Each may be a token. */
  fromParts(parts: ImageParts): ContainerImage {
    check("ContainerImage.fromParts", partsSchema, parts);
    const reference = `${parts.registryEndpoint.replace(/\/$/, "")}/${parts.name}:${parts.tag}`;
    check("ContainerImage.fromParts", referenceSchema, { reference });
    return literal(reference, parts.registrySha256);
  },

  /**
   * A tag of a Scaleway registry, whose digest is read at every plan: a push under the same tag redeploys at the next apply,
   * with no change of code. The image has to be pushed before the first plan.
   */
  fromRegistryTag(options: RegistryTagOptions): ContainerImage {
    return new RegistryTagImage(options);
  },

  /**
   * An image whose digest is in `images.lock.json`, which `scw-containers lock` writes, and git keeps.
   * @param reference as in the lock: `[host[:port]/]path[:tag]`
   * @throws ValidationError when there is no lock, or the image is not in it
   */
  fromLock(reference: string, options: FromLockOptions = {}): ContainerImage {
    check("ContainerImage.fromLock", lockedSchema, { reference });
    return new LockedImage(reference, options);
  },

  /**
   * An image that `apply` builds from a directory for linux/amd64, and pushes, with Docker on the machine that applies. Its tag is a
   * hash of what it is built from: while that stays the same, nothing is built. A registry of Scaleway is logged in to with
   * the key that the Scaleway provider uses, any other with Docker's own configuration.
   * @param path from the folder that the program runs in; no token. At most 200 MB and 20 000 files without what `.dockerignore` leaves out
   * @throws ValidationError when there is no such directory or no Dockerfile in it, or it holds what no image should
   */
  fromDirectory(path: string, options: DirectoryImageOptions): ContainerImage {
    return new DirectoryImage(path, options);
  },
};

/** The digest of a literal reference is told from its tag. */
function literal(reference: string, registrySha256: string | undefined): ContainerImage {
  const { name, tag, digest } = Token.isUnresolved(reference) ? {} : partsOf(reference);
  const image = digest !== undefined && tag !== undefined ? `${name}:${tag}` : reference;
  const bound = { image, registrySha256: registrySha256 ?? digest };
  return { bind: () => bound };
}

const referenceSchema = z.strictObject({
  reference: text(IMAGE_LIMITS.reference).refine((reference) => REFERENCE.test(reference), {
    error: ({ input }) =>
      `${quoteReference(input)} is no image reference: ${reason(input)}; write host/path/name:tag, as rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0`,
    ...whenFine,
  }),
});

const lockedSchema = z.strictObject({ reference: referenceSchema.shape.reference.refine(...notAToken) });

function reason(reference: unknown): string {
  const given = String(reference);
  if (/^\w+:\/\//.test(given)) return "it has a scheme";
  if (/\s/.test(given)) return "it has white space";
  const [name = "", digest] = given.split("@");
  if (digest !== undefined && !new RegExp(`^${DIGEST}$`).test(digest)) return "what follows @ is no digest";
  const path = name.slice(name.indexOf("/") + 1);
  if (/^[^:]*[A-Z]/.test(path)) return "its path has upper-case letters";
  if (/\/\/|\/$|^\//.test(name)) return "it has an empty part";
  if (name.endsWith(":")) return "its tag is empty";
  return "its path or tag has characters that are not allowed there";
}

const optionsSchema = propsSchema<FromRegistryOptions>()({ registrySha256: registrySha256().optional() });

/** @internal */
export const partsSchema = propsSchema<ImageParts>()({
  registryEndpoint: registryEndpoint(),
  name: nonEmpty(),
  tag: nonEmpty(),
  registrySha256: registrySha256().optional(),
});

/** @internal What `bind` has to return. */
export const boundImageSchema = propsSchema<BoundImage>()({
  image: referenceSchema.shape.reference,
  registrySha256: registrySha256().optional(),
});
