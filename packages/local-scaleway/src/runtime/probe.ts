import { get } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import type { Probe } from "./settings";

/** An engine's proxy accepts a connection, and closes it when it finds nothing behind the port. */
const PROXY_CLOSES_WITHIN_MS = 50;
const { HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS } = constants;

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly isHttp2: boolean;
}

/** Whether an instance passes a probe now. */
export function passes(target: Target, { path, timeoutMs }: Probe): Promise<boolean> {
  if (path === undefined) return listens(target, timeoutMs);
  return target.isHttp2 ? answersHttp2(target, path, timeoutMs) : answers(target, path, timeoutMs);
}

function listens({ host, port }: Target, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (isListening: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isListening);
    };
    let timer: NodeJS.Timeout | undefined;
    socket.once("connect", () => {
      timer = setTimeout(end, PROXY_CLOSES_WITHIN_MS, true);
    });
    // A server that speaks first listens.
    socket.once("data", () => {
      end(true);
    });
    for (const event of ["error", "end", "timeout"])
      socket.once(event, () => {
        end(false);
      });
  });
}

function answers({ host, port }: Target, path: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      resolve(isSuccess(response.statusCode));
      response.destroy();
    });
    request.once("error", () => {
      resolve(false);
    });
    // Without a listener, neither an error nor a timeout follows.
    request.once("upgrade", (_, socket) => {
      socket.destroy();
      resolve(false);
    });
  });
}

function answersHttp2({ host, port }: Target, path: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connectHttp2(`http://${host}:${port}`);
    const end = (isPassed: boolean) => {
      clearTimeout(timer);
      session.destroy();
      resolve(isPassed);
    };
    const timer = setTimeout(end, timeoutMs, false);
    session.once("error", () => {
      end(false);
    });
    const stream = session.request({ [HTTP2_HEADER_PATH]: path });
    stream.once("error", () => {
      end(false);
    });
    stream.once("response", (headers) => {
      end(isSuccess(Number(headers[HTTP2_HEADER_STATUS])));
    });
  });
}

function isSuccess(status = 0): boolean {
  return status >= 200 && status < 400;
}
