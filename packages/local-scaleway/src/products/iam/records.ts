import { TOKEN_LIMITS } from "../../../../../lib/facts/limits";
import { DEFAULT_ORGANIZATION_ID, type Request, type Services } from "../../api/context";
import { notFound } from "../../api/errors";
import { newId } from "../../api/ids";
import type { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";

export const IAM = "/iam/v1alpha1";
/** The fields of every object that its organization has created. */
export const FLAGS = { editable: true, deletable: true, managed: false } as const;

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly organization_id: string;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Policy extends Named {
  /** The user, group or application of the policy, or `no_principal`. */
  readonly principal: JsonObject;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly id: string;
  readonly permission_set_names: readonly string[];
  /** The projects or the organization. */
  readonly scope: JsonObject;
  readonly condition: string;
}

export interface ApiKey {
  readonly access_key: string;
  readonly secret_key: string;
  readonly owner: JsonObject;
  readonly description: string;
  readonly default_project_id: string;
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export const applications = ({ store }: Services) => store.table<Named>("iam.applications");
export const policies = ({ store }: Services) => store.table<Policy>("iam.policies");
export const keys = ({ store }: Services) => store.table<ApiKey>("iam.api_keys");

export function current<Value>(table: { get(id: string): Value | undefined }, kind: string, request: Request): Value {
  const id = request.param("id");
  const value = table.get(id);
  if (value === undefined) throw notFound(kind, id);
  return value;
}

export function readNamed(input: Input, request: Request): Named {
  const now = request.clock.timestamp();
  return {
    id: newId(),
    name: input.requiredText("name", TOKEN_LIMITS.name),
    organization_id: input.id("organization_id") ?? DEFAULT_ORGANIZATION_ID,
    description: input.text("description", TOKEN_LIMITS.description) ?? "",
    tags: readTags(input) ?? [],
    created_at: now,
    updated_at: now,
  };
}

export function readChange<Value extends Named>(value: Value, input: Input, request: Request): Value {
  return {
    ...value,
    name: input.text("name", TOKEN_LIMITS.name) ?? value.name,
    description: input.text("description", TOKEN_LIMITS.description) ?? value.description,
    tags: readTags(input) ?? value.tags,
    updated_at: request.clock.timestamp(),
  };
}

function readTags(input: Input): string[] | undefined {
  const tags = input.texts("tags");
  const { max } = TOKEN_LIMITS.tags;
  if (tags !== undefined && tags.length > max) input.reject("tags", `must have at most ${max} entries`);
  return tags;
}

/** A page of applications or policies; `filters` are the names of the filters by name and by ID. */
export function listNamed<Value extends Named>(
  key: string,
  filters: { readonly name: string; readonly ids: string },
  values: readonly Value[],
  query: URLSearchParams,
  display: (value: Value) => JsonObject,
): JsonObject {
  const ids = query.getAll(filters.ids);
  const found = values.filter(
    ({ id, name, organization_id, tags }) =>
      (ids.length === 0 || ids.includes(id)) &&
      matches(query, filters.name, name) &&
      matches(query, "organization_id", organization_id) &&
      query.getAll("tag").every((tag) => tags.includes(tag)),
  );
  return listPage(key, found, query, display);
}

export function readPrincipal(input: Input): JsonObject | undefined {
  for (const kind of ["application_id", "user_id", "group_id"]) {
    const id = input.id(kind);
    if (id !== undefined) return { [kind]: id };
  }
  return input.boolean("no_principal") === true ? { no_principal: true } : undefined;
}

/** Users and groups are not emulated, so only applications are checked. */
export function checkApplication({ application_id: id }: JsonObject, request: Request): void {
  if (typeof id === "string" && applications(request).get(id) === undefined) throw notFound("application", id);
}
