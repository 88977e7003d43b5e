/** What happens to a resource. `replace` stands for two actions of Terraform, `other` for an action that this version does not know. */
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
