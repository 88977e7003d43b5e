import type { Duplex, Readable } from "node:stream";
import type { HeaderValues } from "./headers";

/** A request to an instance. */
export interface InstanceRequest {
  readonly method: string;
  /** The path with its query, as the client has sent it. */
  readonly path: string;
  readonly headers: HeaderValues;
  /** The body, or undefined for a request that ends with its headers. */
  readonly body: Readable | undefined;
  /** The trailers, when the body has ended. */
  readonly trailers: () => HeaderValues;
  /** Whether the request asks for a websocket. */
  readonly isUpgrade: boolean;
  readonly onContinue: () => void;
  readonly onEarlyHints: (headers: HeaderValues) => void;
}

/** The answer of an instance. */
export interface InstanceAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderValues;
  /** The body, or undefined for an answer that ends with its headers. */
  readonly body: Readable | undefined;
  /** Whether the body that has ended is the whole one. */
  readonly isComplete: () => boolean;
  readonly trailers: () => HeaderValues;
  /** The connection of a websocket. */
  readonly connection?: Duplex;
}

/** Where an instance listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Sends a request. The signal also ends the answer's body and its connection. */
export type Send = (request: InstanceRequest, address: Address, signal: AbortSignal) => Promise<InstanceAnswer>;

/** The instance has not answered, or not in HTTP. */
export class InstanceError extends Error {
  constructor(
    message: string,
    /** Whether the request can be sent again: the instance has not received it, or it may receive it twice. */
    public readonly isRepeatable = false,
  ) {
    super(message);
  }
}

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** Whether an instance may receive the request twice, and this server still has all of it. */
export function isRepeatable({ method, body }: InstanceRequest): boolean {
  return IDEMPOTENT.has(method) && body === undefined;
}
