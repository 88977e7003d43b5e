import { Fn, Op, Token, Tokenization, type IResolvable, type IResolveContext, type TerraformResource } from "cdktf";
import { BYTES_PER_MB, CONTAINER_LIMITS, CPU_PER_MEMORY } from "../facts/limits";
import { renderTemplate } from "./template";
import { mapLiterals } from "./template-code";

/** Converts megabytes, also in a token: JavaScript would calculate with the token's placeholder number. */
export function megabytesToBytes(megabytes: number): number {
  return Token.isUnresolved(megabytes) ? Token.asNumber(Op.mul(megabytes, BYTES_PER_MB)) : megabytes * BYTES_PER_MB;
}

/** The CPU share for a memory size, within Scaleway's limits. */
export function cpuForMemory(megabytes: number): number {
  const { min, max } = CONTAINER_LIMITS.cpuLimit;
  const { milliCpu, memoryMb } = CPU_PER_MEMORY;
  if (Token.isUnresolved(megabytes)) {
    return Token.asNumber(Fn.max([min, Fn.min([max, Fn.floor(Op.div(Op.mul(megabytes, milliCpu), memoryMb))])]));
  }
  return Math.max(min, Math.min(max, Math.floor((megabytes * milliCpu) / memoryMb)));
}

/** A duration in the provider's format, such as `30s`. */
export function duration(seconds: number): string {
  return `${Tokenization.stringifyNumber(seconds)}s`;
}

/** The host of an HTTPS URL. */
export function hostOf(url: string): string {
  return Token.isUnresolved(url) ? Token.asString(call("trimprefix", url, "https://")) : url.replace("https://", "");
}

/** A Terraform expression. Unlike CDKTF's, it captures no stack trace, and it follows a later change of a logical ID. */
class Expression implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(public readonly render: (context: IResolveContext) => string) {}

  public resolve(context: IResolveContext): string {
    // CDKTF's functions ask their arguments for code without braces. The values inside get them, for `toExpression`.
    const { suppressBraces, ignoreEscapes, warnEscapes } = context;
    Object.assign(context, { suppressBraces: false, ignoreEscapes: false, warnEscapes: false });
    const code = this.render(context);
    Object.assign(context, { suppressBraces, ignoreEscapes, warnEscapes });
    return suppressBraces ? code : `\${${code}}`;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** An attribute of a resource in the same stack. */
export function reference(resource: TerraformResource, attribute: string): IResolvable {
  return new Expression(() => address(resource, attribute));
}

/** The value if an attribute is equal to it, else a text that differs in every plan. */
export function steadyWhile(resource: TerraformResource, attribute: string, value: string): IResolvable {
  return new Expression(() => `${address(resource, attribute)} == "${value}" ? "${value}" : timestamp()`);
}

/** Whether an attribute of a resource is equal to a text, for a condition of the resource. */
export function selfEquals(attribute: string, text: string): IResolvable {
  return new Expression((context) => `self.${attribute} == ${renderValue(text, context)}`);
}

function address(resource: TerraformResource, attribute: string): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}`;
}

/** A call of a Terraform function with escaped arguments. CDKTF's `Fn` escapes neither quotes nor backslashes. */
export function call(
  name:
    | "base64encode"
    | "concat"
    | "distinct"
    | "element"
    | "jsonencode"
    | "lower"
    | "merge"
    | "replace"
    | "sensitive"
    | "split"
    | "substr"
    | "trimprefix"
    | "trimsuffix"
    | "urlencode",
  ...values: unknown[]
): IResolvable {
  return new Expression((context) => `${name}(${values.map((value) => renderValue(value, context)).join(", ")})`);
}

/** Renders a value in Terraform's expression syntax. */
function renderValue(value: unknown, context: IResolveContext): string {
  const renderText = (text: string) => renderTemplate(text, context, escapeQuotes);
  if (typeof value === "string") return toExpression(renderText(value));
  if (value instanceof Expression) return value.render(context);
  if (Token.isUnresolved(value)) return renderResolved(context.resolve(value));
  return renderParts(value, (part) => renderValue(part, context), renderText);
}

/** Renders the value of a token, whose texts are templates. */
function renderResolved(value: unknown): string {
  const renderText = (template: string) => mapLiterals(template, escapeQuotes);
  if (typeof value === "string") return toExpression(renderText(value));
  return renderParts(value, renderResolved, renderText);
}

function renderParts(
  value: unknown,
  renderPart: (part: unknown) => string,
  renderKey: (key: string) => string,
): string {
  if (Array.isArray(value)) return `[${value.map((item) => renderPart(item)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `"${renderKey(key)}" = ${renderPart(item)}`).join(", ")}}`;
}

/** The expression of a template: its code if it is a single interpolation, else the template in quotes. */
function toExpression(template: string): string {
  return /^\$\{([^{}]*)\}$/.exec(template)?.[1] ?? `"${template}"`;
}

/** Escapes a text like JSON, without the two escape sequences that Terraform does not support. */
function escapeQuotes(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (escape, letter: string) => ({ b: "\\u0008", f: "\\u000c" })[letter] ?? escape);
}
