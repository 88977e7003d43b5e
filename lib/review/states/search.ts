import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
import { isSystemError } from "../../base/files";
import { backendOf, realPath, type Backend } from "./backend";
import { Buckets, tryBucket, type BucketDirectory } from "./buckets";
import { matchesPattern } from "./patterns";
import { BucketError } from "./s3-bucket";
import { MANIFEST, stacksOfRun, type StackDirectory } from "./stack-directories";
import { readState, type StateFile } from "./state-file";

/** A state that does not belong to a stack of the run. */
export interface FoundState {
  /** The state for reports: a path, or `s3://bucket/key`. */
  readonly location: string;
  readonly backend: Exclude<Backend, { type: "other" }>;
  readonly state: StateFile;
  /** The directory of the stack, if it still exists. */
  readonly directory: string | undefined;
}

/** A state, or a place with states, that could not be read. */
export interface SearchProblem {
  readonly location: string;
  readonly reason: string;
}

export interface StateSearch {
  readonly found: readonly FoundState[];
  /** The states that match `ignoreStates`. */
  readonly ignored: readonly string[];
  readonly problems: readonly SearchProblem[];
  /** The backends of the run that have no list of states. */
  readonly notSearched: readonly string[];
}

const NOTHING_FOUND = { found: [], ignored: [], problems: [] };
const STATE_SUFFIX = ".tfstate";
/** The name that CDKTF gives to the local state of a stack. */
const DEFAULT_NAME = /^terraform\..+\.tfstate$/;

/**
 * Searches the places in which the stacks of a run keep their states, and the default directory of local states, for states that
 * contain resources and belong to no stack of the run. Without a manifest, the stacks of the run are not known.
 */
export async function searchStates(
  output: string,
  directories: readonly StackDirectory[],
  ignored: readonly string[],
): Promise<StateSearch> {
  if (stacksOfRun(output) === undefined)
    return { ...NOTHING_FOUND, notSearched: [`${join(output, MANIFEST)} is missing or not valid`] };
  const search = new Search(dirname(realPath(resolve(output))), ignored);
  try {
    for (const directory of directories) search.addStack(directory);
    search.searchLocally();
    await search.searchBuckets();
    return search;
  } finally {
    await search.close();
  }
}

class Search implements StateSearch {
  public readonly found: FoundState[] = [];
  public readonly ignored: string[] = [];
  public readonly problems: SearchProblem[] = [];
  readonly #notSearched = new Set<string>();
  readonly #buckets = new Buckets();
  /** The paths of local states, and the keys in directories of buckets, that belong to the run. */
  readonly #ownedPaths = new Set<string>();
  readonly #ownedKeys = new Map<BucketDirectory, Set<string>>();
  readonly #localPaths: string[] = [];
  /** The directories of stacks that the run does not contain, by the location of their state. */
  readonly #directories = new Map<string, string>();

  constructor(
    private readonly project: string,
    private readonly patterns: readonly string[],
  ) {}

