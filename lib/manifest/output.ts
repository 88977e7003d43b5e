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
import { IGNORE_FILE, SECRETS_FILE, ignoreSecrets } from "./secrets-file";

const MANIFEST = "manifest.json";
const STACK_FILE = "cdk.tf.json";
const WORKPLACE = ".synth-";
/** After that a folder of a run that was killed is nobody's any more. */
const MINUTE_MS = 60_000;

/** A folder in the output to write into first. Git ignores it, as there are secrets in it. */
export function makeWorkplace(target: string): string {
  for (const name of readdirSync(target).filter((each) => each.startsWith(WORKPLACE))) {
    const folder = join(target, name);
    const { mtimeMs = Date.now() } = lstatSync(folder, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > MINUTE_MS) rmSync(folder, { recursive: true, force: true });
  }
  const workplace = mkdtempSync(join(target, WORKPLACE));
  writeFileSync(join(workplace, IGNORE_FILE), "*\n");
  return workplace;
}

/**
 * Moves what is new into a folder, and removes what an earlier run wrote there. All else in it stays.
 * @returns the stacks of the earlier run that are no more
 */
export function replaceOutput(target: string, workplace: string): string[] {
  const stacks = stacksIn(workplace);
  const gone = stacksIn(target).filter((stack) => !stacks.includes(stack));
  const folderOf = (stack: string) => join(target, "stacks", stack);
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
  const open = [...stacks, ...gone].map(folderOf).filter((folder) => !existsSync(join(folder, SECRETS_FILE)));
  for (const folder of open) ignoreSecrets(folder, false);
  for (const stack of gone) removeRest(folderOf(stack));
  return gone;
}

/** Moves of files that can be taken back. */
class Moves {
  readonly #done: (readonly [from: string, to: string])[] = [];
  readonly #made: string[] = [];

  constructor(private readonly attic: string) {}

  public makeFolder(folder: string): void {
    refuseLink(folder);
    const first = makeDirectory(folder);
    if (first !== undefined) this.#made.push(first);
  }

  /** Moves a file to where another one may be, which is kept. */
  public to(from: string, to: string): void {
    this.away(to);
    this.move(from, to);
  }

  /** Moves a file out of the way, if it is there. */
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

/** What Terraform makes anew at its next init. */
const OF_TERRAFORM = [".terraform", ".terraform.lock.hcl"];

/**
 * Removes the folder of a stack that is no more, unless something of its user's is in it. CDKTF's CLI removes it itself, and
 * fails when it is gone.
 */
function removeRest(folder: string): void {
  if (!existsSync(folder) || process.env["CDKTF_OUTDIR"] !== undefined) return;
  const isEmpty = readdirSync(folder).every((name) => OF_TERRAFORM.includes(name));
  if (isEmpty) rmSync(folder, { recursive: true });
}

/** A link leads to where nothing is to be written or removed. */
function refuseLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  const message = "is a symbolic link, and nothing is written through one; remove it, or choose another output";
  throw new ValidationError("output", [{ file: folder, path: "", message }]);
}

/** The stacks that a run wrote into a folder, as far as that can be told. */
function stacksIn(folder: string): string[] {
  const file = join(folder, MANIFEST);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
  try {
    const { stacks } = JSON.parse(readFileSync(file, "utf8")) as { stacks: object };
    return Object.keys(stacks).filter((name) => /^\w[\w.-]*$/.test(name));
  } catch {
    return [];
  }
}
