import { digestPrefix, partsOf, shortDigest } from "../base/image-reference";
import { listed, show } from "../base/show";
import { entryIn, lockCommandLine, readLock, type ImageLock } from "../images/lock-file";
import { RegistryClient } from "../registry/registry-client";
import { isShallow, revisionsOf, type Revision } from "./history";
import type { LockUpdate } from "./lock-update";
import { referenceNamed, refuse } from "./locked-names";

/**
 * Locks a digest that an image had before.
 * @param name the image: its reference, or a part that only this image has
 * @param digest the start of the digest; by default the previous one
 * @throws ValidationError if the image or the digest is unknown or ambiguous
 * @throws RegistryError if the registry no longer has the digest
 */
export async function rollBack(name: string, digest: string | undefined, lockFile: string): Promise<LockUpdate> {
  const lock = readLock(lockFile) ?? {};
  const reference = referenceNamed(name, lock);
  const revisions = revisionsOf(partsOf(reference).name ?? "", lockFile, lock);
  const target =
    digest === undefined
      ? (previousRevision(reference, lock, revisions) ?? refuseWithoutPrevious(reference, lock, revisions, lockFile))
      : revisionWith(digest, reference, lock, revisions);
  const { resolvedAt, mediaType, platform, compressedSizeBytes } = target.entry;
  const entry = { digest: target.entry.digest, mediaType, platform, compressedSizeBytes, resolvedAt };
  const client = new RegistryClient();
  const image = await pullableImage(client, reference, target).finally(() => client.close());
  const isByDigest = partsOf(image).digest !== undefined;
  return {
    lock: { ...lock, [reference]: image === reference ? entry : { ...entry, image } },
    images: [{ reference, status: "rolled back", digests: [lock[reference]?.digest ?? "", entry.digest] }],
    errors: [],
    warnings: isByDigest ? ["No tag has this digest any more. Scaleway may fail to pull an image by its digest."] : [],
    notes: [
      ...(await client.notes()),
      isByDigest ? tagAdvice(reference, image, lockFile) : `Scaleway pulls ${image}.`,
      `To roll forward, run ${lockCommandLine(lockFile, "--update", reference)}.`,
    ],
  };
}

/** The last revision with another digest than the current one: of the same tag, else of a tag that is not in the lock. */
function previousRevision(reference: string, lock: ImageLock, revisions: readonly Revision[]): Revision | undefined {
  const { digest: current = "", image } = entryIn(lock, reference) ?? {};
  const isOwn = (revision: Revision) => revision.reference === reference;
  // Releases with a tag each: the previous release has a tag that is no longer used.
  const isRetired = (revision: Revision) => entryIn(lock, revision.reference) === undefined;
  const preferOwn = (candidates: readonly Revision[]) => candidates.find(isOwn) ?? candidates.find(isRetired);

  const isRelease = ({ entry }: Revision) => entry.digest === current && entry.image === undefined;
  // After a rollback, the search continues before the release that first had the current digest.
  const start = image === undefined ? revisions.find(isOwn) : preferOwn(revisions.filter(isRelease));
  const older = start === undefined ? revisions : revisions.slice(revisions.indexOf(start) + 1);
  return preferOwn(older.filter(({ entry }) => entry.digest !== current));
}

function refuseWithoutPrevious(
  reference: string,
  lock: ImageLock,
  revisions: readonly Revision[],
  lockFile: string,
): never {
  const current = entryIn(lock, reference)?.digest;
  const digests = new Set(revisions.map(({ entry }) => entry.digest));
  const others = [...digests].filter((digest) => digest !== current);
  const choices =
    others.length === 0
      ? " Use an earlier tag in the code."
      : ` Pass one of its other digests: ${listed(others.map(shortDigest))}.`;
  const hint = isShallow(lockFile) ? " The git clone is shallow. Run git fetch --unshallow." : "";
  return refuse("no-earlier-digest", `${reference} has no earlier digest.${choices}${hint}`);
}

/** The newest revision whose digest starts with some digits. */
function revisionWith(prefix: string, reference: string, lock: ImageLock, revisions: readonly Revision[]): Revision {
  const digest = prefix.replace(/^(sha256:)?/, "sha256:");
  const isLongEnough = /^sha256:[0-9a-f]{7,}$/.test(digest);
  const matches = isLongEnough ? revisions.filter(({ entry }) => entry.digest.startsWith(digest)) : [];
  const [newest] = matches;
  if (newest === undefined) {
    const message = `${show(prefix)} is not a digest of ${reference}. Pass at least 7 digits of a digest that --history lists.`;
    return refuse("unknown-digest", message);
  }
  const digests = [...new Set(matches.map(({ entry }) => entry.digest))];
  if (digests.length > 1) {
    return refuse("ambiguous-name", `${show(prefix)} matches ${listed(digests)}. Pass more digits.`);
  }
  const { digest: current, image } = entryIn(lock, reference) ?? {};
  // A rollback to the same digest again looks for a tag that has it now.
  if (newest.entry.digest === current && image === undefined) {
    return refuse("current-digest", `${show(prefix)} is the current digest. Pass another one.`);
  }
  return newest;
}

/** The image that has the digest in the registry now: the reference, the tag that had it, another tag, or the digest alone. */
async function pullableImage(client: RegistryClient, reference: string, revision: Revision): Promise<string> {
  const { reference: former, entry } = revision;
  const { name, tag: ownTag = "latest" } = partsOf(reference);
  const byDigest = `${name}@${entry.digest}`;
  await client.resolve(byDigest);
  const preferred = [reference, former, entry.image ?? former].map((each) => partsOf(each).tag ?? "latest");
  const tag = await client.tagOf(byDigest, preferred);
  if (tag === undefined) return byDigest;
  return tag === ownTag ? reference : `${name}:${tag}`;
}

function tagAdvice(reference: string, image: string, lockFile: string): string {
  const { name, digest = "" } = partsOf(image);
  const prefix = digestPrefix(digest);
  const commands = [
    `docker buildx imagetools create --tag ${name}:rollback-${prefix} ${image}`,
    lockCommandLine(lockFile, "--rollback", reference, prefix),
  ];
  return `To add a tag, run ${commands.join(" && ")}.`;
}
