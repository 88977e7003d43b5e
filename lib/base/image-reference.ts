import { describeText, isSecretText, shorten } from "./secret-text";

// The grammar of distribution/reference, which docker and containerd use.
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
/** The pattern of an image name without its registry. */
export const IMAGE_NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
export const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
export const TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
export const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
export const REFERENCE = new RegExp(
  `^(?<name>(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/** The parts of a reference; empty if the text is not a valid reference. */
export function partsOf(reference: string): {
  readonly name?: string;
  readonly tag?: string;
  readonly digest?: string;
} {
  return REFERENCE.exec(reference)?.groups ?? {};
}

export const DOCKER_HUB = "docker.io";

/** Splits a name as Docker does: the first part is a registry if it contains `.`, `:` or a capital letter, or is `localhost`. */
export function splitRegistry(name: string): { readonly registry: string; readonly repository: string } {
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  const registry = hasRegistry && first !== "index.docker.io" ? first : DOCKER_HUB;
  const path = hasRegistry ? rest : [first, ...rest];
  const isOfficial = registry === DOCKER_HUB && path.length === 1;
  return { registry, repository: [...(isOfficial ? ["library"] : []), ...path].join("/") };
}

/** The registry and the repository of a reference: `nginx:1` becomes `docker.io/library/nginx`. */
export function repositoryOf(reference: string): string {
  const { name } = partsOf(reference);
  if (name === undefined) return reference;
  const { registry, repository } = splitRegistry(name);
  // Host names are case-insensitive.
  return `${registry.toLowerCase()}/${repository}`;
}

/** The canonical form of a reference: `nginx` becomes `docker.io/library/nginx:latest`. */
export function fullReference(reference: string): string {
  const { name, tag, digest } = partsOf(reference);
  if (name === undefined) return reference;
  const { registry, repository } = splitRegistry(name);
  // Docker ignores the tag beside a digest.
  const version = digest === undefined ? `:${tag ?? "latest"}` : `@${digest}`;
  return `${registry}/${repository}${version}`;
}

/** Whether two references mean the same image, such as `nginx` and `docker.io/library/nginx:latest`. */
export function isSameImage(a: string, b: string): boolean {
  return fullReference(a) === fullReference(b);
}

/** A reference for a message, with `…` in place of credentials at its start. */
export function withoutLogin(reference: string): string {
  return reference.replace(/^(\w+:\/\/)?.*:.*@(?!sha\d+:)/s, "$1…@");
}

/** A reference for a message, in quotes and without credentials. */
export function quoteReference(reference: unknown): string {
  const text = withoutLogin(String(reference));
  return isSecretText(text) ? describeText(text) : JSON.stringify(shorten(text));
}

/**
 * Whether a tag usually moves. A tag without a digit is probably a branch, a channel or `latest`; versions, dates and most hashes
 * contain a digit.
 */
export function isMutableTag(tag: string): boolean {
  return !/\d/.test(tag);
}

const SHORT_DIGEST_LENGTH = 12;

/** A shortened digest for messages: `sha256:0123456789ab…`. */
export function shortDigest(digest: string): string {
  const [algorithm = "", hash = ""] = digest.split(":");
  return hash.length > SHORT_DIGEST_LENGTH ? `${algorithm}:${digestPrefix(digest)}…` : digest;
}

/** The first digits of a digest, which identify it in a command. */
export function digestPrefix(digest: string): string {
  return digest.replace(/^.*:/, "").slice(0, SHORT_DIGEST_LENGTH);
}
