import { show } from "../../base/show";
import { ValidationError } from "../../base/errors";
import { count, printable } from "../../base/text";
import { partsOf, shortDigest } from "../../base/image-reference";
import { DEFAULT_LOCK_FILE } from "../../facts/image-facts";
import { BYTES_PER_MB } from "../../facts/limits";
import { lockBuiltImages } from "../../lock/built-images";
import { historyOf } from "../../lock/history";
import { lockImages } from "../../lock/lock-images";
import { readProjectFile, type ProjectFile } from "../../manifest/project-file";
import { writeLock, type ImageStatus, type LockUpdate } from "../../lock/lock-update";
import { rollBack } from "../../lock/rollback";
import type { LockOptions } from "../arguments/lock";
import { EXIT, printIssue, printMessage, styled, type Io } from "../io";

const ID_LENGTH = 8;
const STATUS_WIDTH = "rolled back".length;

/** The options with those of the project. */
interface Options extends LockOptions {
  readonly lockFile: string;
  readonly project: ProjectFile | undefined;
}

/** Locks images, compares the lock with the registries, or prints the history of an image. */
export async function lock(args: readonly string[], given: LockOptions, io: Io): Promise<number> {
  const project = readProjectFile();
  const options = { ...given, project, lockFile: given.lockFile ?? project?.settings.lockFile ?? DEFAULT_LOCK_FILE };
  const { check = false, history, rollback, lockFile } = options;
  const file = printable(lockFile);
  if (history !== undefined) return printHistory(history, args, lockFile, io);
  const update = await updateOf(args, options, io);
  for (const error of update.errors) printIssue("error", error, io, error.code);
  if (update.errors.length > 0) {
    const result = check ? `${file} is not up to date` : "Nothing was written";
    io.stderr(`Found ${count(update.errors.length, "error")}. ${result}.\n`);
    return EXIT.failure;
  }
  for (const image of update.images) io.stdout(`${printable(imageLine(image))}\n`);
  for (const warning of update.warnings) printMessage("warning", warning, io);
  for (const note of update.notes) printMessage("note", note, io);
  if (check) {
    const images = update.images.length;
    io.stdout(images === 0 ? `No image uses ${file}.\n` : `${file} is up to date: ${count(images, "image")}.\n`);
    return EXIT.ok;
  }
  const result = writeLock(lockFile, update.lock) ? `Wrote ${file}` : `${file} is unchanged`;
  io.stdout(`${result}: ${count(Object.keys(update.lock).length, "image")}.\n`);
  if (rollback !== undefined) io.stdout("Commit the lock file and the changed snapshots, and deploy.\n");
  return EXIT.ok;
}

function updateOf(args: readonly string[], options: Options, io: Io): LockUpdate | Promise<LockUpdate> {
  const { from, rollback, lockFile } = options;
  const [first, ...rest] = args;
  if (from !== undefined) return lockBuiltImages(from, first, rest, lockFile);
  if (rollback === undefined) return lockWithProgress(args, options, io);
  refuseArguments("--rollback", rest);
  return rollBack(rollback, first, lockFile);
}

function lockWithProgress(references: readonly string[], options: Options, io: Io): Promise<LockUpdate> {
  io.showProgress?.("Looking for images");
  return lockImages(references, options, (done, total) => {
    io.showProgress?.(`Reading ${done} of ${count(total, "image")}`);
  });
}

function imageLine({ reference, status, digests, compressedSizeBytes: bytes }: ImageStatus): string {
  const cells = [status.padEnd(STATUS_WIDTH), reference, digests.map(shortDigest).join(" → ")];
  if (bytes !== undefined) cells.push(bytes < BYTES_PER_MB ? "under 1 MB" : `${Math.ceil(bytes / BYTES_PER_MB)} MB`);
  return cells.join("  ");
}

function printHistory(name: string, args: readonly string[], lockFile: string, { stdout, colors }: Io): number {
  refuseArguments("--history", args);
  const { repository, revisions } = historyOf(name, lockFile);
  stdout(`${styled(colors.stdout, "bold", printable(repository))}\n`);
  const tags = revisions.map(({ reference }) => partsOf(reference).tag ?? "latest");
  const width = Math.max(...tags.map((tag) => tag.length));
  for (const [index, { entry, commit, isCurrent }] of revisions.entries()) {
    const source =
      commit === undefined
        ? "not committed"
        : `${commit.date}  ${commit.id.slice(0, ID_LENGTH)} ${commit.subject} (${commit.author})`;
    const cells = [isCurrent ? "now" : "   ", tags[index]?.padEnd(width), shortDigest(entry.digest), source];
    if (entry.image !== undefined) cells.push("rollback");
    stdout(`  ${printable(cells.join("  "))}\n`);
  }
  return EXIT.ok;
}

function refuseArguments(option: string, [unexpected]: readonly string[]): void {
  if (unexpected === undefined) return;
  const message = `cannot be used with the argument ${show(unexpected)}. Remove it.`;
  throw new ValidationError("lock", [{ code: "option-conflict", path: option, message }]);
}
