import { TOKEN_LIMITS } from "../../../../../lib/facts/limits";
import { DEFAULT_PROJECT_ID, type Request, type Routes } from "../../api/context";
import { accessKey, newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";
import { policyRoutes } from "./policies";
import {
  applications,
  checkApplication,
  current,
  FLAGS,
  IAM,
  keys,
  listNamed,
  policies,
  readChange,
  readNamed,
  readPrincipal,
  type ApiKey,
  type Named,
} from "./records";

const FILTERS = { name: "name", ids: "application_ids" } as const;

export const iam: Routes = {
  [`POST ${IAM}/applications`]: ["iam CreateApplication", createApplication],
  [`GET ${IAM}/applications`]: ["iam ListApplications", listApplications],
  [`GET ${IAM}/applications/{id}`]: [
    "iam GetApplication",
    (request) => displayApplication(current(applications(request), "application", request), request),
  ],
  [`PATCH ${IAM}/applications/{id}`]: ["iam UpdateApplication", updateApplication],
  [`DELETE ${IAM}/applications/{id}`]: ["iam DeleteApplication", removeApplication],
  ...policyRoutes,
  [`POST ${IAM}/api-keys`]: ["iam CreateAPIKey", createKey],
  [`GET ${IAM}/api-keys`]: ["iam ListAPIKeys", listKeys],
  [`GET ${IAM}/api-keys/{id}`]: ["iam GetAPIKey", (request) => displayKey(currentKey(request))],
  [`PATCH ${IAM}/api-keys/{id}`]: ["iam UpdateAPIKey", updateKey],
  [`DELETE ${IAM}/api-keys/{id}`]: ["iam DeleteAPIKey", removeKey],
};

function currentKey(request: Request): ApiKey {
  return current(keys(request), "access_key", request);
}

function createApplication(request: Request): JsonObject {
  const input = new Input(request.body);
  const value = readNamed(input, request);
  input.check();
  applications(request).put(value.id, value);
  return displayApplication(value, request);
}

function listApplications(request: Request): JsonObject {
  return listNamed("applications", FILTERS, applications(request).all(), request.query, (value) =>
    displayApplication(value, request),
  );
}

function updateApplication(request: Request): JsonObject {
  const input = new Input(request.body);
  const changed = readChange(current(applications(request), "application", request), input, request);
  input.check();
  applications(request).put(changed.id, changed);
  return displayApplication(changed, request);
}

/** Deletes an application with its keys, and takes it from its policies. */
function removeApplication(request: Request): undefined {
  const { id } = current(applications(request), "application", request);
  for (const key of keysOf(id, request)) keys(request).delete(key.access_key);
  for (const policy of policies(request).all()) {
    if (policy.principal["application_id"] !== id) continue;
    policies(request).put(policy.id, { ...policy, principal: { no_principal: true } });
  }
  applications(request).delete(id);
}

function displayApplication(value: Named, request: Request): JsonObject {
  return { ...value, ...FLAGS, nb_api_keys: keysOf(value.id, request).length };
}

function keysOf(applicationId: string, request: Request): ApiKey[] {
  return keys(request)
    .all()
    .filter(({ owner }) => owner["application_id"] === applicationId);
}

function createKey(request: Request): JsonObject {
  const input = new Input(request.body);
  const owner = readPrincipal(input);
  if (owner === undefined) input.reject("application_id", "is required", "required");
  const now = request.clock.timestamp();
  const used = new Set(
    keys(request)
      .all()
      .map((key) => key.access_key),
  );
  let number = 0;
  while (used.has(accessKey(number))) number++;
  const key: ApiKey = {
    access_key: accessKey(number),
    secret_key: newId(),
    owner: owner ?? {},
    description: input.text("description", TOKEN_LIMITS.description) ?? "",
    default_project_id: input.id("default_project_id") ?? DEFAULT_PROJECT_ID,
    expires_at: readTime(input, "expires_at") ?? null,
    created_at: now,
    updated_at: now,
  };
  input.check();
  checkApplication(key.owner, request);
  keys(request).put(key.access_key, key);
  return displayKey(key, true);
}

function listKeys(request: Request): JsonObject {
  const { query } = request;
  const values = keys(request)
    .all()
    .filter(
      ({ access_key, owner }) =>
        matches(query, "application_id", owner["application_id"]) && matches(query, "access_key", access_key),
    );
  return listPage("api_keys", values, query, (key) => displayKey(key));
}

function updateKey(request: Request): JsonObject {
  const key = currentKey(request);
  const input = new Input(request.body);
  const changed: ApiKey = {
    ...key,
    description: input.text("description", TOKEN_LIMITS.description) ?? key.description,
    default_project_id: input.id("default_project_id") ?? key.default_project_id,
    expires_at: readTime(input, "expires_at") ?? key.expires_at,
    updated_at: request.clock.timestamp(),
  };
  input.check();
  keys(request).put(key.access_key, changed);
  return displayKey(changed);
}

function removeKey(request: Request): undefined {
  keys(request).delete(currentKey(request).access_key);
}

function readTime(input: Input, name: string): string | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  input.reject(name, "must be a date and time", "format");
  return undefined;
}

function displayKey({ owner, secret_key, ...key }: ApiKey, isNew = false): JsonObject {
  return { ...key, ...owner, secret_key: isNew ? secret_key : null, ...FLAGS, creation_ip: "127.0.0.1" };
}
