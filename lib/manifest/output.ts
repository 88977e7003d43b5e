import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ValidationError } from "../base/errors";
import { makeDirectory } from "../base/files";
import { fieldsOf } from "../base/objects";
import { removedStack, type RemovedStack } from "./removed-stack";
import { IGNORE_FILE, SECRETS_FILE, ignoreSecrets } from "./secrets-file";

const MANIFEST = "manifest.json";
const STACK_FILE = "cdk.tf.json";
const WORKPLACE = ".synth-";
/** The age from which a temporary directory counts as the leftover of a killed run. */
const MAX_RUN_MS = 60_000;

/** Creates a temporary directory in the output directory. Git ignores it, because it contains secrets. */
export function makeWorkplace(target: string): string {
  for (const name of readdirSync(target).filter((each) => each.startsWith(WORKPLACE))) {
    const folder = join(target, name);
    const { mtimeMs = Date.now() } = lstatSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > MAX_RUN_MS) rmSync(folder, { recursive: true, force: true });
  }
  const workplace = mkdtempSync(join(target, WORKPLACE));
  writeFileSync(join(workplace, IGNORE_FILE), "*\n");
  return workplace;
}

/**
 * Moves the new stacks into the output directory, and removes those of an earlier run. Other files stay.
 * @returns the stacks of the earlier run that are not among the new ones
 */
export function replaceOutput(target: string, workplace: string): RemovedStack[] {
  const stacks = stacksIn(workplace);
  const gone = stacksIn(target).filter((stack) => !stacks.includes(stack));
  const folderOf = (stack: string) => join(target, "stacks", stack);
  const removed = gone.map((stack) => removedStack(stack, folderOf(stack)));
  const moves = new Moves(join(workplace, ".old"));
  refuseLink(join(target, "stacks"));
  try {
    for (const stack of stacks) {
      moves.makeFolder(folderOf(stack));
      const from = join(workplace, "stacks", stack);
      if (existsSync(join(from, SECRETS_FILE))) ignoreSecrets(folderOf(stack), true);
      else moves.away(join(folderOf(stack), SECRETS_FILE));
      const files = readdirSync(from).filter((name) => name !== IGNORE_FILE);
      for (const file of files) moves.to(join(from, file), join(folderOf(stack), file));
    }
    for (const stack of gone) {
      refuseLink(folderOf(stack));
      for (const file of [STACK_FILE, SECRETS_FILE]) moves.away(join(folderOf(stack), file));
    }
    moves.to(join(workplace, MANIFEST), join(target, MANIFEST));
  } catch (error) {
    moves.undo();
    throw error;
  }
  for (const folder of [...stacks, ...gone].map(folderOf)) {
    if (!existsSync(join(folder, SECRETS_FILE))) ignoreSecrets(folder, false);
  }
  for (const stack of gone) removeRest(folderOf(stack));
  return removed;
}

/** Moves of files that can be undone. */
class Moves {
  readonly #done: (readonly [from: string, to: string])[] = [];
  readonly #made: string[] = [];

  constructor(private readonly attic: string) {}

  public makeFolder(folder: string): void {
    refuseLink(folder);
    const first = makeDirectory(folder);
    if (first !== undefined) this.#made.push(first);
  }

  /** Moves a file, and keeps the file that it replaces until the end. */
  public to(from: string, to: string): void {
    this.away(to);
    this.move(from, to);
  }

  /** Moves a file away, if it exists. */
  public away(file: string): void {
    if (!existsSync(file)) return;
    mkdirSync(this.attic, { recursive: true });
    this.move(file, join(this.attic, String(this.#done.length)));
  }

  public undo(): void {
    for (const [from, to] of this.#done.reverse()) renameSync(to, from);
    for (const folder of this.#made) rmSync(folder, { recursive: true });
  }

  private move(from: string, to: string): void {
    renameSync(from, to);
    this.#done.push([from, to]);
  }
}

/** The files that `terraform init` and `cdktf diff` create. A plan of a removed stack is never current. */
const GENERATED_FILES = [".terraform", ".terraform.lock.hcl", "plan"];

/**
 * Removes the directory of a removed stack, unless it contains files of the user. The CLI of CDKTF removes it itself, and
 * fails if it is missing.
 */
function removeRest(folder: string): void {
  if (!existsSync(folder) || process.env["CDKTF_OUTDIR"] !== undefined) return;
  const isEmpty = readdirSync(folder).every((name) => GENERATED_FILES.includes(name));
  if (isEmpty) rmSync(folder, { recursive: true });
}

/** A symbolic link leads out of the output directory. */
function refuseLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  const message = "is a symbolic link, and stacks are not written through links. Remove it, or choose another output.";
  throw new ValidationError("output", [{ code: "symbolic-link", file: folder, path: "", message }]);
}

/** The stacks of an earlier run; none if its manifest is missing or invalid. */
function stacksIn(folder: string): string[] {
  const file = join(folder, MANIFEST);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
  try {
    const { stacks } = fieldsOf(JSON.parse(readFileSync(file, "utf8")));
    return Object.keys(fieldsOf(stacks)).filter((name) => /^\w[\w.-]*$/.test(name));
  } catch {
    return [];
  }
}
