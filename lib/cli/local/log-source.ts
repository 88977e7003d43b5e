import { fieldsOf } from "../../base/objects";
import { unavailable, type LogSource } from "../logs/loki";

/** The local Scaleway accepts any token. */
const TOKEN = "local";
const REQUEST_TIMEOUT_MS = 30_000;

/** The logs of a local server. No proxy is between this process and the server. */
export function localSource(url: string): LogSource {
  return {
    url,
    get: async (path, signal) => {
      const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      try {
        const answer = await fetch(`${url}/loki/api/v1/${path}`, {
          headers: { "x-token": TOKEN },
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        });
        return { status: answer.status, text: await answer.text() };
      } catch (error) {
        const { message, cause } = fieldsOf(error);
        throw unavailable(url, String(fieldsOf(cause)["code"] ?? message));
      }
    },
  };
}
