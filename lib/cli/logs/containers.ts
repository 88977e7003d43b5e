import { closest, distance } from "fastest-levenshtein";
import { displayPath } from "../../base/secret-text";
import { LogError } from "./log-error";

/** A container whose logs can be read. */
export interface LogContainer {
  readonly id: string;
  readonly name: string;
  /** The namespace, as in the endpoint of the container: lower case, and without what is not a letter or digit. */
  readonly namespace: string;
}

const NAMESPACE_LENGTH = 20;
const ID_LENGTH = 8;
const MAX_TYPING_ERRORS = 3;
/** The most names in a message. */
const MAX_NAMES = 20;

/** The container of a resource's name, such as `shop1eb07827-order-api`. */
export function containerOf(id: string, resourceName: string): LogContainer {
  const separator = resourceName.indexOf("-");
  return {
    id,
    name: resourceName.slice(separator + 1),
    namespace: resourceName.slice(0, Math.max(separator - ID_LENGTH, 0)),
  };
}

export function displayContainer({ namespace, name }: LogContainer): string {
  return `${namespace}/${name}`;
}

/**
 * The stream selector for a container's name, for `namespace/name`, or for an ID. By name, it also selects the container that
 * replaces this one.
 * @throws LogError if there is no such container, or if several namespaces have one
 */
export function selectorOf(text: string, containers: readonly LogContainer[]): string {
  if (containers.some(({ id }) => id === text)) return `{resource_id=${JSON.stringify(text)}}`;
  const { name, namespace: only } = findContainer(text, containers);
  return `{resource_type="serverless_container", resource_name=~${JSON.stringify(`${only}[0-9a-f]{8}-${name}`)}}`;
}

/**
 * The container with a name, with `namespace/name` or with an ID.
 * @throws LogError if there is no such container, or if several namespaces have one
 */
export function findContainer<Container extends LogContainer>(
  text: string,
  containers: readonly Container[],
): Container {
  const matches = matching(text, containers);
  const namespaces = [...new Set(matches.map((each) => each.namespace))].sort();
  if (namespaces.length > 1) {
    const name = text.split("/").at(-1) ?? "";
    const choices = namespaces.map((each) => `${each}/${name}`).join(", ");
    throw new LogError("ambiguous-container", `${name}: is in several namespaces. Pass one of ${choices}.`);
  }
  const [container] = matches;
  if (container === undefined) throw new LogError("unknown-container", missing(text, containers));
  return container;
}

/** The containers with a name, with `namespace/name`, or with an ID, such as `fr-par/11111111-…`. */
export function matching<Container extends LogContainer>(text: string, containers: readonly Container[]): Container[] {
  const [first = "", second] = text.split("/");
  const namespace = second === undefined ? undefined : namespaceInEndpoint(first);
  const name = second ?? first;
  const isFound = (each: LogContainer) => each.name === name && each.namespace === (namespace ?? each.namespace);
  // Terraform's IDs start with the region.
  return containers.filter((each) => each.id === name || isFound(each));
}

/** Names for a message, such as `api, web and 280 more`. */
export function displayNames(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort();
  const rest = sorted.length - MAX_NAMES;
  return `${sorted.slice(0, MAX_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function missing(text: string, containers: readonly LogContainer[]): string {
  const problem = `${displayPath(text)}: is not a container.`;
  if (containers.length === 0) return `${problem} There are no containers. Deploy one first.`;
  const similar = closest(
    text,
    containers.map(({ name }) => name),
  );
  const hint = distance(text, similar) <= MAX_TYPING_ERRORS ? ` Did you mean ${similar}?` : "";
  return `${problem} Pass one of ${displayNames(containers.map(displayContainer))}.${hint}`;
}

/** The name of a namespace, as endpoints contain it. */
function namespaceInEndpoint(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, NAMESPACE_LENGTH);
}
