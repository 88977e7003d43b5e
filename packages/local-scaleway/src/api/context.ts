import type { Clock } from "./clock";
import type { JsonObject } from "./json";
import type { Change } from "./lifecycle";
import type { Store } from "../state/store";

/** The project and the organization of callers that name no other. */
export const DEFAULT_PROJECT_ID = "11111111-1111-4111-8111-111111111111";
export const DEFAULT_ORGANIZATION_ID = "22222222-2222-4222-8222-222222222222";

/** What the operations share. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Settings;
  /** The URL of this server. */
  readonly baseUrl: () => string;
  /** Whether containers run. Otherwise, deployments succeed at once. */
  readonly hasEngine: boolean;
  /** The URL of the NATS server on this machine; undefined if there is none. */
  readonly natsUrl?: () => string | undefined;
}

export interface Settings {
  /** How long a change of a status takes, in milliseconds. */
  settleMs: number;
  /** How long the answer about a container waits for the end of its deployment: clients ask again after seconds only. */
  readonly holdMs?: number;
}

/** A request to an operation. */
export interface Request extends Services {
  /** The value of a part of the path, such as `region`. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body?: JsonObject | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation returns the body of its answer, or undefined for an empty one. One that waits changes nothing. */
export type Operation = (request: Request) => JsonObject | undefined | Promise<JsonObject>;

/** The operations of a product: `POST /containers/v1/regions/{region}/containers` and its name. */
export type Routes = Readonly<Record<string, readonly [name: string, operation: Operation]>>;

/** The change that starts now. */
export function startChange({ clock, settings }: Services, status: Change["status"]): Change {
  return { status, until: clock.now() + settings.settleMs };
}
