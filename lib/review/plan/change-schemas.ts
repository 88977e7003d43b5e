import { z } from "zod";
import { ACTIONS } from "./action";

const value = z.json().describe("A value of the plan; (sensitive) replaces a secret.");
export const actionSchema = z
  .enum(ACTIONS)
  .describe("What happens to a resource; other is an action that this version does not know.");

export const attributeChangeSchema = z.strictObject({
  path: z.string().describe("For example environment_variables.LOG_LEVEL or cron[0].schedule."),
  before: value.optional().describe("Missing if there was no value."),
  after: value.optional().describe("Missing if there is no value any more, or if it is known after apply."),
  isSensitive: z.literal(true).optional().describe("Whether the values are masked."),
  isUnknown: z.literal(true).optional().describe("Whether the new value is known after apply."),
});

export const outputChangeSchema = z.strictObject({
  name: z.string(),
  action: actionSchema,
  before: value.optional(),
  after: value.optional().describe("Null in place of a part that is known after apply."),
  isUnknown: z.boolean().describe("Whether the new value, or a part of it, is known after apply."),
  attributes: z
    .array(attributeChangeSchema)
    .describe("The differences; their paths start with the name of the output."),
});

export const checkResultSchema = z.strictObject({
  address: z.string(),
  kind: z
    .string()
    .describe("What the check belongs to, in Terraform's words: check, resource, output_value, or var for a variable."),
  status: z.string().describe("Terraform's status: pass, fail, error or unknown."),
  messages: z.array(z.string()),
});
