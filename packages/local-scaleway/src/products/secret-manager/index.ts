import { SECRET_MANAGER_LIMITS } from "../../../../../lib/facts/limits";
import type { Request, Routes } from "../../api/context";
import { alreadyExists } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches, matchesTags } from "../../api/listing";
import { current, display, normalized, save, secrets, SECRETS, type Secret } from "./records";
import { versionRoutes } from "./versions";

const TYPES = ["opaque", "certificate", "key_value", "basic_credentials", "database_credentials", "ssh_key"] as const;

export const secretManager: Routes = {
  [`POST ${SECRETS}`]: ["secret-manager CreateSecret", create],
  [`GET ${SECRETS}`]: ["secret-manager ListSecrets", list],
  [`GET ${SECRETS}/{id}`]: ["secret-manager GetSecret", (request) => display(current(request))],
  [`PATCH ${SECRETS}/{id}`]: ["secret-manager UpdateSecret", update],
  [`DELETE ${SECRETS}/{id}`]: ["secret-manager DeleteSecret", remove],
  [`POST ${SECRETS}/{id}/protect`]: ["secret-manager ProtectSecret", protect(true)],
  [`POST ${SECRETS}/{id}/unprotect`]: ["secret-manager UnprotectSecret", protect(false)],
  ...versionRoutes,
};

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const secret: Secret = {
    id: newId(),
    name: input.requiredText("name", SECRET_MANAGER_LIMITS.name),
    project_id: input.requiredId("project_id"),
    region: request.param("region"),
    description: input.text("description") ?? "",
    type: input.choice("type", TYPES) ?? "opaque",
    path: readPath(input) ?? "/",
    protected: input.boolean("protected") ?? false,
    tags: input.texts("tags") ?? [],
    versions: [],
    deletion_requested_at: null,
    created_at: now,
    updated_at: now,
  };
  input.check();
  checkUnique(secret, request);
  secrets(request).put(secret.id, secret);
  return display(secret);
}

function list(request: Request): JsonObject {
  const { query } = request;
  const isScheduled = query.get("scheduled_for_deletion") === "true";
  const path = query.get("path");
  const values = secrets(request)
    .all()
    .filter(
      (secret) =>
        secret.region === request.param("region") &&
        (secret.deletion_requested_at !== null) === isScheduled &&
        matches(query, "name", secret.name) &&
        matches(query, "project_id", secret.project_id) &&
        matches(query, "type", secret.type) &&
        (path === null || path === "" || normalized(path) === secret.path) &&
        matchesTags(query, secret.tags),
    );
  return listPage("secrets", values, query, display, "name_asc");
}

function update(request: Request): JsonObject {
  const secret = current(request);
  const input = new Input(request.body);
  const changed: Secret = {
    ...secret,
    name: input.text("name", SECRET_MANAGER_LIMITS.name) ?? secret.name,
    description: input.text("description") ?? secret.description,
    path: readPath(input) ?? secret.path,
    tags: input.texts("tags") ?? secret.tags,
  };
  input.check();
  checkUnique(changed, request);
  return save(changed, request);
}

/** Schedules the deletion, which Scaleway carries out seven days later. */
function remove(request: Request): undefined {
  save({ ...current(request), deletion_requested_at: request.clock.timestamp() }, request);
}

function protect(isProtected: boolean) {
  return (request: Request): JsonObject => save({ ...current(request), protected: isProtected }, request);
}

/** The names of a path are unique, but for secrets that are scheduled for deletion. */
function checkUnique({ id, name, path, project_id, region }: Secret, request: Request): void {
  const same = secrets(request)
    .all()
    .find(
      (other) =>
        other.id !== id &&
        other.name === name &&
        other.path === path &&
        other.project_id === project_id &&
        other.region === region &&
        other.deletion_requested_at === null,
    );
  if (same !== undefined) throw alreadyExists("secret", same.id, "The name is used by another secret in this path");
}

function readPath(input: Input): string | undefined {
  const path = input.text("path");
  return path === undefined ? undefined : normalized(path);
}
