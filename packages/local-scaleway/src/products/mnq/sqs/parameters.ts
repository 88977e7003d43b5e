import type { NumberLimit } from "../../../../../../lib/facts/limits";
import type { Json, JsonObject } from "../../../api/json";
import { invalidParameter, SqsError } from "./errors";

export function textOf(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new SqsError(400, "MissingParameter", `The request must contain the parameter ${name}.`);
}

export function integerOf(
  body: JsonObject,
  name: string,
  { min, max }: Pick<NumberLimit, "min" | "max">,
): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidParameter(`Value for parameter ${name} is invalid. Reason: Must be an integer from ${min} to ${max}.`);
}

export function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
