import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { AnnotationMetadataEntryType, App } from "cdktf";
import type { ValidationIssue } from "../errors";
import { setOutputFolder } from "../private/output-folder";
import { Manifest, inFileOrder } from "./manifest";
import { ManifestStack } from "./manifest-stack";
import type { Source } from "./read";
import { IGNORE_FILE, SECRETS_FILE, ignoreSecrets } from "./secrets-file";

export interface Synthesis {
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly ValidationIssue[];
  readonly infos: readonly ValidationIssue[];
  /** Not so where a warning is to be a failure. */
  readonly isWritten: boolean;
}

/**
 * Writes the stacks of manifests into a folder, in place of those of an earlier run. All is written into a folder in it
 * first, so that a failure leaves everything as it was.
 * @param strict whether a warning keeps it from being written
 * @throws ValidationError with every problem of all sources
 */
export function synthesize(sources: readonly Source[], output: string, strict: boolean): Synthesis {
  const manifests = Manifest.fromSources(sources);
  const target = resolve(output);
  const made = mkdirSync(target, { recursive: true });
  const workplace = mkdtempSync(join(target, ".synth-"));
  let isWritten = false;
  try {
    const app = new App({ outdir: workplace });
    setOutputFolder(app, target);
    const stacks = manifests.map((manifest) => new ManifestStack(app, manifest));
    const [warnings = [], infos = []] = [AnnotationMetadataEntryType.WARN, AnnotationMetadataEntryType.INFO].map(
      (level) =>
        inFileOrder(
          sources,
          stacks.flatMap((stack) => stack.findings(level)),
        ),
    );
    if (!strict || warnings.length === 0) {
      app.synth();
      replace(target, workplace);
      isWritten = true;
    }
    return { manifests, warnings, infos, isWritten };
  } finally {
    rmSync(isWritten || made === undefined ? workplace : made, { recursive: true, force: true });
  }
}

const MANIFEST = "manifest.json";
const STACK_FILE = "cdk.tf.json";

/** Moves what is new into a folder, and removes what an earlier run wrote there. All else in it stays. */
function replace(target: string, workplace: string): void {
  const stacks = stacksIn(workplace);
  const gone = stacksIn(target).filter((stack) => !stacks.includes(stack));
  const folderOf = (stack: string) => join(target, "stacks", stack);
  const moves = new Moves(join(workplace, ".old"));
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
}

/** Moves of files that can be taken back. */
class Moves {
  readonly #done: (readonly [from: string, to: string])[] = [];
  readonly #made: string[] = [];

  constructor(private readonly attic: string) {}

  public makeFolder(folder: string): void {
    const first = mkdirSync(folder, { recursive: true });
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

/** The stacks that a run wrote into a folder, as far as that can be told. */
function stacksIn(folder: string): string[] {
  try {
    const { stacks } = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")) as { stacks: object };
    return Object.keys(stacks).filter((name) => name === basename(name) && !name.startsWith("."));
  } catch {
    return [];
  }
}
