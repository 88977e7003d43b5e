import type { Dispatcher, Pool } from "undici";
import { failureOf, type RequestFailure } from "./failures";
import { RegistryError } from "./registry-error";

type Connect = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

const CHECK = "see HTTPS_PROXY, HTTP_PROXY and NO_PROXY";

/**
 * A proxy that failed, by its name. The code decides whether it is asked again, and is never UND_ERR_SOCKET: undici 7
 * would connect again without end, and without telling (nodejs/undici#3897).
 */
class ProxyError extends RegistryError {
  constructor(
    message: string,
    public readonly code?: string,
  ) {
    super(message);
  }
}

/** The connections to a proxy, with errors that say that they are of it. */
export function namedProxy(connections: Pool, { host }: URL): Pool {
  const who = `the proxy ${host}`;
  const connect = connections.connect.bind(connections);
  const named: Connect = async (options) => {
    const answer = await connect(options).catch((error: unknown) => {
      const failure = error as RequestFailure;
      throw new ProxyError(failureOf(failure, who, CHECK).message, passingCode(failure));
    });
    const { socket, statusCode } = answer;
    if (statusCode === 200) return answer;
    socket.on("error", () => undefined).destroy();
    const answers = `${who} answers ${statusCode} to CONNECT ${options.path}`;
    throw new ProxyError(
      statusCode === 407
        ? `${answers}; write its login as http://user:password@${host} in HTTPS_PROXY`
        : `${answers}; ask who runs it, or ${CHECK}`,
    );
  };
  return Object.assign(connections, { connect: named });
}

function passingCode({ code = "" }: RequestFailure): string | undefined {
  if (code === "UND_ERR_SOCKET") return "ECONNRESET";
  return ["ECONNRESET", "EPIPE", "EAI_AGAIN"].includes(code) ? code : undefined;
}
