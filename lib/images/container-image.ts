import { Token } from "cdktf";
import { z } from "zod";
import { partsOf } from "../base/image-reference";
import type { ContainerImage as ContainerImageContract } from "../contracts/container-image";
import { nonEmpty, notAToken, registrySha256 } from "../schema/fields";
import { imageReference, registryEndpoint } from "../schema/image-fields";
import { check, propsSchema } from "../schema/parse";
import { DirectoryImage, type DirectoryImageOptions } from "./directory-image";
import { LockedImage, type FromLockOptions } from "./locked-image";
import { RegistryTagImage, type RegistryTagOptions } from "./registry-tag-image";

/** The image that a container runs; any object with `bind` is one. */
export type ContainerImage = ContainerImageContract;

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

const referenceSchema = z.strictObject({ reference: imageReference() });

const lockedSchema = z.strictObject({ reference: referenceSchema.shape.reference.refine(...notAToken) });

const optionsSchema = propsSchema<FromRegistryOptions>()({ registrySha256: registrySha256().optional() });

/** @internal */
export const partsSchema = propsSchema<ImageParts>()({
  registryEndpoint: registryEndpoint(),
  name: nonEmpty(),
  tag: nonEmpty(),
  registrySha256: registrySha256().optional(),
});
