import type { Http, Response } from "../registry/http";
import { RegistryError } from "../registry/registry-error";
import { ScalewayApiError } from "./api-error";

/** Shorter than for registries: answers are small, and a person waits. */
export const TIMEOUTS = { connectMs: 10_000, headersMs: 15_000, bodyMs: 15_000, requestMs: 60_000 };

/** The codes of the HTTP client whose messages are about registries. */
const REASONS: Readonly<Record<string, string>> = {
  "response-too-large": "the answer is too large",
  "redirect-limit": "the server redirects too often",
  "redirect-invalid": "the server redirects to a URL that is not valid or not https",
  "redirect-with-credentials": "the server redirects a request with credentials",
  "insecure-url": "the server redirects to a URL that is not https",
  "credentials-in-url": "the server redirects to a URL with credentials",
  "private-address": "the server redirects to a private address",
};

/**
 * Sends a request.
 * @throws ScalewayApiError with the code `unreachable` without a complete response
 */
export async function send(http: Http, ...[url, request]: Parameters<Http["request"]>): Promise<Response> {
  return await http.request(url, request).catch((error: unknown) => {
    throw error instanceof RegistryError ? connectionError(error, url.host) : error;
  });
}

function connectionError(error: RegistryError, host: string): ScalewayApiError {
  const reason = answerProblem(error);
  const text = reason === undefined ? error.message : `${host}: ${reason}. Check SCW_API_URL.`;
  return new ScalewayApiError("unreachable", text);
}

/** Why an answer is not used, as a clause; undefined if there is no answer. */
export function answerProblem({ code }: RegistryError): string | undefined {
  return REASONS[code];
}
