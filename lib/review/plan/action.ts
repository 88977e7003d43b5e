/** What happens to a resource. `replace` is two actions of Terraform. `other` is an action that this version does not know. */
export type Action = "no-op" | "create" | "read" | "update" | "replace" | "delete" | "forget" | "other";

export const ACTIONS = [
  "no-op",
  "create",
  "read",
  "update",
  "replace",
  "delete",
  "forget",
  "other",
] as const satisfies readonly Action[];
