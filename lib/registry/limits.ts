/** Of the client that asks registries which image a tag names. Ours, unless a line says otherwise. */
export const LIMITS = {
  // What the OCI distribution specification 1.1 has every registry take; images have a few KiB.
  manifestBytes: 4 * 1024 * 1024,
  // go-containerregistry reads as much of a manifest or a config; a config has a few KiB as well.
  configBytes: 8 * 1024 * 1024,
  tokenBytes: 1024 * 1024,
  /** Of config and layers together: 1 TiB, far above what any registry takes, and a number that can be told exactly. */
  imageBytes: 1024 ** 4,
  /** A name, a tag and a digest of the lengths that Docker takes, with what stands between them. */
  reference: 255 + 1 + 128 + 1 + 71,
  errorBytes: 64 * 1024,
  helperBytes: 1024 * 1024,
  /** Of a server's text in an error, in characters. */
  excerpt: 160,
  /** A secret that is shorter may be a word of a message by chance. */
  shortestInText: 6,
  redirects: 5,
  /** Entries of an index that name no platform, of which the configs are read. */
  unnamedPlatforms: 8,
  platformsShown: 12,
  /** Of the name of one, in characters; `linux/amd64` has 11. */
  platformShown: 40,
  imagesAtOnce: 8,
  /** Of a repository, when one is looked for by its digest: a request each. */
  tagsAsked: 200,
  attempts: 4,
  firstWaitMs: 500,
  /** Who is to wait longer is told so instead. */
  longestWaitMs: 20_000,
  connectMs: 10_000,
  headersMs: 30_000,
  /** Between two parts of a body. */
  bodyMs: 30_000,
  /** A request with its redirects, attempts and waits. */
  requestMs: 120_000,
  /** Some helpers ask their user. */
  helperMs: 60_000,
} as const;
