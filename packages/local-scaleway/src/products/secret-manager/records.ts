import type { Request, Services } from "../../api/context";
import { notFound } from "../../api/errors";
import type { JsonObject } from "../../api/json";
import { inPathRegion } from "../../api/lookup";

export const SECRETS = "/secret-manager/v1beta1/regions/{region}/secrets";

export interface Secret {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly region: string;
  readonly description: string;
  readonly type: string;
  readonly path: string;
  readonly protected: boolean;
  readonly tags: readonly string[];
  readonly versions: readonly Version[];
  readonly deletion_requested_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Version {
  readonly revision: number;
  readonly status: "enabled" | "disabled";
  readonly description: string;
  /** The value in base64. */
  readonly data: string;
  readonly deletion_requested_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export const secrets = ({ store }: Services) => store.table<Secret>("secret-manager.secrets");

/** The secret with the ID in the path. */
export function current(request: Request): Secret {
  const id = request.param("id");
  return inPathRegion(secrets(request).get(id), request, notFound("secret", id));
}

export function save(secret: Secret, request: Request): JsonObject {
  const changed = { ...secret, updated_at: request.clock.timestamp() };
  secrets(request).put(changed.id, changed);
  return display(changed);
}

export function display({ versions, ...secret }: Secret): JsonObject {
  return {
    ...secret,
    status: "ready",
    version_count: versions.length,
    managed: false,
    ephemeral_policy: null,
    used_by: [],
    key_id: null,
  };
}

export function normalized(path: string): string {
  return `/${path.split("/").filter(Boolean).join("/")}`;
}
