import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidationIssue } from "../base/errors";
import { looksSecret } from "../base/secret-search";
import { displayPath } from "../base/secret-text";
import { count } from "../base/text";
import { MAX_SECRET_FILE_BYTES, PUBLIC_FOLDER, SECRET_FILES, type SecretFileGroup } from "../facts/secret-files";
import { IgnorePattern } from "./ignore-pattern";

interface File {
  /** The path relative to the directory, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

const MAX_LISTED_FILES = 10;

const namedGroups = SECRET_FILES.flatMap((group) => group.names.map((name) => ({ name, group })));
/** The groups of names without wildcards: one lookup per file is faster than a comparison with every name. */
const groupsByName = new Map(namedGroups.map(({ name, group }) => [name, group]));
const patterns = namedGroups
  .filter(({ name }) => name.includes("*"))
  .map(({ name, group }) => ({ pattern: new IgnorePattern(`**/${name}`), group }));

/** Finds the files of a build context that contain credentials, by their names and, for names that public files have too, by their content. */
export function* secretFileIssues(
  directory: string,
  files: readonly File[],
  ignoreFile = ".dockerignore",
): Iterable<ValidationIssue> {
  const secretFiles = files.filter((file) => isSecretFile(directory, file));
  if (secretFiles.length === 0) return;
  const lines = secretFiles.slice(0, MAX_LISTED_FILES).map(({ path }) => displayPath(ignoreLine(path)));
  const rest = secretFiles.length - lines.length;
  const list = `${lines.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const problem = `has files with credentials, which the image could contain, got ${count(secretFiles.length, "file")}`;
  const remedy =
    secretFiles.length === 1
      ? `Add the line ${list} to ${ignoreFile}, or the path to allowedSecretFiles`
      : `Add the lines ${list} to ${ignoreFile}, or the paths to allowedSecretFiles`;
  yield { code: "secret-file", path: "path", message: `${problem}. ${remedy}.` };
}

function isSecretFile(directory: string, { path, bytes }: File): boolean {
  if (PUBLIC_FOLDER.test(path)) return false;
  const lowerCasePath = path.toLowerCase();
  const [name = "", folder] = lowerCasePath.split("/").reverse();
  const groups = [
    ...[name, `${folder}/${name}`].flatMap((each) => groupsByName.get(each) ?? []),
    ...patterns.filter(({ pattern }) => pattern.matches(lowerCasePath)).map(({ group }) => group),
  ].filter(({ publicNames }) => publicNames?.test(name) !== true);
  if (groups.some(({ only, except }) => only === undefined && except === undefined)) return true;
  if (groups.length === 0) return false;
  const text = bytes <= MAX_SECRET_FILE_BYTES ? readFileSync(join(directory, path), "utf8") : undefined;
  return groups.some((group) => hasCredential(group, text));
}

/** Whether a file contains a credential. A file that is too large to be read does, unless only some files of the group do. */
function hasCredential({ only, except }: SecretFileGroup, text: string | undefined): boolean {
  if (text === undefined) return only === undefined;
  return only?.matches(text, looksSecret) ?? except?.matches(text, looksSecret) !== true;
}

/** The line of an ignore file for a path. Docker would read some characters as wildcards, comments or exceptions, or trim them. */
function ignoreLine(path: string): string {
  return path.replaceAll(/[*?[\\]|^[#!\s]|\s$/g, "?");
}
