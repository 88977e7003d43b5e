// The grammar of distribution/reference, which docker and containerd use.
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
export const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
export const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
export const REFERENCE = new RegExp(
  `^(?<name>(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/** Tags that by custom move: a branch, a channel or `latest`. */
const MUTABLE_TAGS = new Set([
  "latest",
  "main",
  "master",
  "trunk",
  "develop",
  "development",
  "dev",
  "edge",
  "nightly",
  "canary",
  "staging",
  "production",
  "prod",
  "stable",
]);

export function isMutableTag(tag: string): boolean {
  return MUTABLE_TAGS.has(tag);
}
