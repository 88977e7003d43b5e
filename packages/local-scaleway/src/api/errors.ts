import type { JsonObject } from "./json";

/** An error of the API: its status and its body have the shape that Scaleway sends. */
export class ApiError extends Error {
  constructor(
    public readonly status: number,
    public readonly body: JsonObject & { readonly message: string },
  ) {
    super(body.message);
  }
}

/** One invalid argument of a request. */
export interface ArgumentProblem {
  readonly argument_name: string;
  readonly help_message: string;
  readonly reason: "constraint" | "format" | "required" | "unknown";
}

export function invalidArguments(...details: readonly ArgumentProblem[]): ApiError {
  return new ApiError(400, {
    details: details.map((detail) => ({ ...detail })),
    message: "invalid argument(s)",
    type: "invalid_arguments",
  });
}

export function permissionsDenied(resource: string, action: string): ApiError {
  return new ApiError(403, {
    details: [{ action, resource }],
    message: "insufficient permissions",
    type: "permissions_denied",
  });
}

export function notFound(resource: string, id: string): ApiError {
  return new ApiError(404, { message: "resource is not found", resource, resource_id: id, type: "not_found" });
}

/** The older form, which the registry and the tokens of containers send. */
export function wasNotFound(name: string): ApiError {
  return new ApiError(404, { message: `${name} was not found` });
}

export function alreadyExists(resource: string, id: string, help: string): ApiError {
  return new ApiError(409, {
    help_message: help,
    message: "resource already exists",
    resource,
    resource_id: id,
    type: "already_exists",
  });
}

export function preconditionFailed(precondition: string, help: string): ApiError {
  return new ApiError(412, {
    help_message: help,
    message: "precondition is not respected",
    precondition,
    type: "precondition_failed",
  });
}

/** The answer to every operation that exists at Scaleway, but not here. */
export function notEmulated(operation: string): ApiError {
  return new ApiError(501, { message: `not emulated: ${operation}`, type: "not_emulated" });
}
