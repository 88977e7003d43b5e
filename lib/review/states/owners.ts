import { existsSync, readFileSync } from "node:fs";
import { filesInZip } from "../../base/zip";
import { backendOf } from "./backend";
import type { StackDirectory } from "./stack-directories";
import { identitiesOf, readState, type StateFile } from "./state-file";

/** A stack of the run, and its saved plan. */
export interface PlannedStack extends StackDirectory {
  readonly plan: string | undefined;
}

/** The stacks of the run that manage the resources of a state. */
export interface Ownership {
  /** Whether all resources belong to stacks of the run: the state is a copy, or its resources were moved. */
  readonly isComplete: boolean;
  /** A stack that manages one of the resources. */
  readonly stack: string | undefined;
}

/** The resources that the stacks of a run manage, from their plans or their local states. */
export class Owners {
  readonly #stacks = new Map<string, string>();
  /** The stacks whose resources are not known. */
  public readonly unknown: string[] = [];

  constructor(stacks: readonly PlannedStack[]) {
    for (const stack of stacks) {
      const states = statesOf(stack);
      if (states === undefined) this.unknown.push(stack.name);
      else for (const identity of states.flatMap(identitiesOf)) this.#stacks.set(identity, stack.name);
    }
  }

  public of(state: StateFile): Ownership {
    const owners = identitiesOf(state).map((identity) => this.#stacks.get(identity));
    return {
      isComplete: owners.length > 0 && owners.every((owner) => owner !== undefined),
      stack: owners.find((owner) => owner !== undefined),
    };
  }
}

/** The states in the saved plan: before and after the refresh. Without a plan, the local state. */
function statesOf({ folder, plan }: PlannedStack): StateFile[] | undefined {
  const files = plan === undefined ? undefined : filesInZip(readFileSync(plan), "tfstate");
  if (files !== undefined && files.size > 0) {
    return [...files.values()].map(readState).filter((state) => state !== undefined);
  }
  const backend = backendOf(folder);
  if (backend?.type !== "local") return undefined;
  const state = existsSync(backend.path) ? readState(readFileSync(backend.path, "utf8")) : readState("");
  return state && [state];
}
