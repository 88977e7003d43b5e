import type { Answer, Services } from "./context";
import { ApiError, invalidArguments, notEmulated, permissionsDenied } from "./errors";
import { control, CONTROL, TOKEN_HEADER } from "./control";
import { faultError, Faults, type Fault } from "./faults";
import type { JsonObject } from "./json";
import { PRODUCTS } from "../products";
import { callSqs, SQS_ACTIONS, sqsAction } from "../products/mnq/sqs";
import { operationName, Router } from "./operation-router";
import type { Events } from "../events/events";
import { isRegionName } from "../../../../lib/facts/limit-names";

/** A request without its connection. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject;
}

export interface ApiAnswer extends Answer {
  readonly fault?: Fault | undefined;
}

/** The operations, without a connection. */
export class Api {
  private readonly router = new Router(PRODUCTS);
  private readonly operations = [...this.router.names(), ...SQS_ACTIONS.map((action) => `sqs ${action}`)];
  private readonly faults = new Faults((name) => this.operations.includes(name));

  constructor(
    private readonly services: Services,
    private readonly token: string,
    private readonly events?: Events,
  ) {}

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
    const { method, path, headers } = request;
    if (path.startsWith(CONTROL)) {
      const { services, faults, token, operations, events } = this;
      const asked = { method, path: path.slice(CONTROL.length), token: headers[TOKEN_HEADER], body: request.body };
      // An asynchronous action has transactions of its own.
      const body = await this.transaction(() => control(asked, { ...services, faults, token, operations, events }));
      return { status: 200, body };
    }
    const action = sqsAction(headers["x-amz-target"]);
    if (action !== undefined) {
      return this.withFault(`sqs ${action}`, () => callSqs({ action, headers, body: request.body }, this.services));
    }
    if (!headers["x-auth-token"])
      throw permissionsDenied(path.split("/")[1] ?? "", method === "GET" ? "read" : "write");
    const match = this.router.find(method, path);
    if (match === undefined) throw notEmulated(operationName(method, path));
    const region = match.param("region");
    if (region !== "" && !isRegionName(region)) {
      throw invalidArguments({ argument_name: "region", help_message: "must be a region", reason: "unknown" });
    }
    return this.withFault(match.name, () => {
      const result = match.operation({ ...this.services, ...request, param: match.param });
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
      return { ...(await this.transaction(work)), fault };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.body, fault };
    }
  }

  private transaction<Result>(work: () => Result): Result {
    return this.services.store.transaction(work);
  }
}
