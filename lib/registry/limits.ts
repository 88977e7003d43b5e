/** The limits of the registry client. They are the library's own, unless a comment names a source. */
export const LIMITS = {
  // The OCI distribution specification 1.1 requires every registry to accept manifests of this size; most have a few KiB.
  manifestBytes: 4 * 1024 * 1024,
  // The limit of go-containerregistry for a manifest or a config; most configs have a few KiB.
  configBytes: 8 * 1024 * 1024,
  tokenBytes: 1024 * 1024,
  /** The config and all layers: 1 TiB is far above the limit of any registry, and still an exact number. */
  imageBytes: 1024 ** 4,
  /** Docker's limits for name, tag and digest, and the two separators. */
  referenceLength: 255 + 1 + 128 + 1 + 71,
  errorBytes: 64 * 1024,
  helperBytes: 1024 * 1024,
  /** Characters of a server's text in an error. */
  excerptLength: 160,
  /** A shorter secret may be a word of a message by chance. */
  minMaskedLength: 6,
  redirects: 5,
  /** Manifests that are read to find the platforms of an index that does not contain them. */
  manifestsPerIndex: 8,
  /** Levels of indexes within an index. */
  nestedIndexes: 3,
  platformsInMessage: 12,
  /** Characters of a platform in a message; `linux/amd64` has 11. */
  platformLength: 40,
  concurrentRequests: 8,
  /** Tags that are checked to find a digest: one request per tag. */
  tagsPerDigest: 200,
  attempts: 4,
  firstWaitMs: 500,
  /** If the server requests a longer wait, the request fails at once. */
  longestWaitMs: 20_000,
  connectMs: 10_000,
  headersMs: 30_000,
  /** The pause between two chunks of a body. */
  bodyMs: 30_000,
  /** A request with its redirects, attempts and waits. */
  requestMs: 120_000,
  /** Some credential helpers prompt the user. */
  helperMs: 60_000,
} as const;