  public get notSearched(): readonly string[] {
    return [...this.#notSearched];
  }

  public addStack({ name, folder, kind }: StackDirectory): void {
    const isOwned = kind === "current";
    const backend = backendOf(folder);
    if (backend === undefined) {
      // A stack in HCL that is not initialized has the default path.
      if (isOwned) this.#ownedPaths.add(join(this.project, `terraform.${name}.tfstate`));
    } else if (backend.type === "local") {
      this.#localPaths.push(backend.path);
      if (isOwned) this.#ownedPaths.add(backend.path);
      else this.#directories.set(displayed(backend.path), name);
    } else if (backend.type === "s3") this.addBucket(name, backend.settings, isOwned);
    else if (isOwned) this.#notSearched.add(backend.name);
    else
      this.problems.push({
        location: `${name} (${backend.name})`,
        reason: "the state of a removed stack is in a backend that cannot be read",
      });
  }

  public searchLocally(): void {
    const folders = [this.project, ...this.#localPaths.map((path) => dirname(path))];
    for (const folder of new Set(folders)) {
      if (!existsSync(folder)) continue;
      const explicitNames = this.#localPaths.filter((path) => dirname(path) === folder).map((path) => basename(path));
      const isDefault = explicitNames.every((name) => DEFAULT_NAME.test(name));
      for (const name of readdirSync(folder).sort()) {
        if (isDefault ? DEFAULT_NAME.test(name) : name.endsWith(STATE_SUFFIX)) this.addLocal(join(folder, name));
      }
    }
  }

  public async searchBuckets(): Promise<void> {
    for (const directory of this.#buckets.directories) {
      const { bucket, prefix, location } = directory;
      const list = await tryBucket(() => bucket.list(prefix));
      if (list instanceof BucketError) {
        this.problems.push({ location, reason: list.message });
        continue;
      }
      const owned = this.#ownedKeys.get(directory);
      const keys = list.value.filter((key) => key.endsWith(STATE_SUFFIX) && owned?.has(key) !== true);
      for (const key of keys.sort()) await this.addObject(directory, key);
    }
  }

  public async close(): Promise<void> {
    await this.#buckets.close();
  }

  private addBucket(stack: string, settings: Readonly<Record<string, unknown>>, isOwned: boolean): void {
    try {
      const { directory, key } = this.#buckets.directoryOf(settings);
      const owned = this.#ownedKeys.get(directory) ?? new Set();
      if (isOwned) owned.add(key);
      else this.#directories.set(locationOf(directory, key), stack);
      this.#ownedKeys.set(directory, owned);
    } catch (error) {
      if (!(error instanceof BucketError)) throw error;
      const { bucket } = settings;
      const location = typeof bucket === "string" ? `s3://${bucket}/` : `the bucket of ${stack}`;
      const problem = { location, reason: error.message };
      if (!this.problems.some((each) => each.location === location)) this.problems.push(problem);
    }
  }

  private addLocal(path: string): void {
    if (this.#ownedPaths.has(path)) return;
    const location = displayed(path);
    if (this.isIgnored(location, basename(path))) return;
    const text = readText(path);
    if (text === undefined) this.problems.push({ location, reason: "the file cannot be read" });
    else this.add(location, { type: "local", path }, text);
  }

  private async addObject(directory: BucketDirectory, key: string): Promise<void> {
    const { settings, bucket } = directory;
    const location = locationOf(directory, key);
    if (this.isIgnored(location, key)) return;
    const content = await tryBucket(() => bucket.read(key));
    if (content instanceof BucketError) this.problems.push({ location, reason: content.message });
    else this.add(location, { type: "s3", settings: { ...settings, key } }, content.value.toString());
  }

  private add(location: string, backend: FoundState["backend"], text: string): void {
    const state = readState(text);
    if (state === undefined) this.problems.push({ location, reason: "it is not a state, or it is encrypted" });
    else if (state.resources.length > 0) {
      this.found.push({ location, backend, state, directory: this.#directories.get(location) });
    }
  }

  private isIgnored(location: string, name: string): boolean {
    const isIgnored = this.patterns.some(
      (pattern) => matchesPattern(location, pattern) || matchesPattern(name, pattern),
    );
    if (isIgnored) this.ignored.push(location);
    return isIgnored;
  }
}

function locationOf({ location, prefix }: BucketDirectory, key: string): string {
  return `${location}${key.slice(prefix.length)}`;
}

function displayed(path: string): string {
  return relative(realpathSync(process.cwd()), path).split("\\").join("/");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** The name of the stack that a state belonged to. */
export function stackNameOf({ backend, location, directory }: FoundState): string {
  if (directory !== undefined) return directory;
  const name = backend.type === "local" ? basename(backend.path) : posix.basename(location);
  const stack = name.slice(0, -STATE_SUFFIX.length);
  const [, cdktfName] = DEFAULT_NAME.test(name) ? (/^terraform\.(.+)$/.exec(stack) ?? []) : [];
  return (cdktfName ?? stack).replaceAll(/[^\w.-]/g, "-").replace(/^[.-]+/, "") || "state";
}
