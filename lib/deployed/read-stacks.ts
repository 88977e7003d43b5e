import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ValidationError, throwIfAny, type ValidationIssue } from "../base/errors";
import { parsedJson } from "../base/json";
import { didYouMean } from "../base/known-fields";
import { fieldsOf } from "../base/objects";
import { displayPath } from "../base/secret-text";
import { Secrets } from "../review/plan/secrets";
import { realPath } from "../review/states/backend";
import { Buckets } from "../review/states/buckets";
import { STACKS, STACK_FILE, stackDirectories, type StackDirectory } from "../review/states/stack-directories";
import type { StateFile } from "../review/states/state-file";
import type { DeployedStack, UndeployedContainer } from "./deployed-stack";
import { containersIn, domainsIn, namespacesIn, queuesIn, triggersIn, type StateNamespace } from "./resources";
import { EMPTY, readStackState, type StackState } from "./stack-state";
import { collectStateSecrets } from "./state-secrets";

/** The stacks of an output directory with their states. */
export interface DeployedStacks {
  readonly stacks: readonly DeployedStack[];
  /** The stacks of earlier runs in the same directory, which were not read. */
  readonly removed: readonly string[];
  /** The secrets of all states. `secrets.mask` removes them from a text. */
  readonly secrets: Secrets;
}

export interface ReadStacksOptions {
  /**
   * The names of the stacks.
   * @default - all stacks of the last synthesis
   */
  readonly names?: readonly string[] | undefined;
  /** Receives the number of stacks that were read, and the number of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reads the states of stacks. It needs no Terraform for local states and buckets with credentials in variables.
 * @param output the output directory of CDKTF, such as `cdktf.out`
 * @throws ValidationError if the directory has no stack, or no stack with one of the names
 */
export async function readDeployedStacks(
  output: string,
  { names = [], onProgress }: ReadStacksOptions = {},
): Promise<DeployedStacks> {
  const directories = stackDirectories(output).filter(({ kind }) => kind !== "destroy");
  const selected = select(output, directories, names);
  const project = dirname(realPath(resolve(output)));
  const buckets = new Buckets();
  const results: { readonly directory: StackDirectory; readonly result: StackState }[] = [];
  try {
    for (const directory of selected) {
      results.push({ directory, result: await readStackState(directory, project, buckets) });
      onProgress?.(results.length, selected.length);
    }
  } finally {
    await buckets.close();
  }
  const states = results.map(({ result }) => ("state" in result ? result.state : EMPTY));
  const secrets = new Secrets();
  for (const state of states) collectStateSecrets(state, secrets);
  const namespaces = new Map(states.flatMap(namespacesIn));
  const removed = directories.filter((each) => each.kind === "removed" && !selected.includes(each));
  return {
    stacks: results.map(({ directory, result }) => deployedStack(directory, result, namespaces)),
    removed: removed.map(({ name }) => name),
    secrets,
  };
}

function select(
  output: string,
  directories: readonly StackDirectory[],
  names: readonly string[],
): readonly StackDirectory[] {
  const current = directories.filter(({ kind }) => kind === "current");
  if (current.length === 0 && (names.length === 0 || directories.length === 0)) throw noStack(output);
  if (names.length === 0) return current;
  const stackNames = directories.map(({ name }) => name);
  const issues = names
    .filter((name) => !stackNames.includes(name))
    .map((name): ValidationIssue => {
      const remedy = didYouMean(name, stackNames, `Pass one of ${stackNames.map(displayPath).join(", ")}.`);
      return {
        code: "unknown-stack",
        path: "",
        message: `${displayPath(name)} is not a stack in ${displayPath(output)}. ${remedy}`,
      };
    });
  throwIfAny("stacks", issues);
  return directories.filter(({ name }) => names.includes(name));
}

function noStack(output: string): ValidationError {
  const message =
    "contains no stack. Run npx cdktf synth in the directory of the project, or pass the output directory with --output.";
  return new ValidationError("stacks", [{ code: "no-stack", file: join(output, STACKS), path: "", message }]);
}

function deployedStack(
  { name, folder }: StackDirectory,
  result: StackState,
  namespaces: ReadonlyMap<string, StateNamespace>,
): DeployedStack {
  const state = "state" in result ? result.state : EMPTY;
  return {
    name,
    folder,
    stateLocation: result.location,
    unreadable: "reason" in result ? result.reason : undefined,
    isDeployed: state.resources.length > 0,
    containers: containersIn(state, namespaces),
    undeployed: "state" in result ? undeployedIn(folder, state) : [],
    domains: domainsIn(state),
    triggers: triggersIn(state),
    queues: queuesIn(state),
    outputs: state.outputs,
  };
}

/** Compares the containers in cdk.tf.json with the state. */
function undeployedIn(folder: string, { resources }: StateFile): UndeployedContainer[] {
  const file = join(folder, STACK_FILE);
  const { resource } = existsSync(file) ? fieldsOf(parsedJson(readFileSync(file, "utf8"))) : {};
  const deployed = new Set(resources.map(({ address }) => address));
  return Object.entries(fieldsOf(fieldsOf(resource)["scaleway_container"]))
    .map(([id, settings]) => ({ address: `scaleway_container.${id}`, name: fieldsOf(settings)["name"] }))
    .filter(({ address }) => !deployed.has(address))
    .map(({ address, name }) => ({
      address,
      name: typeof name === "string" && !name.includes("${") ? name : address,
    }));
}
