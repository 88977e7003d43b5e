import { Token } from "cdktf";
import { z } from "zod";
import { IMAGE_LIMITS } from "./limits";
import { IMAGE_BRAND, hasBrand } from "./private/brands";
import { nonEmpty, registrySha256, text, whenFine } from "./private/fields";
import { DIGEST, REFERENCE, isMutableTag } from "./private/image-reference";
import { check, propsSchema } from "./private/validate";

export interface FromRegistryOptions {
  /**
   * The image's digest, a build id or a git SHA: any change redeploys.
   * @default - the digest in the reference, else none
   */
  readonly registrySha256?: string;
}

export interface ImageParts extends FromRegistryOptions {
  /** The registry and its path without a scheme, as `rg.fr-par.scw.cloud/my-registry`. */
  readonly registryEndpoint: string;
  /** The image's name in the registry, as `order-api` or `backend/api`. */
  readonly name: string;
  /** The tag, as `v1.4.0`. */
  readonly tag: string;
}

/** A container image: what runs, and the text whose change redeploys it. */
export class ContainerImage {
  /**
   * A full reference, as `docker pull` takes it: `[host[:port]/]path[:tag][@digest]`. A digest beside a tag becomes
   * `registrySha256`, the tag stays the image.
   * @param reference 1 to 255 characters; linux/amd64; a public registry, or a private Scaleway registry of the same organization
   */
  public static fromRegistry(reference: string, options: FromRegistryOptions = {}): ContainerImage {
    check("ContainerImage.fromRegistry", referenceSchema, { reference });
    check("ContainerImage.fromRegistry", optionsSchema, options);
    return ContainerImage.of(reference, options.registrySha256);
  }

  /** Registry, name and tag apart, as in an OpenMCF manifest. Each may be a token. */
  public static fromParts(parts: ImageParts): ContainerImage {
    check("ContainerImage.fromParts", partsSchema, parts);
    const reference = `${parts.registryEndpoint.replace(/\/$/, "")}/${parts.name}:${parts.tag}`;
    check("ContainerImage.fromParts", referenceSchema, { reference });
    return Token.isUnresolved(reference)
      ? new ContainerImage(reference, parts.tag, parts.registrySha256)
      : ContainerImage.of(reference, parts.registrySha256);
  }

  /** The digest of a literal reference is told from its tag. */
  private static of(reference: string, registrySha256: string | undefined): ContainerImage {
    const { tag, digest } = REFERENCE.exec(reference)?.groups ?? {};
    const image = digest !== undefined && tag !== undefined ? reference.slice(0, reference.indexOf("@")) : reference;
    return new ContainerImage(image, tag, registrySha256 ?? digest);
  }

  public static isContainerImage(value: unknown): value is ContainerImage {
    return hasBrand(value, IMAGE_BRAND);
  }

  private constructor(
    /** What Scaleway pulls. */
    public readonly reference: string,
    /** The tag, where the reference has one. */
    public readonly tag: string | undefined,
    /** What redeploys when it changes. */
    public readonly registrySha256: string | undefined,
  ) {
    Object.defineProperty(this, IMAGE_BRAND, { value: true });
  }

  /** Whether the reference pins a digest without a tag. */
  public get isDigestOnly(): boolean {
    return this.tag === undefined && this.reference.includes("@");
  }

  /** Whether the same reference may name another image tomorrow, with nothing here to tell. */
  public get isMutable(): boolean {
    if (this.registrySha256 !== undefined || this.isDigestOnly) return false;
    return this.tag === undefined ? !Token.isUnresolved(this.reference) : isMutableTag(this.tag);
  }
}

const referenceSchema = z.strictObject({
  reference: text(IMAGE_LIMITS.reference).refine((reference) => REFERENCE.test(reference), {
    error: ({ input }) =>
      `${quote(input)} is no image reference: ${reason(input)}; write host/path/name:tag, as rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0`,
    ...whenFine,
  }),
});

/** Credentials in a reference are refused, and not repeated. */
function quote(reference: unknown): string {
  return JSON.stringify(String(reference).replace(/^(\w+:\/\/)?.*:.*@(?!sha\d+:)/s, "$1…@"));
}

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
  registryEndpoint: nonEmpty().refine((endpoint) => !endpoint.includes("://"), {
    error: ({ input }) => `${quote(input)} has a scheme; write the host and path alone`,
  }),
  name: nonEmpty(),
  tag: nonEmpty(),
  registrySha256: registrySha256().optional(),
});
