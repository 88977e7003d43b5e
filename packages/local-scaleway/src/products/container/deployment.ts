import { isJsonObject, type JsonObject } from "../../api/json";
import type { Lifecycle } from "../../api/lifecycle";

/** Images that never listen. Docker's `hello-world` prints a text and exits, so its deployment fails at Scaleway. */
const FAILING_IMAGE = /(?:^|\/)hello-world(?:[:@]|$)/;

/** The result of a deployment, with Scaleway's reason if it fails. Without an engine, every other image starts. */
export function deployment(fields: JsonObject): Pick<Lifecycle, "status" | "error"> {
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
