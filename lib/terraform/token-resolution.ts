import { Tokenization, type ResolveOptions, type TerraformStack } from "cdktf";
import { fieldsOf } from "../base/objects";

/** Matches every string that CDKTF changes or rejects: string tokens, number tokens in a string, and the values of map tokens. */
const MAY_BE_TOKEN = /TfToken\[|[-|\d.+]e[-|\d.eE+]|Map Token Value/;
/** Below CDKTF's own limit of 200 levels, which makes a circular value an error. */
export const MAX_DEPTH = 50;

/**
 * Runs a step of a stack's synthesis, with the same result in less time. CDKTF resolves every value of a stack three times.
 * During the step, values without tokens are copied, and CDKTF resolves only the others. CDKTF has no hook for this:
 * `Tokenization.resolve`, which all steps of its synthesis call, is replaced until the step ends.
 */
export function withFastResolution<T>(stack: TerraformStack, step: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the same function is put back
  const original = Tokenization.resolve;
  const resolveByCdktf = original.bind(Tokenization);
  Tokenization.resolve = (value: unknown, options: ResolveOptions): unknown => {
    if (options.scope !== stack) return resolveByCdktf(value, options);
    return new Resolution((part) => resolveByCdktf(part, options)).resolve(value);
  };
  try {
    return step();
  } finally {
    Tokenization.resolve = original;
  }
}

class Resolution {
  readonly #path: string[] = [];

  constructor(private readonly resolveByCdktf: (value: unknown) => unknown) {}

  /** Copies the value, without its undefined parts. */
  public resolve(value: unknown): unknown {
    if (isTokenFree(value)) return value;
    if (this.#path.length > MAX_DEPTH) return this.#delegate(value);
    if (isPlainList(value)) return this.#resolveList(value);
    if (isPlainMap(value)) return this.#resolveObject(value);
    return this.#delegate(value);
  }

  #resolveList(list: readonly unknown[]): unknown[] {
    const resolved = [];
    for (const [index, item] of list.entries()) {
      const value = this.#resolveAt(String(index), item);
      if (value !== undefined) resolved.push(value);
    }
    return resolved;
  }

  #resolveObject(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const resolved: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      const value = this.#resolveAt(key, object[key]);
      if (value !== undefined) resolved[key] = value;
    }
    return resolved;
  }

  #resolveAt(key: string, value: unknown): unknown {
    this.#path.push(key);
    const resolved = this.resolve(value);
    this.#path.pop();
    return resolved;
  }

  /** Passes the value inside objects that repeat its path, because CDKTF's errors contain the path. */
  #delegate(value: unknown): unknown {
    const around = this.#path.reduceRight((inner: unknown, key) => ({ [key]: inner }), value);
    return this.#path.reduce((inner: unknown, key) => fieldsOf(inner)[key], this.resolveByCdktf(around));
  }
}

/** Whether a value that is neither a list nor an object contains no token. */
export function isTokenFree(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return !MAY_BE_TOKEN.test(value);
    case "number":
      // Every number token is negative.
      return value >= 0;
    case "boolean":
    case "undefined":
      return true;
    default:
      return value === null;
  }
}

/** Whether a value is a list and not a token: a list token is a list of one string or number, which CDKTF resolves or rejects as a whole. */
export function isPlainList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item === "object" || isTokenFree(item));
}

/** Whether a value is an object that CDKTF resolves field by field. */
export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return !Tokenization.isResolvable(value) && !("_children" in value) && Object.keys(value).every(isTokenFree);
}
