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
import { ValidationError, type ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import { displayPath } from "../base/secret-text";
import { show } from "../base/show";
import { count } from "../base/text";
import { BUILD_LIMITS } from "../facts/image-facts";
import { BYTES_PER_MB } from "../facts/limits";
import { IgnoreRules, type RuleMatch } from "./ignore-rules";
import { secretFileIssues } from "./secret-file-issues";

/** The name of the call in errors. */
export const FROM_DIRECTORY = "ContainerImage.fromDirectory";

/** A file or a symbolic link. */
interface Entry {
  /** The path relative to the directory, with slashes on every system. */
  readonly path: string;
  readonly kind: "file" | "executable" | "link";
  readonly bytes: number;
}

/** The files of a directory that Docker sends to its builder. */
export interface BuildContext {
  readonly directory: string;
  /** The path relative to the directory, with slashes. */
  readonly dockerfile: string;
  /** The Dockerfile, the ignore file and everything that is not ignored, sorted by path. */
  readonly entries: readonly Entry[];
}

/** The output of Terraform, CDKTF and git. It differs on every machine, and a Terraform state contains secrets. */
const GENERATED_PATH = /^(?:.*\/)?(?:cdktf\.out|\.terraform|\.git|[^/]*\.tfstate(?:\.[^/]*)?)(?=\/|$)/;
const MAX_LISTED_ENTRIES = 3;
const CHUNK_BYTES = 1 << 20;

/**
 * Reads the build context of a directory, or returns what is wrong with the directory.
 * @param allowedSecretFiles paths relative to the directory
 */
export function readContext(
  directory: string,
  dockerfile: string,
  allowedSecretFiles: readonly string[] = [],
): BuildContext | ValidationIssue[] {
  const dockerfilePath = toSlashes(normalize(dockerfile));
  if (statsOf(directory)?.isDirectory() !== true) {
    const message = `is not a directory, got ${displayPath(resolve(directory))}. Use a path relative to the working directory.`;
    return [{ code: "directory-not-found", path: "path", message }];
  }
  if (isAbsolute(dockerfile) || dockerfilePath.startsWith("../")) {
    const message = `is outside the directory, got ${show(dockerfile)}. Move the file, or use a directory that contains it.`;
    return [{ code: "path-outside-directory", path: "dockerfile", message }];
  }
  if (!isFile(directory, dockerfilePath)) {
    const file = displayPath(resolve(directory, dockerfilePath));
    const message = `is not a file, got ${file}. Create the file, or use a path relative to the directory.`;
    return [{ code: "file-not-found", path: "dockerfile", message }];
  }
  // BuildKit's order: an ignore file with the name of the Dockerfile wins over that of the directory.
  const ignoreFile = [`${dockerfilePath}.dockerignore`, ".dockerignore"].find((name) => isFile(directory, name));
  try {
    const entries = readEntries(directory, dockerfilePath, ignoreFile);
    const allowed = new Set(allowedSecretFiles.map((path) => toSlashes(normalize(path))));
    // Docker sends the path of a link, not the file.
    const files = entries.filter(
      ({ path, kind }) => kind !== "link" && !GENERATED_PATH.test(path) && !allowed.has(path),
    );
    const issues = [
      ...generatedFileIssues(entries, ignoreFile),
      ...secretFileIssues(directory, files, ignoreFile),
      ...sizeIssues(entries, ignoreFile),
    ];
    return issues.length > 0 ? issues : { directory, dockerfile: dockerfilePath, entries };
  } catch (error) {
    return [readIssue(error, ignoreFile)];
  }
}

/** The SHA-256 of the content and the settings in hexadecimal. It is the same on every machine and in every checkout. */
export function hashContext({ directory, dockerfile, entries }: BuildContext, settings: unknown): string {
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const files = entries.map(({ path, kind }) => [path, kind, contentOf(join(directory, path), kind, chunk)]);
    return createHash("sha256")
      .update(JSON.stringify([dockerfile, settings, files]))
      .digest("hex");
  } catch (error) {
    throw new ValidationError(FROM_DIRECTORY, [readIssue(error)]);
  }
}

