import { mapConcurrently } from "../base/concurrency";
import type { DeployedContainer, DeployedStack } from "../deployed/deployed-stack";
import { orApiError, ScalewayApiError } from "../scaleway-api/api-error";
import {
  CONTAINERS,
  DOMAINS,
  getResource,
  listResources,
  NAMESPACES,
  TRIGGERS,
  type ApiContainer,
  type ApiDomain,
  type ApiTrigger,
  type ResourceKind,
} from "../scaleway-api/containers";
import type { ScalewayApi } from "../scaleway-api/scaleway-api";

/** The resources of a kind that exist, or the reason why they were not read, by their namespace. */
export interface LiveKind<Resource> {
  readonly byId: ReadonlyMap<string, Resource>;
  /** The errors by the ID of the namespace. */
  readonly errors: ReadonlyMap<string, ScalewayApiError>;
}

/** What exists at Scaleway. */
export interface LiveResources {
  readonly containers: LiveKind<ApiContainer>;
  readonly domains: LiveKind<ApiDomain>;
  readonly triggers: LiveKind<ApiTrigger>;
  /** The names of namespaces that no state contains, by their ID. */
  readonly namespaceNames: ReadonlyMap<string, string>;
}

/** A namespace with containers of the stacks. */
interface Namespace {
  readonly region: string;
  readonly namespaceId: string;
  readonly hasName: boolean;
}

const CONCURRENT_REQUESTS = 10;
/** Errors after which no other request succeeds, or should be sent. */
const FATAL = ["unauthorized", "unreachable", "rate-limited"];

/**
 * Reads the containers, domains and triggers of all namespaces of the stacks.
 * @throws ScalewayApiError if the API rejects the key or is unreachable, and nothing was read
 */
export async function readLiveResources(
  stacks: readonly DeployedStack[],
  api: ScalewayApi,
  onProgress: (done: number, total: number) => void,
): Promise<LiveResources> {
  const containers = stacks.flatMap((stack) => stack.containers);
  const namespaces = namespacesOf(containers);
  const reader = new Reader(api);
  const kinds = { containers: reader.kind(CONTAINERS), domains: reader.kind(DOMAINS), triggers: reader.kind(TRIGGERS) };
  const names = new Map<string, string>();
  const tasks = namespaces.flatMap((namespace) => [
    ...Object.values(kinds).map((kind) => () => kind.list(namespace)),
    ...(namespace.hasName ? [] : [() => readName(namespace, api, names)]),
  ]);
  let done = 0;
  const run = async (task: () => Promise<void>) => {
    await task();
    onProgress(++done, tasks.length);
  };
  await mapConcurrently(tasks, CONCURRENT_REQUESTS, run);
  const { fatal } = reader;
  if (fatal !== undefined && Object.values(kinds).every(({ byId }) => byId.size === 0)) throw fatal;
  const namespaceOf = new Map(containers.map(({ id, namespaceId }) => [id, namespaceId]));
  const missing = stacks.flatMap((stack) => [
    ...stack.containers.map((each) => () => kinds.containers.find(each, each.namespaceId)),
    ...stack.domains.map((each) => () => kinds.domains.find(each, namespaceOf.get(each.containerId))),
    ...stack.triggers.map((each) => () => kinds.triggers.find(each, namespaceOf.get(each.containerId))),
  ]);
  await mapConcurrently(missing, CONCURRENT_REQUESTS, (task) => task());
  return { ...kinds, namespaceNames: names };
}

function namespacesOf(containers: readonly DeployedContainer[]): Namespace[] {
  const namespaces = new Map<string, Namespace>();
  for (const { region, namespaceId, namespaceName } of containers) {
    namespaces.set(namespaceId, { region, namespaceId, hasName: namespaceName !== undefined });
  }
  return [...namespaces.values()];
}

/** A name that cannot be read is not displayed. */
async function readName(
  { region, namespaceId }: Namespace,
  api: ScalewayApi,
  names: Map<string, string>,
): Promise<void> {
  const namespace = await orApiError(getResource(NAMESPACES, { region, id: namespaceId }, api));
  if (!(namespace instanceof ScalewayApiError)) names.set(namespaceId, namespace.name);
}

class Reader {
  /** The first error after which no other request was sent. */
  public fatal: ScalewayApiError | undefined;

  constructor(private readonly api: ScalewayApi) {}

  public kind<Resource extends { readonly id: string }>(kind: ResourceKind<Resource>) {
    const byId = new Map<string, Resource>();
    const errors = new Map<string, ScalewayApiError>();
    return {
      byId,
      errors,
      list: async (namespace: Namespace): Promise<void> => {
        const list = await this.read(() => listResources(kind, namespace, this.api));
        if (list instanceof ScalewayApiError) errors.set(namespace.namespaceId, list);
        else for (const resource of list) byId.set(resource.id, resource);
      },
      /** Reads a resource that no list contains: it may have moved between two pages. */
      find: async ({ region, id }: { region: string; id: string }, namespaceId = ""): Promise<void> => {
        if (byId.has(id) || errors.has(namespaceId)) return;
        const resource = await this.read(() => getResource(kind, { region, id }, this.api));
        if (!(resource instanceof ScalewayApiError)) byId.set(resource.id, resource);
        else if (resource.code !== "not-found") errors.set(namespaceId, resource);
      },
    };
  }

  private async read<Result>(action: () => Promise<Result>): Promise<Result | ScalewayApiError> {
    if (this.fatal !== undefined) return this.fatal;
    const result = await orApiError(action());
    if (result instanceof ScalewayApiError && FATAL.includes(result.code)) this.fatal = result;
    return result;
  }
}
