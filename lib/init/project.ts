import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Argument, Command, Option } from "commander";
import { ValidationError, inOneLine, printable, type ValidationIssue } from "../base/errors";
import { makeDirectory } from "../base/files";
import { CONTAINER_LIMITS, REGIONS, type Region } from "../facts/limits";
import { EXIT, count, tellLine, type Io } from "../cli/io";

const CI_SYSTEMS = ["github", "gitlab", "both", "none"] as const;

interface Options {
  readonly manifest?: boolean;
  readonly name?: string;
  readonly region: Region;
  readonly ci: (typeof CI_SYSTEMS)[number];
}

/** A file of the new project, with its path there. */
interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const PACKAGE = join(__dirname, "..", "..");
/** What stands in the templates for the values of a project; they are valid as they are, so that the templates are checked as any code. */
const PLACEHOLDERS = { name: "my-container", region: "fr-par", version: "0.0.0-version" } as const;

const EXAMPLES = `
What is there already stays as it is: a file of another content is an error, and then nothing is written.

Examples:
  scw-containers init shop
  scw-containers init shop --region nl-ams --ci gitlab
  scw-containers init --manifest --name order-api
`;

export function initCommand(io: Io, exit: (code: number) => void): Command {
  return new Command("init")
    .description("write a new project: a stack or a manifest, its tests, CI and a README")
    .addArgument(new Argument("[folder]", "where to write it").default("."))
    .option("--manifest", "a project of manifests, without TypeScript")
    .option("--name <name>", "of the container and its stack (default: the folder's name)")
    .addOption(new Option("--region <region>", "where it runs").choices(REGIONS).default(REGIONS[0]))
    .addOption(new Option("--ci <system>", "which CI to write").choices(CI_SYSTEMS).default("github"))
    .addHelpText("after", EXAMPLES)
    .action((folder: string, options: Options) => {
      exit(init(folder, options, io));
    });
}

function init(folder: string, options: Options, io: Io): number {
  const { out, tell } = io;
  try {
    const name = options.name ?? basename(resolve(folder));
    const version = (JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { version: string }).version;
    const issues = nameIssues(name);
    if (issues.length > 0) throw new ValidationError("init", issues);
    const files = projectFiles(options, { name, region: options.region, version });
    const missing = missingFiles(folder, files);
    writeFiles(folder, missing);
    out(`Wrote ${count(missing.length, "file")} to ${printable(folder)}:\n`);
    for (const { path } of missing) out(`  ${path}\n`);
    out(`\nNext, as long as the package is not on npm:\n${nextCommands(folder, version)}`);
    return EXIT.ok;
  } catch (problem) {
    if (problem instanceof ValidationError) {
      for (const issue of problem.issues) tellLine("error", inOneLine(issue), io);
      tell(`${count(problem.issues.length, "problem")}; nothing was written.\n`);
      return EXIT.badInput;
    }
    const { syscall, message } = problem as NodeJS.ErrnoException;
    if (syscall === undefined) throw problem;
    tellLine("error", `cannot write to ${folder}: ${message}`, io);
    return EXIT.failure;
  }
}

/** The name is that of the container, of its stack and of the npm package. */
function nameIssues(name: string): ValidationIssue[] {
  const { minLength, maxLength, pattern, shape } = CONTAINER_LIMITS.name;
  const isValid = (text: string) =>
    text.length >= minLength && text.length <= maxLength && pattern.test(text) && text !== "constructor";
  if (isValid(name)) return [];
  const mended = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, maxLength)
    .replaceAll(/^-+|-+$/g, "");
  const example = isValid(mended) ? mended : "order-api";
  const rule = `${minLength} to ${maxLength} characters: ${shape}`;
  const message = `${JSON.stringify(name)} cannot be a container's name, which has ${rule}; write one, as --name ${example}`;
  return [{ path: "name", message }];
}

/** The files of the kind of project and of its CI. Those of one path are joined: each part adds to the README. */
function projectFiles(
  { manifest = false, ci }: Options,
  values: Record<keyof typeof PLACEHOLDERS, string>,
): ProjectFile[] {
  const systems = ci === "both" ? ["github", "gitlab"] : ci === "none" ? [] : [ci];
  const parts = [manifest ? "manifest" : "typescript", ...(systems.length > 0 ? ["ci"] : []), ...systems];
  const filled = (text: string) =>
    text.replaceAll(PLACEHOLDER, (found) => values[PLACEHOLDER_NAMES.get(found) as keyof typeof PLACEHOLDERS]);
  const texts = new Map<string, string>();
  for (const part of parts) {
    const folder = join(PACKAGE, "templates", part);
    for (const file of filesIn(folder)) {
      const path = filled(file).replaceAll(/(^|\/)dot-/g, "$1.");
      const text = filled(readFileSync(join(folder, file), "utf8"));
      const before = texts.get(path);
      texts.set(path, before === undefined ? text : `${before}\n${text}`);
    }
  }
  return [...texts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, text]) => ({ path, text }));
}

const PLACEHOLDER_NAMES = new Map<string, string>(Object.entries(PLACEHOLDERS).map(([name, text]) => [text, name]));
/** All at once: a value that looks like another placeholder is a value. */
const PLACEHOLDER = new RegExp([...PLACEHOLDER_NAMES.keys()].map((text) => text.replaceAll(".", "\\.")).join("|"), "g");

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

/** What is to be written. A file that is there with the same content is as if it were written. */
function missingFiles(folder: string, files: readonly ProjectFile[]): ProjectFile[] {
  const issues: ValidationIssue[] = [];
  const missing = files.filter(({ path, text }) => {
    const file = join(folder, path);
    try {
      if (readFileSync(file, "utf8") === text) return false;
      issues.push({
        file,
        path: "",
        message: "is there already, with another content; move it away, or choose another folder",
      });
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return true;
      issues.push({
        file,
        path: "",
        message: `cannot be written, as something else is in its place (${code}); choose another folder`,
      });
    }
    return false;
  });
  if (issues.length > 0) throw new ValidationError("init", issues);
  return missing;
}

/** All of them, or none. */
function writeFiles(folder: string, files: readonly ProjectFile[]): void {
  const made: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      const first = makeDirectory(dirname(file));
      if (first !== undefined) made.push(first);
      writeFileSync(file, text, { flag: "wx" });
      made.push(file);
    }
  } catch (error) {
    for (const path of made.reverse()) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

function nextCommands(folder: string, version: string): string {
  const archive = `cdktf-scaleway-containers-${version}.tgz`;
  const isHere = resolve(folder) === process.cwd();
  const commands = [
    ...(isHere ? [] : [`cd ${quoted(folder)}`]),
    `cp /path/to/${archive} .`,
    `npm install ./${archive}`,
    "npm test",
  ];
  return commands.map((command) => `  ${command}\n`).join("");
}

/** A word of a shell's command. */
function quoted(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`;
}
