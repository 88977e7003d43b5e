import type { NumberLimit, TextLimit } from "../../../../lib/facts/limits";
import { invalidArguments, type ArgumentProblem } from "./errors";
import { isJsonObject, type JsonObject } from "./json";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECONDS = /^(\d+(?:\.\d{1,9})?)s$/;

/** The fields of a request. Reading a field collects its problems; `check` throws all of them as one error. `null` is absent, as at Scaleway. */
export class Input {
  private readonly problems: ArgumentProblem[];

  constructor(
    private readonly body: JsonObject,
    private readonly prefix = "",
    parent?: Input,
  ) {
    this.problems = parent?.problems ?? [];
  }

  /** Throws all problems as one error. */
  public check(): void {
    if (this.problems.length > 0) throw invalidArguments(...this.problems);
  }

  public reject(name: string, help: string, reason: ArgumentProblem["reason"] = "constraint"): void {
    this.problems.push({ argument_name: this.prefix + name, help_message: help, reason });
  }

  /** Whether the field is in the request. */
  public has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  public text(name: string, limit?: Omit<TextLimit, "source">): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") {
      this.reject(name, "must be a string", "format");
      return undefined;
    }
    if (limit !== undefined) this.checkText(name, value, limit);
    return value;
  }

  public requiredText(name: string, limit?: Omit<TextLimit, "source">): string {
    const value = this.text(name, limit);
    if (value === undefined || (value === "" && limit === undefined)) this.reject(name, "is required", "required");
    return value ?? "";
  }

  /** An ID; an empty text is absent. */
  public id(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    if (!UUID.test(value)) this.reject(name, "must be a valid UUID", "format");
    return value;
  }

  public requiredId(name: string): string {
    const value = this.id(name);
    if (value === undefined) this.reject(name, "is required", "required");
    return value ?? "";
  }

  /** A whole number. The limit is in a unit of `factor`. */
  public integer(name: string, limit?: Omit<NumberLimit, "source">, factor = 1): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value)) {
      this.reject(name, "must be an integer", "format");
      return undefined;
    }
    if (limit !== undefined) this.checkNumber(name, value, limit, factor);
    return value;
  }

  public boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "boolean") return value;
    this.reject(name, "must be a boolean", "format");
    return undefined;
  }

  /** A duration in seconds, such as `300s` or `300.000000000s`, in its short form. */
  public duration(name: string, limit?: Omit<NumberLimit, "source">): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const seconds = SECONDS.exec(value)?.[1];
    if (seconds === undefined) {
      this.reject(name, "must be a duration in seconds, such as 300s", "format");
      return undefined;
    }
    if (limit !== undefined) this.checkNumber(name, Number(seconds), limit, 1);
    return `${Number(seconds)}s`;
  }

  /** One of the values. `unknown_…` is absent: that is what clients send for "not set". */
  public choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.text(name);
    if (value === undefined || value === "" || value.startsWith("unknown_")) return undefined;
    const known = values.find((each) => each === value);
    if (known === undefined) this.reject(name, `must be one of ${values.join(", ")}`, "unknown");
    return known;
  }

  public texts(name: string): string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
    this.reject(name, "must be a list of strings", "format");
    return undefined;
  }

  public map(name: string): Map<string, string> | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const entries = isJsonObject(value) ? Object.entries(value) : undefined;
    if (entries?.every((entry): entry is [string, string] => typeof entry[1] === "string")) return new Map(entries);
    this.reject(name, "must be an object of strings", "format");
    return undefined;
  }

  public object(name: string): Input | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new Input(value, `${this.prefix}${name}.`, this);
    this.reject(name, "must be an object", "format");
    return undefined;
  }

  public objects(name: string): Input[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every(isJsonObject)) {
      return value.map((each, index) => new Input(each, `${this.prefix}${name}.${index}.`, this));
    }
    this.reject(name, "must be a list of objects", "format");
    return undefined;
  }

  private value(name: string): unknown {
    return Object.hasOwn(this.body, name) ? (this.body[name] ?? undefined) : undefined;
  }

  private checkText(name: string, value: string, { minLength, maxLength, pattern }: Omit<TextLimit, "source">): void {
    const { length } = Array.from(value);
    if (length < minLength) this.reject(name, `must have at least ${minLength} characters`);
    else if (length > maxLength) this.reject(name, `must have at most ${maxLength} characters`);
    else if (pattern?.test(value) === false) this.reject(name, `must match ${pattern.source}`, "format");
  }

  private checkNumber(name: string, value: number, limit: Omit<NumberLimit, "source">, factor: number): void {
    const { min, max, except = [] } = limit;
    if (value < min * factor) this.reject(name, `must be at least ${min * factor}`);
    else if (value > max * factor) this.reject(name, `must be at most ${max * factor}`);
    else if (except.includes(value)) this.reject(name, "is reserved");
  }
}
