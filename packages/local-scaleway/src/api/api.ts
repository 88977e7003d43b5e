import type { Answer, Services } from "./context";
import { ApiError, invalidArguments, notEmulated, permissionsDenied } from "./errors";
import { control, CONTROL, TOKEN_HEADER, type ControlledParts } from "./control";
import { faultError, Faults, type Fault } from "./faults";
import { parseBody } from "./http";
import { PRODUCTS } from "../products";
import { callSqs, isQueryProtocol, SQS_ACTIONS, sqsAction } from "../products/mnq/sqs";
import { operationName, Router } from "./operation-router";
import { isRegionName } from "../../../../lib/facts/limit-names";

/** A request without its connection. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The text as it was sent: signatures are of this text. */
  readonly body: string;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

export interface ApiAnswer extends Answer {
  readonly fault?: Fault | undefined;
}

/** The operations, without a connection. */
export class Api {
  private readonly router = new Router(PRODUCTS);
  private readonly operations = [...this.router.names(), ...SQS_ACTIONS.map((action) => `sqs ${action}`)];
  private readonly faults = new Faults((name) => this.operations.includes(name));

  private readonly resetListeners: (() => Promise<void>)[] = [];

  constructor(
    private readonly services: Services,
    private readonly token: string,
    private readonly parts: ControlledParts = { urls: () => [] },
  ) {}

  /** Calls the listener after a reset of everything. The answer to the reset waits for the listener. */
  public onReset(listener: () => Promise<void>): void {
    this.resetListeners.push(listener);
  }

  /** Answers a request. Errors of the API are answers. */
  public async answer(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return await this.dispatch(request);
    } catch (error) {
      if (error instanceof ApiError) return { status: error.status, body: error.body };
      // For example a full disk. The message may contain values of the request.
      const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
      return { status: 500, body: { message: `internal error${code}`, type: "internal" } };
    }
  }

  private async dispatch(request: ApiRequest): Promise<ApiAnswer> {
    const { method, path, headers, signal } = request;
    if (isQueryProtocol(request)) throw notEmulated("sqs with the query protocol. Use an SDK with the JSON protocol");
    const body = parseBody(request.body);
    if (path.startsWith(CONTROL)) {
      const { services, faults, token, operations, resetListeners, parts } = this;
      const asked = { method, path: path.slice(CONTROL.length), token: headers[TOKEN_HEADER], body };
      // An asynchronous action has transactions of its own.
      const result = await this.transaction(() =>
        control(asked, { ...services, faults, token, operations, resetListeners, parts }),
      );
      return { status: 200, body: result };
    }
    const action = sqsAction(headers["x-amz-target"]);
    if (action !== undefined) {
      return this.withFault(`sqs ${action}`, () => callSqs({ action, request, body, signal }, this.services));
    }
    if (!headers["x-auth-token"])
      throw permissionsDenied(path.split("/")[1] ?? "", method === "GET" ? "read" : "write");
    const match = this.router.find(method, path);
    if (match === undefined) throw notEmulated(operationName(method, path));
    const region = match.param("region");
    if (region !== "" && !isRegionName(region)) {
      throw invalidArguments({ argument_name: "region", help_message: "must be a region", reason: "unknown" });
    }
    return this.withFault(match.name, async () => {
      const result = await this.transaction(() =>
        match.operation({ ...this.services, ...request, body, param: match.param }),
      );
      return { status: result === undefined ? 204 : 200, body: result };
    });
  }

  private async withFault(operation: string, work: () => Answer | Promise<Answer>): Promise<ApiAnswer> {
    const fault = this.faults.take(operation);
    if (fault?.status !== undefined) {
      const { status, body } = faultError(fault.status);
      return { status, body, fault };
    }
    try {
      return { ...(await work()), fault };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.body, fault };
    }
  }

  private transaction<Result>(work: () => Result): Result {
    return this.services.store.transaction(work);
  }
}
