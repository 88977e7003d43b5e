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
