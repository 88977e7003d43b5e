import type { Request, Routes } from "../../api/context";
import { notFound } from "../../api/errors";
import { Input } from "../../api/input";
import { isJsonObject, type Json, type JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";
import { current, normalized, save, secrets, SECRETS, type Secret, type Version } from "./records";

const VERSIONS = `${SECRETS}/{id}/versions`;

export const versionRoutes: Routes = {
  [`POST ${VERSIONS}`]: ["secret-manager CreateSecretVersion", createVersion],
  [`GET ${VERSIONS}`]: ["secret-manager ListSecretVersions", listVersions],
  [`GET ${VERSIONS}/{revision}`]: ["secret-manager GetSecretVersion", getVersion],
  [`PATCH ${VERSIONS}/{revision}`]: ["secret-manager UpdateSecretVersion", updateVersion],
  [`DELETE ${VERSIONS}/{revision}`]: ["secret-manager DeleteSecretVersion", removeVersion],
  [`GET ${VERSIONS}/{revision}/access`]: ["secret-manager AccessSecretVersion", access],
  [`POST ${VERSIONS}/{revision}/enable`]: ["secret-manager EnableSecretVersion", setStatus("enabled")],
  [`POST ${VERSIONS}/{revision}/disable`]: ["secret-manager DisableSecretVersion", setStatus("disabled")],
  "GET /secret-manager/v1beta1/regions/{region}/secrets-by-path/versions/{revision}/access": [
    "secret-manager AccessSecretVersionByPath",
    accessByPath,
  ],
};

function createVersion(request: Request): JsonObject {
  const secret = current(request);
  const input = new Input(request.body);
  const data = input.requiredText("data");
  checkData(data, secret.type, input);
  const now = request.clock.timestamp();
  const version: Version = {
    revision: secret.versions.length + 1,
    status: "enabled",
    description: input.text("description") ?? "",
    data,
    deletion_requested_at: null,
    created_at: now,
    updated_at: now,
  };
  const isPreviousDisabled = input.boolean("disable_previous") ?? false;
  input.check();
  const previous = secret.versions.map((each) =>
    isPreviousDisabled ? { ...each, status: "disabled" as const } : each,
  );
  const changed = { ...secret, versions: [...previous, version] };
  save(changed, request);
  return displayVersion(changed, version);
}

/** Secrets of the type `key_value` are flat JSON objects of texts. */
function checkData(data: string, type: string, input: Input): void {
  if (type !== "key_value") return;
  const value = parsed(Buffer.from(data, "base64").toString());
  if (!isJsonObject(value)) {
    input.reject("data", "- (root): Invalid type. Expected: object\n", "format");
    return;
  }
  const problems = Object.entries(value).filter(([, each]) => typeof each !== "string");
  const help = problems.map(([key, each]) => `- ${key}: Invalid type. Expected: string, given: ${typeName(each)}\n`);
  if (help.length > 0) input.reject("data", help.join(""), "format");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeName(value: Json | undefined): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function listVersions(request: Request): JsonObject {
  const secret = current(request);
  const values = secret.versions.filter(({ deletion_requested_at }) => deletion_requested_at === null).toReversed();
  return listPage("versions", values, request.query, (version) => displayVersion(secret, version), "created_at_desc");
}

/** The version in the path: its number, `latest` or `latest_enabled`. */
function versionOf(secret: Secret, request: Request): Version {
  const revision = request.param("revision");
  const existing = secret.versions.filter((each) => each.deletion_requested_at === null);
  const found =
    revision === "latest"
      ? existing.at(-1)
      : revision === "latest_enabled"
        ? existing.findLast(({ status }) => status === "enabled")
        : existing.find((version) => String(version.revision) === revision);
  if (found === undefined) throw notFound("secret_version", revision);
  return found;
}

function getVersion(request: Request): JsonObject {
  const secret = current(request);
  return displayVersion(secret, versionOf(secret, request));
}

function updateVersion(request: Request): JsonObject {
  const secret = current(request);
  const version = versionOf(secret, request);
  const input = new Input(request.body);
  const description = input.text("description") ?? version.description;
  input.check();
  return replaceVersion(secret, { ...version, description }, request);
}

function setStatus(status: Version["status"]) {
  return (request: Request): JsonObject => {
    const secret = current(request);
    return replaceVersion(secret, { ...versionOf(secret, request), status }, request);
  };
}

function removeVersion(request: Request): undefined {
  const secret = current(request);
  const version = versionOf(secret, request);
  replaceVersion(secret, { ...version, deletion_requested_at: request.clock.timestamp() }, request);
}

function replaceVersion(secret: Secret, version: Version, request: Request): JsonObject {
  const changed = { ...version, updated_at: request.clock.timestamp() };
  const versions = secret.versions.map((each) => (each.revision === version.revision ? changed : each));
  save({ ...secret, versions }, request);
  return displayVersion({ ...secret, versions }, changed);
}

function displayVersion({ id, region, versions }: Secret, version: Version): JsonObject {
  const { revision, status, description, deletion_requested_at, created_at, updated_at } = version;
  const latest = versions.findLast(({ deletion_requested_at }) => deletion_requested_at === null);
  return {
    revision,
    secret_id: id,
    status,
    description,
    deletion_requested_at,
    created_at,
    updated_at,
    region,
    deleted_at: null,
    latest: latest?.revision === revision,
    ephemeral_properties: null,
  };
}

function access(request: Request): JsonObject {
  const secret = current(request);
  return displayValue(secret, versionOf(secret, request));
}

function accessByPath(request: Request): JsonObject {
  const { query } = request;
  const [name, path] = [query.get("secret_name") ?? "", normalized(query.get("secret_path") ?? "/")];
  const secret = secrets(request)
    .all()
    .find(
      (each) =>
        each.region === request.param("region") &&
        each.name === name &&
        each.path === path &&
        each.deletion_requested_at === null &&
        matches(query, "project_id", each.project_id),
    );
  if (secret === undefined) throw notFound("secret", name);
  return displayValue(secret, versionOf(secret, request));
}

function displayValue({ id, type }: Secret, { revision, data }: Version): JsonObject {
  return { secret_id: id, revision, data, data_crc32: null, type };
}
