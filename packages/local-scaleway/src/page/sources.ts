import type { Services } from "../api/context";
import type { Events } from "../events/events";
import type { Gateway } from "../gateway/gateway";
import { queues } from "../products/mnq/records";
import { depthOf } from "../products/mnq/sqs/queue-overview";
import type { Runtime } from "../runtime/runtime";
import type { PageSources } from "./view";

/** The parts of the server that the page displays. */
export interface DisplayedParts {
  readonly services: Services;
  readonly engine: string | undefined;
  readonly runtime: Pick<Runtime, "instances">;
  readonly gateway: Pick<Gateway, "log">;
  readonly urls: (containerId: string) => readonly string[];
  readonly events: Pick<Events, "nextRun"> | undefined;
}

export function pageSources({ services, engine, runtime, gateway, urls, events }: DisplayedParts): PageSources {
  return {
    engine,
    runtime,
    urls,
    requests: (id) => gateway.log.list(id),
    nextRun: (id) => events?.nextRun(id),
    depth: (id) => {
      const queue = queues(services).get(id);
      return queue === undefined ? { visible: 0, inFlight: 0 } : depthOf(queue, services);
    },
  };
}