function readIssue(error: unknown, ignoreFile = ".dockerignore"): ValidationIssue {
  if (error instanceof SyntaxError) {
    const message = `has an invalid pattern in ${ignoreFile}, got ${error.message}. Fix the pattern.`;
    return { code: "invalid-format", path: "path", message };
  }
  const reason = String(error).replace(/^Error: /, "");
  return {
    code: "unreadable-file",
    path: "path",
    message: `cannot be read: ${displayPath(reason)}. Check the file and its permissions.`,
  };
}

function contentOf(file: string, kind: Entry["kind"], chunk: Buffer): string {
  if (kind === "link") return toSlashes(readlinkSync(file));
  const hash = createHash("sha256");
  const descriptor = openSync(file, "r");
  try {
    for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}

function readEntries(directory: string, dockerfile: string, ignoreFile: string | undefined): Entry[] {
  const patterns = ignoreFile === undefined ? "" : readFileSync(join(directory, ignoreFile), "utf8");
  const rules = new IgnoreRules(patterns);
  // The builder reads these itself, even if they are ignored.
  const builderFiles = new Set([dockerfile, ...(ignoreFile === undefined ? [] : [ignoreFile])]);
  const paths = new Set(builderFiles);

  function walk(prefix: string, parent?: RuleMatch): void {
    for (const each of readdirSync(join(directory, prefix), { withFileTypes: true })) {
      const path = `${prefix}${each.name}`;
      const match = rules.match(path, parent);
      if (each.isDirectory()) {
        if (!match.isIgnored || rules.canIncludeIn(path)) walk(`${path}/`, match);
      } else if (!match.isIgnored && (each.isFile() || each.isSymbolicLink())) paths.add(path);
    }
  }

  walk("");
  return [...paths].sort().map((path) => {
    // The builder follows the links of its own files.
    const stats = builderFiles.has(path) ? statSync(join(directory, path)) : lstatSync(join(directory, path));
    if (stats.isSymbolicLink()) return { path, kind: "link", bytes: 0 };
    // Git keeps only the executable bit of the owner.
    return { path, kind: (stats.mode & 0o100) === 0 ? "file" : "executable", bytes: stats.size };
  });
}

function* generatedFileIssues(entries: readonly Entry[], ignoreFile = ".dockerignore"): Iterable<ValidationIssue> {
  const matches = entries.map(({ path }) => GENERATED_PATH.exec(path)?.[0]).filter((match) => match !== undefined);
  for (const match of new Set(matches)) {
    const message = `contains ${show(match)}, which differs on every machine and would be in the image. Add it to ${ignoreFile}.`;
    yield { code: "generated-file", path: "path", message };
  }
}

function* sizeIssues(entries: readonly Entry[], ignoreFile = ".dockerignore"): Iterable<ValidationIssue> {
  const { contextBytes, contextFiles } = BUILD_LIMITS;
  const bytes = totalBytes(entries);
  if (bytes <= contextBytes && entries.length <= contextFiles) return;
  const largest = [...groupBy(entries, ({ path }) => path.replace(/\/.*/s, ""))]
    .sort(([, a], [, b]) => totalBytes(b) - totalBytes(a))
    .slice(0, MAX_LISTED_ENTRIES)
    .map(([name, group]) => `${show(name)} (${describeSize(totalBytes(group), group.length)})`);
  const problem = `is too large, got ${describeSize(bytes, entries.length)}. The largest are ${largest.join(", ")}`;
  const remedy = `Exclude files in ${ignoreFile}: at most ${describeSize(contextBytes, contextFiles)} are allowed.`;
  yield { code: "context-too-large", path: "path", message: `${problem}. ${remedy}` };
}

function totalBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function describeSize(bytes: number, files: number): string {
  return `${Math.ceil(bytes / BYTES_PER_MB)} MB in ${count(files, "file")}`;
}

function isFile(directory: string, path: string): boolean {
  return statsOf(join(directory, path))?.isFile() === true;
}

/** The stats of the target of a path; undefined if the target does not exist, or if the path is not valid. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function toSlashes(path: string): string {
  return path.replaceAll(sep, "/");
}
