import { readFileSync, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { MANIFEST_LIMITS } from "../facts/limits";

/** The content of a file, by the name that messages show, or why there is none. */
export type Source =
  { readonly file: string; readonly bytes: Uint8Array } | { readonly file: string; readonly problem: string };

/** Files, and the .yaml and .yml files of folders in the order of their names. What is named twice is read once. */
export function readSources(paths: readonly (string | Source)[]): Source[] {
  const read = new Set<string>();
  return paths.flatMap((path) => {
    if (typeof path !== "string") return path;
    return filesOf(path).flatMap((file) => {
      if (typeof file !== "string") return file;
      return orProblem(file, () => {
        const stats = statSync(file);
        // A pipe has no other name.
        const real = stats.isFile() ? realpathSync(file) : file;
        const isNew = !read.has(real);
        read.add(real);
        return isNew ? [readSource(file, stats)] : [];
      });
    });
  });
}

/** A file, or the manifests of a folder: not those of the folders in it. */
function filesOf(path: string): (string | Source)[] {
  return orProblem<string | Source>(path, () => {
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const names = entries.map(({ name }) => name).filter((name) => /\.ya?ml$/i.test(name));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    return [{ file: path, problem: "has no .yaml or .yml file; name a folder that has some, or a file" }];
  });
}

function readSource(file: string, stats: Stats): Source {
  if (stats.isDirectory() || stats.isCharacterDevice() || stats.isBlockDevice()) {
    return { file, problem: "is no file; name one, or a folder" };
  }
  return stats.size > MANIFEST_LIMITS.fileBytes ? tooLarge(file, stats.size) : source(file, readFileSync(file));
}

function orProblem<T>(file: string, act: () => T[]): (T | Source)[] {
  try {
    return act();
  } catch (error) {
    return [{ file, problem: reason(error as NodeJS.ErrnoException) }];
  }
}

/** Content that did not have to be of a known size. */
export function source(file: string, bytes: Uint8Array): Source {
  return bytes.length > MANIFEST_LIMITS.fileBytes ? tooLarge(file, bytes.length) : { file, bytes };
}

function tooLarge(file: string, size: number): Source {
  return { file, problem: `has ${size} bytes, more than ${MANIFEST_LIMITS.fileBytes}; split it into several files` };
}

/** Why a file can't be read, and what to do. */
export function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file or folder; check its spelling";
  if (code === "EACCES" || code === "EPERM") return "may not be read; check its permissions";
  if (code === "EISDIR") return "is a folder; name a file in it";
  return `cannot be read: ${code ?? message}`;
}
