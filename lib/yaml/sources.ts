import { readFileSync, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { fieldsOf } from "../base/objects";
import type { Problem } from "../base/problem";
import { PROJECT_FILE, REVIEW_CONFIG_FILE } from "../facts/file-names";
import { MANIFEST_LIMITS } from "../facts/limits";

/** The content of a file with its name for messages, or the reason why it cannot be read. */
export type Source =
  { readonly file: string; readonly bytes: Uint8Array } | { readonly file: string; readonly problem: Problem };

/** Reads files, and the .yaml and .yml files of folders in alphabetical order. Reads a file once, even if it has several paths. */
export function readSources(paths: readonly (string | Source)[]): Source[] {
  const realPaths = new Set<string>();
  return paths.flatMap((path) => {
    if (typeof path !== "string") return path;
    return listFiles(path).flatMap((file) => {
      if (typeof file !== "string") return file;
      return orProblem(file, () => {
        const stats = statSync(file);
        // A pipe has no real path.
        const realPath = stats.isFile() ? realpathSync(file) : file;
        const isNew = !realPaths.has(realPath);
        realPaths.add(realPath);
        return isNew ? [readSource(file, stats)] : [];
      });
    });
  });
}

/** The settings of the commands, which are no manifests. */
const SETTINGS = [PROJECT_FILE, REVIEW_CONFIG_FILE];

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/** Reads one file. */
export function readFile(file: string): Source {
  try {
    return readSource(file, statSync(file));
  } catch (error) {
    return { file, problem: fileProblem(error) };
  }
}

/** Returns a file itself, or the YAML files of a folder without those of its subfolders. */
function listFiles(path: string): (string | Source)[] {
  return orProblem<string | Source>(path, () => {
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const names = entries.map(({ name }) => name).filter((name) => isYaml(name) && !SETTINGS.includes(name));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    const message = "contains no .yaml or .yml files. Pass a folder that contains some, or a file.";
    return [{ file: path, problem: { code: "no-yaml-files", message } }];
  });
}

function readSource(file: string, stats: Stats): Source {
  if (stats.isDirectory() || stats.isCharacterDevice() || stats.isBlockDevice()) {
    return { file, problem: { code: "not-a-file", message: "is not a file. Pass a file or a folder." } };
  }
  return stats.size > MANIFEST_LIMITS.fileBytes ? tooLarge(file, stats.size) : source(file, readFileSync(file));
}

function orProblem<T>(file: string, read: () => T[]): (T | Source)[] {
  try {
    return read();
  } catch (error) {
    return [{ file, problem: fileProblem(error) }];
  }
}

/** The source of content that is not read from a file by this library, such as stdin. */
export function source(file: string, bytes: Uint8Array): Source {
  return bytes.length > MANIFEST_LIMITS.fileBytes ? tooLarge(file, bytes.length) : { file, bytes };
}

function tooLarge(file: string, bytes: number): Source {
  const message = `is too large, got ${bytes} bytes. Split it into files of at most ${MANIFEST_LIMITS.fileBytes} bytes.`;
  return { file, problem: { code: "file-too-large", message } };
}

/** Returns why a file cannot be read, from the error of node:fs. */
export function fileProblem(error: unknown): Problem {
  const { code = String(error) } = fieldsOf(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { code: "file-not-found", message: "does not exist. Check the path." };
    case "EACCES":
    case "EPERM":
      return { code: "unreadable-file", message: "is not readable. Check its permissions." };
    case "EISDIR":
      return { code: "not-a-file", message: "is a folder. Pass a file in it." };
    default:
      return { code: "unreadable-file", message: `is not readable, got ${String(code)}. Check the file.` };
  }
}
