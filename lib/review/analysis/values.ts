import { isObject } from "../../base/objects";
import type { Values } from "../plan/plan";

export function textAt(values: Values | undefined, name: string): string | undefined {
  const value = values?.[name];
  return typeof value === "string" ? value : undefined;
}

export function numberAt(values: Values, name: string): number | undefined {
  const value = values[name];
  return typeof value === "number" ? value : undefined;
}

/** The entries of a map; empty where the value is not a map. */
export function mapAt(values: Values | undefined, name: string): Values {
  const value = values?.[name];
  return isObject(value) ? value : {};
}
