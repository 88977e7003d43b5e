import { createHash, timingSafeEqual } from "node:crypto";
import type { Services } from "../api/context";
import type { JsonObject } from "../api/json";
import { localVariables } from "../environment";
import { namespaces, type Container } from "../products/container/records";
import { tokens } from "../products/container/tokens";
import { keys, policies, type ApiKey, type Rule } from "../products/iam/records";

/** The permission sets that allow to call private containers. */
const PERMISSION_SETS = ["ContainersPrivateAccess", "ContainersFullAccess", "AllProductsFullAccess"];
const PRINCIPALS = ["application_id", "user_id", "group_id"];

/** Whether a token of the header `X-Auth-Token` allows to call a private container. */
export function mayCall(token: string, container: Container, services: Services): boolean {
  const isToken = equalTo(token);
  const key = keys(services)
    .all()
    .find(({ secret_key }) => isToken(secret_key));
  const legacy = tokens(services)
    .all()
    .find((each) => isToken(each.token));
  return (
    isToken(localVariables("")["SCW_SECRET_KEY"] ?? "") ||
    (key !== undefined && !isExpired(key.expires_at, services) && isGranted(key, container, services)) ||
    (legacy !== undefined &&
      !isExpired(legacy.fields["expires_at"], services) &&
      (legacy.fields["container_id"] === container.id || legacy.fields["namespace_id"] === container.namespace_id))
  );
}

/** Compares digests, which have one length, in constant time. */
function equalTo(token: string): (secret: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(token);
  return (secret) => timingSafeEqual(digest(secret), expected);
}

function isExpired(time: unknown, { clock }: Services): boolean {
  return typeof time === "string" && Date.parse(time) <= clock.now();
}

function isGranted({ owner }: ApiKey, container: Container, services: Services): boolean {
  const isBearer = (principal: JsonObject) =>
    PRINCIPALS.some((kind) => owner[kind] !== undefined && owner[kind] === principal[kind]);
  return policies(services)
    .all()
    .filter(({ principal }) => isBearer(principal))
    .flatMap(({ rules }) => rules)
    .some((rule) => isGranting(rule, container, services));
}

function isGranting({ permission_set_names, scope }: Rule, container: Container, services: Services): boolean {
  const { project_ids: projects, organization_id: organization } = scope;
  const isInScope = Array.isArray(projects)
    ? projects.includes(container.project_id)
    : organization !== undefined && organization === namespaces(services).get(container.namespace_id)?.organization_id;
  return isInScope && permission_set_names.some((name) => PERMISSION_SETS.includes(name));
}
