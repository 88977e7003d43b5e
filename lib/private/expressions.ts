import { Fn, Op, Token, Tokenization, type IResolvable, type TerraformResource } from "cdktf";
import { BYTES_PER_MB, CONTAINER_LIMITS, CPU_PER_MEMORY } from "../limits";

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
export function expression(render: () => string): IResolvable {
  return { creationStack: [], resolve: () => `\${${render()}}`, toString: render };
}

/** An attribute of a resource of the same stack. */
export function reference(resource: TerraformResource, attribute: string): IResolvable {
  return expression(() => address(resource, attribute));
}

export function address(resource: TerraformResource, attribute: string): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}`;
}
