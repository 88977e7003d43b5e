import { ValidationError, printable } from "../base/errors";
import { isShallow, revisionsOf, type Revision } from "./history";
import { RegistryClient } from "../registry/registry-client";
import { entryIn, lockCommandLine, readLock, type ImageLock } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { listed, show } from "../base/show";
import { EXIT, styled, tellLine, type Io } from "../cli/io";
import { digestStart, shortDigest, writeLine, writeLock } from "../cli/commands/lock-output";

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
  const target = targetOf(digest, reference, lock, lockFile);
  const { resolvedAt, mediaType, platform, compressedSizeBytes } = target.entry;
  const entry = { digest: target.entry.digest, mediaType, platform, compressedSizeBytes, resolvedAt };
  const image = await pullable(reference, target);
  const before = lock[reference]?.digest ?? "";
  const after = { ...lock, [reference]: image === reference ? entry : { ...entry, image } };
  writeLine({ reference, status: "rolled back", digests: [before, entry.digest] }, io);
  if (partsOf(image).digest === undefined) tellLine("note", `Scaleway pulls it as ${image}`, io);
  else {
    const tagged = `${partsOf(image).name}:rollback-${digestStart(entry.digest)}`;
    const again = lockCommandLine(lockFile, "--rollback", reference, digestStart(entry.digest));
    tellLine(
      "warning",
      `no tag has that digest any more, and it is not certain that Scaleway pulls by a digest alone`,
      io,
    );
    tellLine("note", `give it one: docker buildx imagetools create --tag ${tagged} ${image} && ${again}`, io);
  }
  tellLine("note", `forward again with ${lockCommandLine(lockFile, "--update", reference)}`, io);
  writeLock(lockFile, after, io);
  io.out("Commit the lock, with the snapshots that it changes, and deploy.\n");
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
    `${show(name)} is no image of the lock, which has ${references.length === 0 ? "none" : listed(references)}`,
  );
}

function onlyOne(name: string, found: ReadonlySet<string>): string {
  const [only = "", ...others] = found;
  return others.length === 0 ? only : refuse(`${show(name)} may be ${listed([only, ...others])}; name one in full`);
}

function targetOf(digest: string | undefined, reference: string, lock: ImageLock, lockFile: string): Revision {
  const { name: repository = "" } = partsOf(reference);
  const revisions = revisionsOf(repository, lockFile, lock);
  const { digest: now = "", image } = entryIn(lock, reference) ?? {};
  // Of one that is rolled back already, a tag may be looked for once more.
  if (digest !== undefined) return revisionOf(digest, image === undefined ? now : "", revisions);
  // A release under a tag of its own follows one under a tag that is not used any more.
  const isOwn = (revision: Revision) => revision.reference === reference;
  const isRetired = (revision: Revision) => entryIn(lock, revision.reference) === undefined;
  const isSource = ({ entry }: Revision) => entry.digest === now && entry.image === undefined;
  // Who went back already goes on from where that digest ran first.
  const ran = (is: (revision: Revision) => boolean) => revisions.findIndex((each) => is(each) && isSource(each));
  const start = image === undefined ? revisions.findIndex(isOwn) : [ran(isOwn), ran(isRetired)].find((at) => at >= 0);
  const earlier = revisions.slice((start ?? 0) + 1).filter(({ entry }) => entry.digest !== now);
  const target = earlier.find(isOwn) ?? earlier.find(isRetired);
  if (target !== undefined) return target;
  const others = [...new Set(revisions.map(({ entry }) => entry.digest))].filter((each) => each !== now);
  const choice = others.length === 0 ? "" : `; others that it had: ${listed(others.map(shortDigest))}`;
  const hint = isShallow(lockFile) ? "; git has only the last commits here: git fetch --unshallow" : "";
  return refuse(`${reference} has no earlier digest${choice}${hint}`);
}

/** The revision whose digest starts so. */
function revisionOf(digest: string, now: string, revisions: readonly Revision[]): Revision {
  const wanted = digest.replace(/^(sha256:)?/, "sha256:");
  const found = /^sha256:[0-9a-f]{7,}$/.test(wanted)
    ? revisions.filter(({ entry }) => entry.digest.startsWith(wanted))
    : [];
  const [first] = found;
  if (first === undefined) {
    return refuse(
      `${show(digest)} is the start of no digest that it had; write 7 digits or more, as --history has them`,
    );
  }
  const digests = [...new Set(found.map(({ entry }) => entry.digest))];
  if (digests.length > 1) return refuse(`${show(digest)} may be ${listed(digests)}; write more of it`);
  return first.entry.digest === now ? refuse(`${show(digest)} is the digest now`) : first;
}

/** What has the digest in the registry today: its own tag, the tag that had it then, any other one, or the digest alone. */
async function pullable(reference: string, { reference: then, entry }: Revision): Promise<string> {
  const client = new RegistryClient();
  try {
    const { name } = partsOf(reference);
    const byDigest = `${name}@${entry.digest}`;
    await client.resolve(byDigest);
    const first = [reference, then, entry.image ?? then].map((each) => partsOf(each).tag ?? "latest");
    const tag = await client.tagOf(byDigest, first);
    if (tag === undefined) return byDigest;
    return tag === first[0] ? reference : `${name}:${tag}`;
  } finally {
    await client.close();
  }
}

function refuse(message: string): never {
  throw new ValidationError("lock", [{ path: "", message }]);
}
