import { ValidationError } from "../../base/errors";
import { readDeployedStacks } from "../../deployed/read-stacks";
import type { DeployedContainer } from "../../deployed/deployed-stack";
import { Secrets } from "../../review/plan/secrets";
import { CONTAINERS, listResources, NAMESPACES } from "../../scaleway-api/containers";
import type { ScalewayApi } from "../../scaleway-api/scaleway-api";
import type { LogPlace } from "./cockpit";
import { containerOf, displayNames, findContainer, matching, type LogContainer } from "./containers";
import { addInputSecrets, addKeys } from "./input-secrets";
import { LogError } from "./log-error";

/** A container that is deployed, and the place of its logs. */
export interface LogTarget extends LogContainer, LogPlace {
  /** `ready`, `error` and others; undefined if it is not known. */
  readonly status?: string | undefined;
  /** Scaleway's reason of an error. */
  readonly errorMessage?: string | undefined;
}

/** The containers of stacks, with what must not be printed. */
export interface StackTargets {
  readonly targets: readonly LogTarget[];
  readonly secrets: Secrets;
  /** The states that cannot be read, as sentences. */
  readonly problems: readonly string[];
}

/** Reads the containers of all stacks. An output directory without stacks has no containers. */
export async function readStackTargets(output: string): Promise<StackTargets> {
  const { stacks, secrets } = await readDeployedStacks(output).catch((error: unknown) => {
    const isEmpty = error instanceof ValidationError && error.issues.every(({ code }) => code === "no-stack");
    if (isEmpty) return { stacks: [], secrets: new Secrets() };
    throw error;
  });
  addKeys(secrets);
  for (const { folder } of stacks) addInputSecrets(folder, secrets);
  return {
    targets: stacks.flatMap(({ containers }) => containers.map(targetOf)),
    secrets,
    problems: stacks.flatMap(({ stateLocation, unreadable }) =>
      unreadable === undefined ? [] : [`The state ${stateLocation} cannot be read: ${unreadable}.`],
    ),
  };
}

function targetOf(container: DeployedContainer): LogTarget {
  const { id, name, url, region, projectId, status, errorMessage } = container;
  const { namespace } = containerOf(id, resourceName(url));
  return { id, name, namespace, region, projectId, status, errorMessage };
}

/**
 * Finds a container by its name, by `namespace/name` or by its ID: in the stacks first, then in the API.
 * @param name undefined for the only container of the stacks
 * @throws LogError if there is no such container, or more than one
 */
export async function findTarget(
  name: string | undefined,
  { targets, problems }: StackTargets,
  region: string,
  api: ScalewayApi | undefined,
): Promise<LogTarget> {
  if (name === undefined) return onlyTarget(targets, problems);
  if (matching(name, targets).length > 0) return uniqueTarget(name, targets);
  if (api !== undefined) return uniqueTarget(name, [...targets, ...(await listTargets(region, api))]);
  try {
    return findContainer(name, targets);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const searched = "Only the stacks were searched, because no API key is set";
    throw new LogError(error.code, [error.message, ...problems, `${searched}: set SCW_SECRET_KEY.`].join(" "));
  }
}

function onlyTarget(targets: readonly LogTarget[], problems: readonly string[]): LogTarget {
  const [target, ...others] = targets;
  if (target !== undefined && others.length === 0) return target;
  const names = displayNames(targets.map((each) => each.name));
  const remedy = targets.length === 0 ? "Pass the name of a container." : `Pass one of ${names}.`;
  const count = targets.length === 0 ? "no container" : `${targets.length} containers`;
  throw new LogError("ambiguous-container", [`the stacks have ${count}. ${remedy}`, ...problems].join(" "));
}

/** Stages and regions have containers with equal names. */
function uniqueTarget(name: string, targets: readonly LogTarget[]): LogTarget {
  const target = findContainer(name, targets);
  const places = new Map(matching(name, targets).map(({ id, region }) => [id, region]));
  if (places.size < 2) return target;
  const choices = Array.from(places, ([id, region]) => `${id} (${region})`).join(", ");
  throw new LogError("ambiguous-container", `${name}: is deployed several times. Pass an ID: ${choices}.`);
}

/** The containers of a region that the API key can read. */
async function listTargets(region: string, api: ScalewayApi): Promise<LogTarget[]> {
  const [namespaces, containers] = await Promise.all([
    listResources(NAMESPACES, { region }, api),
    listResources(CONTAINERS, { region }, api),
  ]);
  const projects = new Map(namespaces.map(({ id, project_id: projectId }) => [id, projectId]));
  return containers.map(({ id, name, namespace_id: namespaceId, public_endpoint: url }) => {
    const { namespace } = containerOf(id, resourceName(url));
    return { id, name, namespace, region, projectId: projects.get(namespaceId) };
  });
}

/** The namespace and the name in an endpoint: `shop1eb07827-order-api`. */
function resourceName(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? (new URL(url).hostname.split(".")[0] ?? "") : "";
}
