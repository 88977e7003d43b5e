import { fieldsOf } from "../base/objects";
import { RegistryError } from "./registry-error";

/** The code of a system error, such as `ECONNRESET`. */
export function systemCode(error: unknown): string {
  const { code } = fieldsOf(error);
  return typeof code === "string" ? code : "";
}

/** The server of a failed request, as the message names it. */
export interface FailedServer {
  readonly host: string;
  /** @default - the host */
  readonly name?: string;
  /** @default "check the name and the network" */
  readonly remedy?: string;
}

/** Describes a request without a complete response, and repeats nothing that was sent. */
export function requestError(error: unknown, server: FailedServer): RegistryError {
  if (error instanceof RegistryError) return error;
  const { host, name = host, remedy = "check the name and the network" } = server;
  const code = systemCode(error);
  const { name: type, message } = fieldsOf(error);
  if (type === "TimeoutError" || code.includes("TIMEOUT") || code === "ETIMEDOUT") return timeoutError(server);
  if (code === "UND_ERR_SOCKET") {
    const problem = `${name} closed the connection before the end of its response`;
    return new RegistryError("connection-closed", `${problem}. Try again, or ${remedy}.`, { host });
  }
  if (/CERT|VERIFY|ISSUER/.test(code)) {
    const fix = "Set NODE_EXTRA_CA_CERTS to the file of its certificate authority";
    return new RegistryError(
      "certificate-not-trusted",
      `the certificate of ${name} is not trusted (${code}). ${fix}.`,
      {
        host,
      },
    );
  }
  const reason = typeof message === "string" && message !== "" ? message : code;
  return new RegistryError("unreachable", `${name} is unreachable (${reason}). ${capitalize(remedy)}.`, { host });
}

export function timeoutError({ host, name = host }: FailedServer): RegistryError {
  const remedy = "Try again, or check HTTPS_PROXY and NO_PROXY";
  return new RegistryError("timeout", `${name} did not respond in time. ${remedy}.`, { host });
}

function capitalize(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
