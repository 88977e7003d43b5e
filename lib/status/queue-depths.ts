import { mapConcurrently } from "../base/concurrency";
import type { DeployedQueue, DeployedStack } from "../deployed/deployed-stack";
import { orApiError, ScalewayApiError } from "../scaleway-api/api-error";
import { QueueApi, type QueueDepth } from "../scaleway-api/queues";
import type { QueueStatus } from "./status-schema";

const CONCURRENT_REQUESTS = 10;

/** The queues of all stacks with their depth, or the reason why it was not read. */
export class QueueDepths {
  private constructor(
    private readonly queues: readonly DeployedQueue[],
    public readonly depths: ReadonlyMap<DeployedQueue, QueueDepth | ScalewayApiError>,
  ) {}

  /**
   * Reads the queues with the credentials in the states.
   * @param apiUrl the URL of the API, if it is known: a local Scaleway has its queues there
   */
  public static async read(stacks: readonly DeployedStack[], apiUrl?: string): Promise<QueueDepths> {
    const queues = stacks.flatMap((stack) => stack.queues);
    const api = new QueueApi(apiUrl);
    const depths = new Map<DeployedQueue, QueueDepth | ScalewayApiError>();
    try {
      await mapConcurrently(queues, CONCURRENT_REQUESTS, async (queue) => {
        const credentials = queue.credentials();
        if (credentials === undefined) return;
        depths.set(queue, await orApiError(api.depthOf({ ...queue, ...credentials })));
      });
    } finally {
      await api.close();
    }
    return new QueueDepths(queues, depths);
  }

  /** The errors by the name of the queue. */
  public get errors(): readonly (readonly [name: string, error: ScalewayApiError])[] {
    return [...this.depths].flatMap(([{ name }, depth]) => (depth instanceof ScalewayApiError ? [[name, depth]] : []));
  }

  public withUrl(url: string): DeployedQueue | undefined {
    return this.queues.find((queue) => queue.url === url);
  }

  public withId(id: string): DeployedQueue | undefined {
    return this.queues.find((queue) => queue.id === id);
  }
}

/** The depth of the queue of a trigger, and of its dead-letter queue. */
export function queueStatus(
  url: string,
  queues: QueueDepths,
): { readonly queue: QueueStatus; readonly deadLetterQueue?: QueueStatus } {
  const queue = queues.withUrl(url);
  if (queue === undefined) return { queue: { name: url.split("/").at(-1) ?? "", unknown: NO_CREDENTIALS } };
  const { deadLetterQueueId: id } = queue;
  const deadLetters = id === undefined ? undefined : queues.withId(id);
  return {
    queue: depthStatus(queue, queues),
    ...(id !== undefined && {
      deadLetterQueue:
        deadLetters === undefined
          ? { name: id.split("/").at(-1) ?? "", unknown: NO_CREDENTIALS }
          : depthStatus(deadLetters, queues),
    }),
  };
}

const NO_CREDENTIALS = "no state that was read contains credentials that manage the queue";

function depthStatus(queue: DeployedQueue, { depths }: QueueDepths): QueueStatus {
  const { name } = queue;
  const depth = depths.get(queue);
  if (depth === undefined) return { name, unknown: NO_CREDENTIALS };
  return depth instanceof ScalewayApiError ? { name, unknown: depth.message } : { name, ...depth };
}
