import { randomUUID } from "node:crypto";
import { ApiError } from "./errors";
import { Input } from "./input";
import type { JsonObject } from "./json";

const MAX_DELAY_MS = 600_000;

/** A fault that a test has asked for. */
export interface Fault {
  readonly id: string;
  /** The name of an operation, for example `containers CreateContainer`, or `*`. */
  readonly operation: string;
  /** The status of the answer; the operation is not carried out. */
  readonly status?: number | undefined;
  readonly delayMs: number;
  /** The operation is carried out, and the connection closes without an answer. */
  readonly isAnswerLost: boolean;
  /** The number of requests that are left. */
  readonly times: number;
}

/** The faults of this run. They are not part of the state. */
export class Faults {
  private faults: readonly Fault[] = [];

  constructor(private readonly isOperation: (name: string) => boolean) {}

  public add(body: JsonObject): Fault {
    const input = new Input(body);
    const operation = input.requiredText("operation");
    if (operation !== "*" && !this.isOperation(operation)) input.reject("operation", "is not an operation", "unknown");
    const fault: Fault = {
      id: randomUUID(),
      operation,
      status: input.integer("status", { min: 400, max: 599 }),
      delayMs: input.integer("delay_ms", { min: 0, max: MAX_DELAY_MS }) ?? 0,
      isAnswerLost: input.boolean("answer_lost") ?? false,
      times: input.integer("times", { min: 1, max: 1_000_000 }) ?? 1,
    };
    input.check();
    this.faults = [...this.faults, fault];
    return fault;
  }

  public list(): readonly Fault[] {
    return this.faults;
  }

  public clear(): void {
    this.faults = [];
  }

  /** The fault of a request, which counts as one of its times. */
  public take(operation: string): Fault | undefined {
    const fault = this.faults.find((each) => each.operation === operation || each.operation === "*");
    if (fault === undefined) return undefined;
    this.faults = this.faults.flatMap((each) =>
      each !== fault ? [each] : fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [],
    );
    return fault;
  }
}

const TYPES = new Map([
  [401, "denied_authentication"],
  [403, "permissions_denied"],
  [404, "not_found"],
  [409, "transient_state"],
  [412, "precondition_failed"],
  [429, "too_many_requests"],
]);

/** The error of a fault with a status. */
export function faultError(status: number): ApiError {
  return new ApiError(status, { message: `fault of a test: status ${status}`, type: TYPES.get(status) ?? "internal" });
}
