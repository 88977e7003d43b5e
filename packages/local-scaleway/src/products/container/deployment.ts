import { isJsonObject, type JsonObject } from "../../api/json";
import { startChange, type Request, type Services } from "../../api/context";
import { NEVER, type Change, type Lifecycle } from "../../api/lifecycle";
import { containers } from "./records";

/** Images that never listen. Docker's `hello-world` prints a text and exits, so its deployment fails at Scaleway. */
const FAILING_IMAGE = /(?:^|\/)hello-world(?:[:@]|$)/;

/** Starts a deployment. Its engine ends it; without one, it has ended already. */
export function startDeployment(fields: JsonObject, status: Change["status"], request: Request): Lifecycle {
  if (request.hasEngine) return { status: "ready", error: undefined, change: { status, until: NEVER } };
  return { ...resultWithoutEngine(fields), change: startChange(request, status) };
}

/** Whether an engine deploys the container. */
export function isDeploying({ change }: Lifecycle): boolean {
  return change?.until === NEVER && change.status !== "deleting";
}

/** The result of a deployment that is not carried out, with Scaleway's reason if it fails. */
export function resultWithoutEngine(fields: JsonObject): Pick<Lifecycle, "status" | "error"> {
  const { image, liveness_probe: probe } = fields;
  if (typeof image !== "string" || !FAILING_IMAGE.test(image)) return { status: "ready", error: undefined };
  const port = `port ${JSON.stringify(fields["port"])}`;
  const path = isJsonObject(probe) && isJsonObject(probe["http"]) ? probe["http"]["path"] : undefined;
  const problem =
    typeof path === "string"
      ? `does not respond to HTTP requests on ${port} and path ${path}`
      : `is not listening on ${port}`;
  return { status: "error", error: `Container is unable to start OR ${problem}` };
}

/** Ends the deployments that an engine has not ended: this server has none. */
export function endUnfinishedDeployments(services: Services): void {
  services.store.transaction(() => {
    for (const container of containers(services).all()) {
      if (container.change?.until !== NEVER) continue;
      const result = resultWithoutEngine(container.fields);
      containers(services).put(container.id, { ...container, ...result, change: undefined });
    }
  });
}
