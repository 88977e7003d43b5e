import { Token, Tokenization } from "cdktf";
import { z } from "zod";
import { isWrapper } from "../base/known-fields";
import { isPlainObject } from "../base/objects";
import { splitTokens } from "../base/token-text";

type Shape = (input: unknown) => unknown;

const shapes = new WeakMap<z.ZodType, Shape>();

/**
 * Replaces each token by the placeholder that CDKTF has for the type of its field. The value of a variable is an object for every type, and
 * the result of a function is often a text, but only the placeholder of a list is a list.
 */
export function withTokenShapes(schema: z.ZodType, input: unknown): unknown {
  const shape = shapes.get(schema) ?? shapeOf(schema);
  shapes.set(schema, shape);
  return shape(input);
}

/** The function that replaces tokens. Each schema is read once, because the `instanceof` of zod is slow. */
function shapeOf(schema: unknown): Shape {
  if (isWrapper(schema)) return shapeOf(schema.unwrap());
  if (schema instanceof z.ZodRecord) return (input) => (isWholeToken(input) ? Token.asStringMap(input) : input);
  if (schema instanceof z.ZodNumber) return (input) => (isWholeToken(input) ? Token.asNumber(input) : input);
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) {
    return (input) => (Tokenization.isResolvable(input) ? Token.asString(input) : input);
  }
  if (schema instanceof z.ZodArray) {
    const shape = shapeOf(schema.element);
    return (input) => {
      if (isWholeToken(input)) return Token.asList(input);
      return Array.isArray(input) && input.some((item) => shape(item) !== item)
        ? input.map((item) => shape(item))
        : input;
    };
  }
  if (!(schema instanceof z.ZodObject)) return (input) => input;
  const fields = Object.entries(schema.shape).map(([key, field]) => [key, shapeOf(field)] as const);
  return (input) => {
    if (!isPlainObject(input)) return input;
    const shaped = fields.map(([key, shape]) => [key, shape(input[key])] as const);
    const changed = shaped.filter(([key, value]) => value !== input[key]);
    return changed.length === 0 ? input : { ...input, ...Object.fromEntries(changed) };
  };
}

/** Whether a value is a token without text beside it, and not the placeholder of a number, list or map. */
function isWholeToken(value: unknown): boolean {
  if (typeof value !== "string") return Tokenization.isResolvable(value);
  const [before, token, after, ...others] = splitTokens(value);
  return before === "" && token !== undefined && after === "" && others.length === 0;
}
