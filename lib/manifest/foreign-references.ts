import type { Problem } from "../base/problem";

/** Whether a value is a reference that OpenMCF's platform replaces when it deploys. */
export function isOpenMcfReference(value: string): boolean {
  return /^\$(secret|var|secrets-group|variables-group)\/\S+$/.test(value);
}

/** The problem of a plain variable. Other text with a $ stays as it is: many programs replace it when they start. */
export function variableProblem(value: string): Problem | undefined {
  if (!isOpenMcfReference(value)) return undefined;
  const message = "is a reference of OpenMCF's platform, which would be deployed as text. Write the value.";
  return { code: "foreign-reference", message };
}
