import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { isSystemError, makeDirectory } from "../base/files";
import { PACKAGE_FOLDER, packageVersion } from "../base/package";
import { describeText, isSecretText } from "../base/secret-text";
import { showName } from "../base/show";
import { CONTAINER_LIMITS, type Region } from "../facts/limits";
import { packageEngine, requiredNode, withEngineNames, type Engine } from "./engine";

export interface ProjectOptions {
  /** Whether to create a project with manifests instead of TypeScript. */
  readonly manifest?: boolean;
  /**
   * The name of the container, its stack and the npm package.
   * @default - the name of the directory
   */
  readonly name?: string;
  readonly region: Region;
  readonly ci: "github" | "gitlab" | "both" | "none";
  /** @default - the engine of this package */
  readonly engine?: Engine;
}

/** A file of the project, with its path in the directory of the project. */
interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** The texts in the templates that are replaced. They are valid values, so that the templates compile and are tested. */
const PLACEHOLDERS = {
  name: "my-container",
  region: "fr-par",
  version: "0.0.0-version",
  node: "20.19",
  secret: "TF_VAR_database_url",
};
type Values = typeof PLACEHOLDERS;

/**
 * Creates a project from the templates: all its files, or none.
 * @returns the paths of the files that were written; a file with the same content is not written
 * @throws ValidationError if the name is invalid, or a file exists with other content
 */
export function createProject(directory: string, options: ProjectOptions): string[] {
  const name = options.name ?? basename(resolve(directory));
  const issues = [...directoryIssues(directory), ...nameIssues(name)];
  if (issues.length > 0) throw new ValidationError("init", issues);
  const { engine = packageEngine(), manifest = false, region } = options;
  // Projects with manifests do not install the CLI of the engine.
  // The variable of a secret: Terraform reads it, or the synthesis of manifests.
  const secret = manifest ? "DATABASE_URL" : PLACEHOLDERS.secret;
  const values = { name, region, version: packageVersion(), node: requiredNode(engine, !manifest), secret };
  const files = projectFiles(options, engine, values);
  const missing = missingFiles(directory, files);
  writeFiles(directory, missing);
  return missing.map(({ path }) => path);
}

function directoryIssues(directory: string): ValidationIssue[] {
  if (!isSecretText(directory)) return [];
  const message = `looks like a secret, got ${describeText(directory)}. Choose another directory.`;
  return [{ code: "secret-as-name", path: "directory", message }];
}

function nameIssues(name: string): ValidationIssue[] {
  const { minLength, maxLength, shape } = CONTAINER_LIMITS.name;
  if (isName(name)) return [];
  const suggestion = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
  const example = isName(suggestion) && !isSecretText(name) ? suggestion : "order-api";
  const rule = `${minLength} to ${maxLength} characters${shape}`;
  const message = `${showName(name)} is not a valid container name (${rule}). Pass one with --name, for example --name ${example}.`;
  return [{ code: "invalid-format", path: "name", message }];
}

function isName(text: string): boolean {
  const { minLength, maxLength, pattern } = CONTAINER_LIMITS.name;
  // A stack with this ID breaks CDKTF.
  const isReserved = text === "constructor";
  return text.length >= minLength && text.length <= maxLength && pattern.test(text) && !isReserved;
}

/** The files of the project and its CI. Files with the same path are joined: each part adds to the README. */
function projectFiles({ manifest = false, ci }: ProjectOptions, engine: Engine, values: Values): ProjectFile[] {
  const systems = ci === "both" ? ["github", "gitlab"] : ci === "none" ? [] : [ci];
  const parts = [manifest ? "manifest" : "typescript", ...(systems.length > 0 ? ["ci"] : []), ...systems];
  const texts = new Map<string, string>();
  for (const part of parts) {
    const template = join(PACKAGE_FOLDER, "templates", part);
    for (const file of filesIn(template)) {
      const path = withValues(file, values).replaceAll(/(^|\/)dot-/g, "$1.");
      const text = withValues(withEngineNames(readFileSync(join(template, file), "utf8"), engine), values);
      const previous = texts.get(path);
      texts.set(path, previous === undefined ? text : `${previous}\n${text}`);
    }
  }
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => ({ path, text }));
}

/** Replaces all placeholders in one pass: a value that looks like another placeholder stays as it is. */
function withValues(text: string, values: Values): string {
  const replacements = new Map(
    Object.entries(PLACEHOLDERS).map(([key, placeholder]) => [placeholder, values[key as keyof Values]]),
  );
  const pattern = new RegExp([...replacements.keys()].map((key) => key.replaceAll(".", "\\.")).join("|"), "g");
  return text.replaceAll(pattern, (placeholder) => replacements.get(placeholder) ?? placeholder);
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(directory.length + 1)
        .replaceAll("\\", "/"),
    );
}

/** The files that do not exist yet with the same content. */
function missingFiles(directory: string, files: readonly ProjectFile[]): ProjectFile[] {
  const issues: ValidationIssue[] = [];
  const missing = files.filter(({ path, text }) => {
    const file = join(directory, path);
    try {
      if (readFileSync(file, "utf8") === text) return false;
      const message = "exists with other content. Move it away, or choose another directory.";
      issues.push({ code: "file-exists", file, path: "", message });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === "ENOENT") return true;
      const message = `cannot be created, because something else is in its place (${error.code}). Choose another directory.`;
      issues.push({ code: "blocked-path", file, path: "", message });
    }
    return false;
  });
  if (issues.length > 0) throw new ValidationError("init", issues);
  return missing;
}

/** Writes all files, or none. */
function writeFiles(directory: string, files: readonly ProjectFile[]): void {
  const created: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(directory, path);
      const parent = makeDirectory(dirname(file));
      if (parent !== undefined) created.push(parent);
      writeFileSync(file, text, { flag: "wx" });
      created.push(file);
    }
  } catch (error) {
    for (const path of created.reverse()) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}
