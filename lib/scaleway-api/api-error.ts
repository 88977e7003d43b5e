import { printable } from "../base/text";

/** The codes of errors of the API client, each with its meaning. Codes are stable, the wording of messages is not. */
export const API_ERROR_CODES = {
  "no-credentials": "No secret key is set.",
  "invalid-profile": "A variable, or the configuration file of Scaleway's tools, is not valid.",
  unauthorized: "The API rejected the secret key.",
  forbidden: "The API key does not have a permission.",
  "not-found": "The resource does not exist.",
  "rate-limited": "The API rejected the request because of too many requests.",
  "server-error": "The API failed with a 5xx status.",
  "unexpected-status": "The API responded with a status that has no meaning here.",
  "unexpected-answer": "The answer does not have the documented fields.",
  unreachable: "There is no complete response of the API.",
} as const satisfies Record<string, string>;

export type ApiErrorCode = keyof typeof API_ERROR_CODES;

/** A failure of Scaleway's API, or of the connection to it. The message is one line, ends with a remedy and contains no secret. */
export class ScalewayApiError extends Error {
  public override readonly name = "ScalewayApiError";

  constructor(
    public readonly code: ApiErrorCode,
    message: string,
    /** The HTTP status, if there is a response. */
    public readonly status?: number,
  ) {
    super(printable(message));
  }
}

/** The result of a request, or its error, for requests that may fail while others succeed. */
export async function orApiError<Result>(request: Promise<Result>): Promise<Result | ScalewayApiError> {
  return await request.catch((error: unknown) => {
    if (error instanceof ScalewayApiError) return error;
    throw error;
  });
}
