import { IMAGE_LIMITS } from "../facts/limits";
import { LIMITS } from "./limits";
import { DOCKER_HUB, DOMAIN, REFERENCE, splitRegistry } from "../base/image-reference";
import { RegistryError } from "./registry-error";

/** A reference as Docker reads it. */
export interface ImageName {
  /** As users write it, and as credentials are kept for it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Where the registry answers. */
  readonly url: URL;
  readonly repository: string;
  readonly tag: string;
  /** Goes before the tag, where there is one. */
  readonly digest?: string;
}

export const SHA256 = /^sha256:[a-f0-9]{64}$/;
const HOST = new RegExp(`^${DOMAIN}$`);

export function parseImageName(reference: string): ImageName {
  const match = reference.length > LIMITS.reference ? null : REFERENCE.exec(reference);
  const { name = "", tag = "latest", digest } = match?.groups ?? {};
  const { registry, repository } = splitRegistry(name);
  const url = urlOf(registry);
  // Docker takes 64 hexadecimal digits for the id of an image that is on the machine.
  const isRight =
    HOST.test(registry) && name.length <= IMAGE_LIMITS.reference.maxLength && !/^[a-f0-9]{64}$/.test(name);
  if (name === "" || url === undefined || !isRight)
    throw new RegistryError("is no image that a registry has; write [registry/]name[:tag][@sha256:…], in lower case");
  if (digest === undefined) return { registry, url, repository, tag };
  if (!SHA256.test(digest))
    throw new RegistryError("has a digest other than sha256: and 64 hexadecimal digits in lower case; use that one");
  return { registry, url, repository, tag, digest };
}

function urlOf(registry: string): URL | undefined {
  const host = registry === DOCKER_HUB ? "registry-1.docker.io" : registry;
  if (!URL.canParse(`https://${host}`)) return undefined;
  const { hostname } = new URL(`https://${host}`);
  // A registry on this machine speaks plain HTTP, to Docker and crane as well.
  const isOnThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return new URL(`${isOnThisMachine ? "http" : "https"}://${host}`);
}
