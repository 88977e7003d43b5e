import { DOCKER_HUB, DOMAIN, REFERENCE, splitRegistry } from "../base/image-reference";
import { isLoopback } from "../base/urls";
import { IMAGE_LIMITS } from "../facts/image-facts";
import { LIMITS } from "./limits";
import { RegistryError } from "./registry-error";

/** The parts of a reference, with Docker's defaults. */
export interface ImageName {
  /** The registry in references and in Docker's config.json, such as `docker.io` or `localhost:5000`. */
  readonly registry: string;
  /** The URL of the registry's API. */
  readonly url: URL;
  readonly repository: string;
  readonly tag: string;
  /** Takes precedence over the tag. */
  readonly digest?: string;
}

export const SHA256 = /^sha256:[a-f0-9]{64}$/;
const HOST = new RegExp(`^${DOMAIN}$`);

/** @throws RegistryError if the text is not a valid reference, or its digest is not a sha256 digest */
export function parseImageName(reference: string): ImageName {
  const match = reference.length > LIMITS.referenceLength ? null : REFERENCE.exec(reference);
  const { name = "", tag = "latest", digest } = match?.groups ?? {};
  const { registry, repository } = splitRegistry(name);
  const url = apiUrl(registry);
  // Docker reads 64 hexadecimal digits as the ID of a local image.
  const isValid =
    HOST.test(registry) && name.length <= IMAGE_LIMITS.reference.maxLength && !/^[a-f0-9]{64}$/.test(name);
  if (name === "" || url === undefined || !isValid) {
    const remedy = "Use the form [registry/]name[:tag][@sha256:…], in lowercase";
    throw new RegistryError("invalid-reference", `is not a valid image reference. ${remedy}.`);
  }
  if (digest === undefined) return { registry, url, repository, tag };
  if (!SHA256.test(digest)) {
    const remedy = "Use sha256: and 64 hexadecimal digits in lowercase";
    throw new RegistryError("unsupported-digest", `has a digest that is not a valid sha256 digest. ${remedy}.`);
  }
  return { registry, url, repository, tag, digest };
}

function apiUrl(registry: string): URL | undefined {
  const host = registry === DOCKER_HUB ? "registry-1.docker.io" : registry;
  if (!URL.canParse(`https://${host}`)) return undefined;
  const url = new URL(`https://${host}`);
  // Docker and crane also use plain HTTP for a registry on this machine.
  return isLoopback(url) ? new URL(`http://${host}`) : url;
}
