import { startChange, type Request, type Routes, type Services } from "../../api/context";
import { wasNotFound } from "../../api/errors";
import { newId, randomText } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { statusOf, type Lifecycle } from "../../api/lifecycle";
import { inPathRegion } from "../../api/lookup";
import { containers, find, namespaces } from "./records";

const PATH = "/containers/v1beta1/regions/{region}/tokens";

interface Token extends Lifecycle {
  readonly id: string;
  readonly region: string;
  readonly token: string;
  readonly fields: JsonObject;
}

/** The deprecated tokens of private containers, which only API v1beta1 has. */
export const tokenRoutes: Routes = {
  [`POST ${PATH}`]: ["containers CreateToken", create],
  [`GET ${PATH}/{id}`]: ["containers GetToken", (request) => display(current(request), "<hidden>", request)],
  [`DELETE ${PATH}/{id}`]: ["containers DeleteToken", remove],
};

export const tokens = ({ store }: Services) => store.table<Token>("container.tokens");

function current(request: Request): Token {
  return inPathRegion(tokens(request).get(request.param("id")), request, wasNotFound("Token"));
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const container_id = input.id("container_id");
  const namespace_id = input.id("namespace_id");
  if ((container_id === undefined) === (namespace_id === undefined)) {
    input.reject("container_id", "pass exactly one of container_id and namespace_id", "required");
  }
  const expires = input.text("expires_at");
  const time = expires === undefined ? undefined : Date.parse(expires);
  if (Number.isNaN(time)) input.reject("expires_at", "must be a date and time", "format");
  const description = input.text("description") ?? "";
  input.check();
  if (container_id !== undefined) find(containers(request), "container", container_id, request);
  if (namespace_id !== undefined) find(namespaces(request), "namespace", namespace_id, request);
  const token: Token = {
    id: newId(),
    region: request.param("region"),
    token: randomText(64),
    fields: {
      ...(container_id === undefined ? { namespace_id } : { container_id }),
      expires_at: time === undefined ? null : new Date(time).toISOString(),
      description,
    },
    status: "ready",
    change: startChange(request, "creating"),
  };
  tokens(request).put(token.id, token);
  return { ...display(token, token.token, request), public_key: randomText(64), status: "creating" };
}

function remove(request: Request): JsonObject {
  const token = current(request);
  tokens(request).delete(token.id);
  return { ...display(token, "", request), status: "deleting" };
}

function display({ id, fields, ...lifecycle }: Token, token: string, { clock }: Request): JsonObject {
  return { token, public_key: "", ...fields, id, status: statusOf(lifecycle, clock.now()) };
}
