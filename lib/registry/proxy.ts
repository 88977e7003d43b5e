import type { Dispatcher, Pool } from "undici";
import { requestError, systemCode } from "./failures";
import { RegistryError } from "./registry-error";

type Connect = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

const REMEDY = "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY";

/**
 * A failure of a proxy. It must not reach undici 7 with the code UND_ERR_SOCKET: undici would reconnect endlessly and report no
 * error (nodejs/undici#3897).
 */
export class ProxyError extends RegistryError {
  constructor(
    { code, message, host, status }: RegistryError,
    public readonly isRetryable: boolean,
  ) {
    super(code, message, { host, status });
  }
}

/** Makes the errors of a pool of proxy connections name the proxy. */
export function namingProxy(connections: Pool, { host }: URL): Pool {
  const name = `the proxy ${host}`;
  const connect = connections.connect.bind(connections);
  const connectToProxy: Connect = async (options) => {
    const response = await connect(options).catch((error: unknown) => {
      throw new ProxyError(requestError(error, { host, name, remedy: REMEDY }), isRetryableError(error));
    });
    const { socket, statusCode: status } = response;
    if (status === 200) return response;
    socket.on("error", () => undefined).destroy();
    const problem = `${name} returned ${status} to CONNECT ${options.path}`;
    const error =
      status === 407
        ? new RegistryError("proxy-login-required", `${problem}. Set HTTPS_PROXY to http://user:password@${host}.`, {
            host,
            status,
          })
        : new RegistryError("proxy-refused", `${problem}. Contact the operator of the proxy, or ${REMEDY}.`, {
            host,
            status,
          });
    throw new ProxyError(error, false);
  };
  return Object.assign(connections, { connect: connectToProxy });
}

function isRetryableError(error: unknown): boolean {
  return ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE", "EAI_AGAIN"].includes(systemCode(error));
}
