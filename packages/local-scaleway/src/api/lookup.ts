import type { Request } from "./context";
import type { ApiError } from "./errors";

/** The record, if it is in the region of the path. */
export function inPathRegion<Value extends { readonly region: string }>(
  value: Value | undefined,
  request: Request,
  missing: ApiError,
): Value {
  if (value?.region !== request.param("region")) throw missing;
  return value;
}
