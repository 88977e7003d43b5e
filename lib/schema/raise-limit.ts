import type { IConstruct } from "constructs";
import { parseInput } from "./parse";
import { addRaisedLimit, raisedLimitSchema, type RaisedLimit } from "./raised-limits";

/**
 * Accepts values up to a new limit on everything that is created below a construct from now on, with a warning for each value.
 * Nothing else is accepted. Use the prop `raisedLimits` for one construct.
 * @param scope the app, a stack or a construct
 * @example
 * ```ts
 * raiseLimit(stack, { limit: "container.maxScale", to: 500, reason: "Scaleway's support, ticket 4711" });
 * new ServerlessContainer(stack, "web", { image, privacy: "public", maxScale: 400 });
 * ```
 * @throws ValidationError with every problem of the raised limit
 */
export function raiseLimit(scope: IConstruct, raised: RaisedLimit): void {
  addRaisedLimit(scope, parseInput("raiseLimit", raisedLimitSchema, raised));
}
