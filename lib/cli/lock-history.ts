import { ValidationError, printable } from "../errors";
import { revisionsOf, type Revision } from "../images/lock-history";
import { RegistryClient } from "../registry/registry-client";
import { readLock, type ImageLock } from "../private/image-lock";
import { partsOf } from "../private/image-reference";
import { show } from "../private/show";
import { EXIT, styled, type Io } from "./io";
import { shortDigest, writeLock } from "./lock-used";

/** Lists the digests that an image has had, the newest first. */
export function listHistory(name: string, lockFile: string, io: Io): number {
  const lock = readLock(lockFile) ?? {};
  const repository = onlyOne(name, new Set(matches(name, lock).map((reference) => partsOf(reference).name ?? "")));
  const revisions = revisionsOf(repository, lockFile, lock);
  const tags = revisions.map(({ reference }) => partsOf(reference).tag ?? "latest");
  const width = Math.max(...tags.map((tag) => tag.length));
  io.out(`${styled(io.colors.out, "bold", printable(repository))}\n`);
  for (const [index, { reference, entry, commit }] of revisions.entries()) {
    const isNow =
      lock[reference]?.digest === entry.digest && revisions.findIndex((each) => each.reference === reference) === index;
    const source =
      commit === undefined
        ? "not committed"
        : `${commit.date}  ${commit.id.slice(0, 8)} ${commit.subject} (${commit.author})`;
    const cells = [isNow ? "now" : "   ", tags[index]?.padEnd(width), shortDigest(entry.digest), source];
    io.out(`  ${printable(cells.join("  "))}${entry.image === undefined ? "" : "  a rollback"}\n`);
  }
  return EXIT.ok;
}

/** Takes a digest again that the image had before: the one that is named, or the last other one. */
export async function rollBack(
  name: string,
  [digest, ...more]: readonly string[],
  lockFile: string,
  io: Io,
): Promise<number> {
  if (more.length > 0) refuse("--rollback takes one digest");
  const lock = readLock(lockFile) ?? {};
  const reference = onlyOne(name, new Set(matches(name, lock)));
  const { name: repository = "" } = partsOf(reference);
  const target = targetOf(digest, reference, lock, revisionsOf(repository, lockFile, lock));
  const { resolvedAt, mediaType, platform, compressedSizeBytes } = target.entry;
  const entry = { digest: target.entry.digest, mediaType, platform, compressedSizeBytes, resolvedAt };
  const image = await pullable(reference, target);
  const before = lock[reference]?.digest ?? "";
  const after = { ...lock, [reference]: image === reference ? entry : { ...entry, image } };
  writeLock(lockFile, lock, after, io);
  io.out(
    `${printable(reference)} goes back from ${shortDigest(before)} to ${shortDigest(entry.digest)}, as ${printable(image)}.\n`,
  );
  if (partsOf(image).digest !== undefined) {
    const warning =
      "No tag has that digest any more, and it is not certain that Scaleway pulls by a digest alone; push it under a tag that stays";
    io.out(`${styled(io.colors.out, "yellow", "warning")}: ${warning}\n`);
  }
  io.out(`Commit the lock, and deploy. Forward again: npx scw-containers lock --update ${printable(reference)}\n`);
  return EXIT.ok;
}

/** References of the lock that a name means: the whole, without its tag, or its last part. */
function matches(name: string, lock: ImageLock): string[] {
  const references = Object.keys(lock);
  const found = [
    references.filter((reference) => reference === name),
    references.filter((reference) => partsOf(reference).name === name),
    references.filter((reference) => partsOf(reference).name?.endsWith(`/${name}`)),
  ].find(({ length }) => length > 0);
  if (found !== undefined) return found;
  return refuse(
    `${show(name)} is no image of the lock; ${references.length === 0 ? "it has none" : `it has ${references.join(", ")}`}`,
  );
}

function onlyOne(name: string, found: ReadonlySet<string>): string {
  const [only = "", ...others] = found;
  return others.length === 0
    ? only
    : refuse(`${show(name)} may be ${[only, ...others].join(" or ")}; name one in full`);
}

function targetOf(
  digest: string | undefined,
  reference: string,
  lock: ImageLock,
  revisions: readonly Revision[],
): Revision {
  const now = lock[reference]?.digest;
  const others = revisions.filter(({ entry }) => entry.digest !== now);
  if (digest === undefined) {
    const since = revisions.findLastIndex(({ entry }) => entry.digest === now);
    const earlier = revisions.slice(since + 1);
    return earlier[0] ?? refuse(`${reference} had no other digest before; see --history`);
  }
  const wanted = digest.replace(/^(sha256:)?/, "sha256:");
  const found = others.filter(({ entry }) => /^sha256:[0-9a-f]{7,}$/.test(wanted) && entry.digest.startsWith(wanted));
  const digests = new Set(found.map(({ entry }) => entry.digest));
  const [first] = found;
  if (first === undefined) {
    return refuse(
      wanted === now
        ? `${reference} has that digest now`
        : `${show(digest)} is no digest that it had, with 7 digits or more; see --history`,
    );
  }
  return digests.size === 1 ? first : refuse(`${show(digest)} may be ${[...digests].join(" or ")}; write more of it`);
}

/** What has the digest in the registry today: its own tag, the tag that had it then, any other one, or the digest alone. */
async function pullable(reference: string, { reference: then, entry }: Revision): Promise<string> {
  const client = new RegistryClient();
  try {
    const byDigest = `${partsOf(reference).name}@${entry.digest}`;
    await client.resolve(byDigest);
    for (const tagged of [reference, then, entry.image ?? then]) {
      const found = await client.resolve(tagged).catch(() => undefined);
      if (found?.digest === entry.digest) return tagged;
    }
    const tag = await client.tagOf(byDigest).catch(() => undefined);
    return tag === undefined ? byDigest : `${partsOf(reference).name}:${tag}`;
  } finally {
    await client.close();
  }
}

function refuse(message: string): never {
  throw new ValidationError("lock", [{ path: "", message }]);
}
