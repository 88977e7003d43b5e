import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Services } from "../api/context";
import { containers } from "../products/container/records";
import { forwardedHeaders, type HeaderValues } from "./headers";
import { isServed, publicHost } from "./hosts";
import type { Proxy } from "./proxy";

/** A call of a container by a trigger. */
export interface Call {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Messages of NATS are bytes. */
  readonly body: string | Uint8Array;
}

/** Calls a container in the name of a trigger, also a private one, and returns the status of the answer: 504 after the container's timeout, 503 without an instance. */
export type Invoke = (containerId: string, call: Call) => Promise<number>;

/** Calls containers in the way of a request to their URL, but for their privacy and redirects. */
export function invoker(services: Services, proxy: Proxy): Invoke {
  return async (containerId, { method, path, headers, body }) => {
    const container = containers(services).get(containerId);
    if (container === undefined || !isServed(container)) return 404;
    const sent: HeaderValues = {
      host: [publicHost(container)],
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]])),
      "content-length": [String(Buffer.byteLength(body))],
    };
    const request = {
      method: method.toUpperCase(),
      path,
      headers: forwardedHeaders(sent, { address: "127.0.0.1", isHttps: true }),
      body: body === "" ? undefined : Readable.from([Buffer.from(body)]),
      trailers: () => ({}),
      isUpgrade: false,
      onContinue: () => undefined,
      onEarlyHints: () => undefined,
    };
    return proxy.forward(container, request, {
      gone: new AbortController().signal,
      passOn: async (answer) => {
        answer.body?.resume();
        if (answer.body !== undefined) await finished(answer.body, { writable: false });
        answer.connection?.destroy();
      },
      refuse: () => undefined,
    });
  };
}
