import { Fn, Op, Token, Tokenization, type IResolvable, type IResolveContext, type TerraformResource } from "cdktf";
import { BYTES_PER_MB, CONTAINER_LIMITS, CPU_PER_MEMORY } from "../limits";
import { splitTokens } from "./template";

/** Arithmetic that holds for tokens as well: on the number that stands for a token, JavaScript's own is silently wrong. */
export function megabytesToBytes(megabytes: number): number {
  return Token.isUnresolved(megabytes) ? Token.asNumber(Op.mul(megabytes, BYTES_PER_MB)) : megabytes * BYTES_PER_MB;
}

/** The CPU share that goes with a memory size, within what Scaleway takes. */
export function cpuForMemory(megabytes: number): number {
  const { min, max } = CONTAINER_LIMITS.cpuLimit;
  const { milliCpu, memoryMb } = CPU_PER_MEMORY;
  if (Token.isUnresolved(megabytes)) {
    return Token.asNumber(Fn.max([min, Fn.min([max, Fn.floor(Op.div(Op.mul(megabytes, milliCpu), memoryMb))])]));
  }
  return Math.max(min, Math.min(max, Math.floor((megabytes * milliCpu) / memoryMb)));
}

/** A duration as the provider writes it. */
export function duration(seconds: number): string {
  return `${Tokenization.stringifyNumber(seconds)}s`;
}

/** A Terraform expression. Unlike CDKTF's own it captures no stack trace, and it follows a logical id that is changed later. */
class Expression implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly render: (context: IResolveContext) => string) {}

  public resolve(context: IResolveContext): string {
    return `\${${this.render(context)}}`;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** An attribute of a resource of the same stack. */
export function reference(resource: TerraformResource, attribute: string): IResolvable {
  return new Expression(() => address(resource, attribute));
}

/** `value` while an attribute has it, else a text that differs with every plan. */
export function steadyWhile(resource: TerraformResource, attribute: string, value: string): IResolvable {
  return new Expression(() => `${address(resource, attribute)} == "${value}" ? "${value}" : timestamp()`);
}

function address(resource: TerraformResource, attribute: string): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}`;
}

/**
 * A call of a Terraform function. CDKTF's own `Fn` escapes neither quotes nor backslashes.
 * @param values with their templates escaped
 */
export function call(name: "jsonencode" | "merge" | "sensitive", ...values: unknown[]): IResolvable {
  return new Expression((context) => `${name}(${values.map((value) => literal(value, context)).join(", ")})`);
}

/** A value as Terraform's expression syntax writes it. */
function literal(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") return bare(template(value, context));
  if (Token.isUnresolved(value)) return bare(resolved(value, context));
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, context)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `"${template(key, context)}" = ${literal(item, context)}`).join(", ")}}`;
}

/** One interpolation alone is that expression itself. */
function bare(text: string): string {
  return /^\$\{([^{}]*)\}$/.exec(text)?.[1] ?? `"${text}"`;
}

function template(text: string, context: IResolveContext): string {
  return splitTokens(text)
    .map((part) => (part.isToken ? resolved(part.text, context) : quoted(part.text)))
    .join("");
}

function resolved(token: unknown, context: IResolveContext): string {
  const value = String(context.resolve(token));
  return value.startsWith("${") ? value : quoted(value);
}

/** Terraform knows the escapes of JSON, but for two. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (escape, letter) => ({ b: "\\u0008", f: "\\u000c" })[letter as string] ?? escape);
}
