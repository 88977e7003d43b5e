import { createHash } from "node:crypto";
import {
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  statSync,
  type Stats,
} from "node:fs";
import { isAbsolute, join, normalize, resolve, sep } from "node:path";
import dockerignore from "@balena/dockerignore";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { BUILD_LIMITS, BYTES_PER_MB } from "../facts/limits";
import { groupBy } from "../base/group-by";
import { show } from "../base/show";

/** What refuses a directory. */
export const FROM_DIRECTORY = "ContainerImage.fromDirectory";

/** A file or a symbolic link. */
interface Entry {
  /** From the context, with slashes on every system. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link";
  readonly bytes: number;
}

/** What Docker sends to its builder of a directory. */
export interface BuildContext {
  readonly folder: string;
  /** From the folder, with slashes. */
  readonly dockerfile: string;
  /** What is not ignored, and what the builder itself reads; sorted. */
  readonly entries: readonly Entry[];
}

/** What Terraform, CDKTF and git write: it differs with every run or on every machine, and a state holds secrets. */
const UNSTEADY = /^(?:.*\/)?(?:cdktf\.out|\.terraform|\.git|[^/]*\.tfstate(?:\.[^/]*)?)(?=\/|$)/;
const LARGEST_TOLD = 3;
const CHUNK_BYTES = 1 << 20;

/** The context that a directory is, or what is wrong with it. */
export function readContext(folder: string, dockerfile: string): BuildContext | ValidationIssue[] {
  const inside = slashed(normalize(dockerfile));
  if (statusOf(folder)?.isDirectory() !== true) {
    const message = `there is no directory ${resolve(folder)}; write its path from the folder that the program runs in`;
    return [{ path: "path", message }];
  }
  if (isAbsolute(dockerfile) || inside.startsWith("../")) {
    const message = `${show(dockerfile)} is outside of the directory; move it there, or give a directory that holds both`;
    return [{ path: "dockerfile", message }];
  }
  if (!isFile(folder, inside)) {
    const message = `there is no file ${resolve(folder, inside)}; write it, or give the Dockerfile's path from the directory`;
    return [{ path: "dockerfile", message }];
  }
  // BuildKit's rule: one that has the Dockerfile's name goes before the directory's own.
  const ignoreFile = [`${inside}.dockerignore`, ".dockerignore"].find((name) => isFile(folder, name));
  try {
    const entries = readEntries(folder, [inside, ...(ignoreFile === undefined ? [] : [ignoreFile])], ignoreFile);
    const issues = [...unsteady(entries), ...tooLarge(entries, ignoreFile)];
    return issues.length > 0 ? issues : { folder, dockerfile: inside, entries };
  } catch (error) {
    // A pattern of the ignore file that is none is told here as well.
    return [unreadable(error)];
  }
}

/** A SHA-256 in hexadecimal: equal for the same content and `settings` on every machine, in every checkout. */
export function hashContext({ folder, dockerfile, entries }: BuildContext, settings: unknown): string {
  try {
    const files = entries.map(({ path, kind }) => [path, kind, contentOf(folder, path, kind)]);
    return createHash("sha256")
      .update(JSON.stringify([dockerfile, settings, files]))
      .digest("hex");
  } catch (error) {
    throw new ValidationError(FROM_DIRECTORY, [unreadable(error)]);
  }
}

function unreadable(error: unknown): ValidationIssue {
  return { path: "path", message: `cannot be read: ${(error as Error).message}` };
}

function contentOf(folder: string, path: string, kind: Entry["kind"]): string {
  const file = join(folder, path);
  if (kind === "link") return slashed(readlinkSync(file));
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const descriptor = openSync(file, "r");
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}

/** @param always what is part of it whatever the ignore file says */
function readEntries(folder: string, always: readonly string[], ignoreFile: string | undefined): Entry[] {
  const patterns = ignoreFile === undefined ? "" : readFileSync(join(folder, ignoreFile), "utf8");
  // Held against Docker's builder: it never leaves out what that takes, and takes more in rare cases, as an exception below "**".
  const ignored = dockerignore({ ignorecase: false }).add(patterns);
  // What is in an ignored directory may be let in again by a pattern of its own.
  const hasExceptions = /^\s*!/m.test(patterns);
  const paths = new Set(always);

  function walk(directory: string): void {
    for (const each of readdirSync(join(folder, directory), { withFileTypes: true })) {
      const path = `${directory}${each.name}`;
      const isIgnored = ignored.ignores(path);
      if (each.isDirectory() && (!isIgnored || hasExceptions)) walk(`${path}/`);
      else if (!isIgnored && (each.isFile() || each.isSymbolicLink())) paths.add(path);
    }
  }

  walk("");
  return [...paths].sort().map((path) => {
    // The builder follows a link to what it reads itself.
    const status = always.includes(path) ? statSync(join(folder, path)) : lstatSync(join(folder, path));
    if (status.isSymbolicLink()) return { path, kind: "link", bytes: 0 };
    // The owner's bit alone: git keeps no other.
    return { path, kind: (status.mode & 0o100) === 0 ? "file" : "executable", bytes: status.size };
  });
}

function* unsteady(entries: readonly Entry[]): Iterable<ValidationIssue> {
  const found = new Set(entries.map(({ path }) => UNSTEADY.exec(path)?.[0]).filter((path) => path !== undefined));
  for (const path of found) {
    const message = `${show(path)} would be in the image, and differs with every run or machine; add it to .dockerignore`;
    yield { path: "path", message };
  }
}

function* tooLarge(entries: readonly Entry[], ignoreFile: string | undefined): Iterable<ValidationIssue> {
  const { contextBytes, contextFiles } = BUILD_LIMITS;
  const bytes = sizeOf(entries);
  if (bytes <= contextBytes && entries.length <= contextFiles) return;
  const largest = [...groupBy(entries, ({ path }) => path.replace(/\/.*/s, ""))]
    .map(([name, group]) => ({ name, bytes: sizeOf(group), files: group.length }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, LARGEST_TOLD)
    .map(({ name, bytes: size, files }) => `${show(name)} (${inMegabytes(size)}, ${files} files)`);
  const given = `has ${inMegabytes(bytes)} in ${entries.length} files, and ${inMegabytes(contextBytes)} in ${contextFiles} are taken`;
  const remedy = `leave out what the image does not need, by ${ignoreFile ?? "a .dockerignore"}`;
  yield { path: "path", message: `${given}; the largest are ${largest.join(", ")}; ${remedy}` };
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / BYTES_PER_MB)} MB`;
}

function isFile(folder: string, path: string): boolean {
  return statusOf(join(folder, path))?.isFile() === true;
}

/** Of what a path leads to; nothing where it leads nowhere, or is none. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function slashed(path: string): string {
  return path.replaceAll(sep, "/");
}
