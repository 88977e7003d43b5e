import type { Services } from "../api/context";
import type { JsonObject } from "../api/json";
import { isGone, statusOf } from "../api/lifecycle";
import { containers, namespaces, triggers } from "../products/container/records";
import { nextRuns } from "./schedules";

const LISTED_RUNS = 3;

/** All triggers, with the names of their containers and the next runs of schedules, for the command and the page. */
export async function listTriggers(services: Services): Promise<JsonObject> {
  const now = services.clock.now();
  const listed = triggers(services)
    .all()
    .filter((trigger) => !isGone(trigger, now))
    .map(async (trigger): Promise<JsonObject> => {
      const container = containers(services).get(trigger.container_id);
      return {
        id: trigger.id,
        name: trigger.name,
        container_id: trigger.container_id,
        container: container?.name ?? "",
        namespace: namespaces(services).get(container?.namespace_id ?? "")?.name ?? "",
        source_type: trigger.fields["source_type"],
        status: statusOf(trigger, now),
        error_message: trigger.error ?? "",
        next_runs: (await nextRuns(trigger, LISTED_RUNS, now)).map((run) => run.toISOString()),
      };
    });
  return { triggers: await Promise.all(listed) };
}
