import { Fn, Op, Token, Tokenization, type IResolvable, type IResolveContext, type TerraformResource } from "cdktf";
import { BYTES_PER_MB, CONTAINER_LIMITS, CPU_PER_MEMORY } from "../facts/limits";
import { renderTemplate } from "./template";

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

/** The host of an HTTPS URL. */
export function hostOf(url: string): string {
  return Token.isUnresolved(url) ? Token.asString(call("trimprefix", url, "https://")) : url.replace("https://", "");
}

/** A Terraform expression. Unlike CDKTF's own it captures no stack trace, and it follows a logical id that is changed later. */
class Expression implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(public readonly render: (context: IResolveContext) => string) {}

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

/** A call of a Terraform function with values as they were given. CDKTF's own `Fn` escapes neither quotes nor backslashes. */
export function call(
  name:
    "concat" | "distinct" | "element" | "jsonencode" | "merge" | "sensitive" | "split" | "trimprefix" | "trimsuffix",
  ...values: unknown[]
): IResolvable {
  return new Expression((context) => `${name}(${values.map((value) => literal(value, context)).join(", ")})`);
}

/** A value as Terraform's expression syntax writes it. */
function literal(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") return bare(renderTemplate(value, context, quote));
  if (value instanceof Expression) return value.render(context);
  if (Token.isUnresolved(value)) return bare(String(context.resolve(value)));
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, context)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `"${renderTemplate(key, context, quote)}" = ${literal(item, context)}`).join(", ")}}`;
}

/** One interpolation alone is that expression itself. */
function bare(template: string): string {
  return /^\$\{([^{}]*)\}$/.exec(template)?.[1] ?? `"${template}"`;
}

/** Terraform knows the escapes of JSON, but for two. */
function quote(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (escape, letter: string) => ({ b: "\\u0008", f: "\\u000c" })[letter] ?? escape);
}
