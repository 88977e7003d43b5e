import { RegistryError } from "./registry-error";

/** An error of undici or of Node: there is no answer, or not all of it. */
export interface RequestFailure extends Error {
  readonly code?: string;
}

/** In words, which hold nothing that was sent. */
export function failureOf(error: RequestFailure, who: string, check = "check the name and the network"): RegistryError {
  if (error instanceof RegistryError) return error;
  const { code = "", name, message } = error;
  if (name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(code)) return timeout(who);
  if (code === "UND_ERR_SOCKET")
    return new RegistryError(`${who} ended the connection before its answer was whole; try again, or ${check}`);
  if (/CERT|VERIFY|ISSUER/.test(code))
    return new RegistryError(
      `the certificate of ${who} is not trusted (${code}); name the file of its authority in NODE_EXTRA_CA_CERTS`,
    );
  return new RegistryError(`${who} can't be reached (${message || code}); ${check}`);
}

export function timeout(who: string): RegistryError {
  return new RegistryError(`${who} does not answer in time; try again, or see HTTPS_PROXY and NO_PROXY`);
}
