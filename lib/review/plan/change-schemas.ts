import { z } from "zod";
import { ACTIONS } from "./action";

const value = z.json().describe("A value of the plan; (sensitive) replaces a secret.");
export const actionSchema = z
  .enum(ACTIONS)
  .describe("What happens to a resource; other is an action that this version does not know.");

export const attributeChangeSchema = z
  .strictObject({
    path: z.string().describe("The path, for example environment_variables.LOG_LEVEL or cron[0].schedule."),
    before: value.optional().describe("The old value; missing if there was none. (sensitive) replaces a secret."),
    after: value.optional().describe("The new value; missing if there is none, or if it is known after apply."),
    isSensitive: z.literal(true).optional().describe("Whether the values are masked."),
    isUnknown: z.literal(true).optional().describe("Whether the new value is known after apply."),
  })
  .describe("A change of an attribute.");

export const outputChangeSchema = z
  .strictObject({
    name: z.string().describe("The name of the output."),
    action: actionSchema,
    before: value.optional().describe("The old value; missing if there was none. (sensitive) replaces a secret."),
    after: value.optional().describe("The new value, with null in place of a part that is known after apply."),
    isUnknown: z.boolean().describe("Whether the new value, or a part of it, is known after apply."),
    attributes: z
      .array(attributeChangeSchema)
      .describe("The differences; their paths start with the name of the output."),
  })
  .describe("A change of an output.");

export const checkResultSchema = z
  .strictObject({
    address: z.string().describe("The address of what the check belongs to."),
    kind: z
      .string()
      .describe(
        "What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable.",
      ),
    status: z.string().describe("Terraform's status: pass, fail, error or unknown."),
    messages: z.array(z.string()).describe("The messages of the conditions that failed."),
  })
  .describe("The result of a check, a condition or a validation of Terraform.");
