import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { isSystemError, makeDirectory } from "../base/files";
import { PACKAGE_FOLDER, packageVersion } from "../base/package";
import type { Region } from "../facts/limits";
import { ciSystems, type CiOption } from "./ci-systems";
import { packageEngine, requiredNode, withEngineNames, type Engine } from "./engine";
import { projectName } from "./project-name";
import { withValues, type TemplateValues } from "./template-values";

export interface ProjectOptions {
  /** Whether to create a project with manifests instead of TypeScript. */
  readonly manifest?: boolean;
  /**
   * The name of the container, its stack and the npm package.
   * @default - the name of the directory
   */
  readonly name?: string;
  readonly region: Region;
  readonly ci: CiOption;
  /** Whether to add an end-to-end test, and its job in each CI system. */
  readonly e2e?: boolean;
  /** @default - the engine of this package */
  readonly engine?: Engine;
}

/** A file of the project, with its path in the directory of the project. */
interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Creates a project from the templates: all its files, or none.
 * @returns the paths of the files that were written; a file with the same content is not written
 * @throws ValidationError if the name is invalid, or a file exists with other content
 */
export function createProject(directory: string, options: ProjectOptions): string[] {
  const name = projectName(directory, options.name);
  const { engine = packageEngine(), manifest = false, region } = options;
  const values = {
    name,
    region,
    version: packageVersion(),
    // Projects with manifests do not install the CLI of the engine.
    node: requiredNode(engine, !manifest),
    // Terraform reads the variable of a secret, or the synthesis of manifests does.
    secret: manifest ? "DATABASE_URL" : "TF_VAR_database_url",
  };
  const files = projectFiles(options, engine, values);
  const missing = missingFiles(directory, files);
  writeFiles(directory, missing);
  return missing.map(({ path }) => path);
}

/** The files of the project and its CI. Files with the same path are joined: each part adds to the README. */
function projectFiles(options: ProjectOptions, engine: Engine, values: TemplateValues): ProjectFile[] {
  const { manifest = false, ci, e2e = false } = options;
  const systems = ciSystems(ci);
  const parts = [
    manifest ? "manifest" : "typescript",
    ...(e2e ? ["e2e"] : []),
    ...(systems.length > 0 ? ["ci"] : []),
    ...systems.flatMap((system) => (e2e ? [system, `e2e-${system}`] : [system])),
  ];
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
