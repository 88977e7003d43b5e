// The grammar of distribution/reference, which docker and containerd use.
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
/** A name below a registry. */
export const IMAGE_NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
export const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
export const TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
export const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
export const REFERENCE = new RegExp(
  `^(?<name>(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/** The parts of a reference; none of what is no reference. */
export function partsOf(reference: string): {
  readonly name?: string;
  readonly tag?: string;
  readonly digest?: string;
} {
  return REFERENCE.exec(reference)?.groups ?? {};
}

export const DOCKER_HUB = "docker.io";

/** What stands before the first slash is a registry if no part of a name could look like it. */
export function splitRegistry(name: string): { readonly registry: string; readonly repository: string } {
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  const registry = hasRegistry && first !== "index.docker.io" ? first : DOCKER_HUB;
  const path = hasRegistry ? rest : [first, ...rest];
  const isOfficial = registry === DOCKER_HUB && path.length === 1;
  return { registry, repository: [...(isOfficial ? ["library"] : []), ...path].join("/") };
}

/** A reference in the one way in which all that mean the same are written: `nginx` as `docker.io/library/nginx:latest`. */
export function fullReference(reference: string): string {
  const { name, tag, digest } = partsOf(reference);
  if (name === undefined) return reference;
  const { registry, repository } = splitRegistry(name);
  // Docker leaves a tag beside a digest alone.
  const version = digest === undefined ? `:${tag ?? "latest"}` : `@${digest}`;
  return `${registry}/${repository}${version}`;
}

/** Whether two references mean the same: `nginx` is docker.io/library/nginx:latest. */
export function isSameImage(one: string, other: string): boolean {
  return fullReference(one) === fullReference(other);
}

/** A reference for a message: credentials that stand before it are not repeated. */
export function withoutLogin(reference: string): string {
  return reference.replace(/^(\w+:\/\/)?.*:.*@(?!sha\d+:)/s, "$1…@");
}

/** The same in quotes. */
export function quoteReference(reference: unknown): string {
  return JSON.stringify(withoutLogin(String(reference)));
}

/** Whether a tag has no digit: a version, a date and most hashes have one; a branch, a channel and `latest` by custom move. */
export function isMutableTag(tag: string): boolean {
  return !/\d/.test(tag);
}

const SHORT_DIGEST_LENGTH = 12;

/** The start of a digest for people to compare: `sha256:0123456789ab…`. */
export function shortDigest(digest: string): string {
  const [algorithm = "", hash = ""] = digest.split(":");
  return hash.length > SHORT_DIGEST_LENGTH ? `${algorithm}:${digestPrefix(digest)}…` : digest;
}

/** The first digits of a digest, enough to name it in a command. */
export function digestPrefix(digest: string): string {
  return digest.replace(/^.*:/, "").slice(0, SHORT_DIGEST_LENGTH);
}
