import { z } from "zod";
import { actionSchema, attributeChangeSchema, checkResultSchema, outputChangeSchema } from "../plan/change-schemas";
import { Markup } from "./markup";
import { SEVERITIES } from "./severity";

const text = z.string();
const count = z.number().int().min(0);
/** Markup in a `Review`, plain text in JSON. */
const sentence = z.instanceof(Markup).transform(String).pipe(z.string());

export const placeSchema = z.strictObject({
  stack: text,
  where: text.describe("The path of the construct, or the address."),
});

export const sizeSchema = z
  .strictObject({
    privacy: text.optional(),
    takesPlainHttp: z.boolean().optional(),
    minScale: z.number().optional(),
    maxScale: z.number().optional(),
    memoryLimitMb: z.number().optional(),
    cpuLimit: z.number().optional().describe("In mvCPU."),
  })
  .describe("A field is missing if its value is known after apply.");

export const costSchema = z
  .strictObject({
    floor: z.number().describe("At the smallest scale around the clock."),
    ceiling: z.number().describe("At the largest scale around the clock."),
    floorBeyondFree: z.number().describe("The floor minus the monthly free tier of an account."),
    ceilingBeyondFree: z.number().describe("The ceiling minus the monthly free tier of an account."),
  })
  .describe("EUR a month.");
export const costChangeSchema = z
  .strictObject({ before: costSchema.optional(), after: costSchema.optional() })
  .describe("A side is missing if a size is known after apply.");

export const partSchema = z.strictObject({
  name: text,
  action: actionSchema,
  before: text.optional().describe("The schedule, or the kind of the source of messages."),
  after: text.optional(),
});

export const containerSchema = placeSchema.extend({
  name: text,
  region: text.optional(),
  url: text.optional().describe("The current URL; missing if the container is new."),
  action: actionSchema,
  summary: sentence.describe("What happens to the container."),
  image: sentence.describe("The image and the digest that the plan deploys; empty if it deploys none."),
  isChanged: z.boolean().describe("Whether the container, or one of its triggers or domains, changes."),
  isRestarted: z.boolean().describe("Whether a changed variable of its namespace restarts the container."),
  before: sizeSchema.optional(),
  after: sizeSchema.optional(),
  secrets: z
    .strictObject({
      unchanged: z.array(text),
      added: z.array(text),
      removed: z.array(text),
      rotated: z.array(text),
    })
    .describe("The names of secret variables."),
  triggers: z.array(partSchema),
  domains: z.array(partSchema),
  cost: costChangeSchema,
});

export const riskSchema = z.strictObject({
  id: text,
  severity: z.enum(SEVERITIES),
  loweredFrom: z.enum(SEVERITIES).optional().describe("The severity of the rule, if the configuration lowers it."),
  stack: text,
  where: text.optional().describe("Missing if the risk concerns the whole plan."),
  what: sentence,
  why: text,
  todo: text,
  acceptance: z.strictObject({ reason: text, expires: text, isExpired: z.boolean() }).optional(),
});

export const changeSchema = placeSchema.extend({
  address: text,
  type: text,
  action: actionSchema,
  actions: z.array(text).describe("The actions in Terraform's words."),
  because: sentence.describe("Why the resource is replaced or destroyed; empty without a reason."),
  previousAddress: text.optional(),
  importId: text.optional(),
  attributes: z.array(attributeChangeSchema).describe("The attributes that the apply changes."),
  stays: z.array(text).describe("The settings that the plan turns off, but the provider cannot."),
});

export const stackSchema = z.strictObject({
  name: text,
  tool: z.enum(["terraform", "opentofu"]),
  toolVersion: text,
  changes: z
    .strictObject({
      create: count,
      read: count,
      update: count,
      replace: count,
      delete: count,
      forget: count,
      other: count,
      unchanged: count,
    })
    .describe("The number of resources by action."),
  planSha256: text.optional().describe("The hash of the plan file, if it is known."),
});

export const graphNodeSchema = z.strictObject({ id: text, stack: text, label: text, kind: text, action: actionSchema });
export const graphSchema = z.strictObject({
  nodes: z.array(graphNodeSchema),
  edges: z.array(z.strictObject({ from: text, to: text })),
});

export const scopeSchema = z
  .strictObject({
    notPlanned: z.array(text).optional().describe("The stacks of the run that have no plan."),
    ignoredStates: z.array(text).optional().describe("The states that match ignoreStates of the configuration."),
    notSearched: z.array(text).optional().describe("The backends that cannot list the states of removed stacks."),
  })
  .describe("What the review did not look at.");

const providerSchema = z.strictObject({ provider: text, total: count, changed: count });

/** The shape of a review: its input is the type `Review`, which npm run docs writes, its output the JSON of a report. */
export const reviewSchema = z.object({
  formatVersion: z.literal("1.0").describe("A minor version only adds fields."),
  title: text,
  severity: z.enum(["none", ...SEVERITIES]).describe("The highest severity of a risk that is not accepted."),
  verdict: sentence.describe("The changes and their risk in one line."),
  stacks: z.array(stackSchema),
  containers: z.array(containerSchema),
  cost: costChangeSchema.describe("The cost of all containers."),
  risks: z.array(riskSchema).describe("The risks, the highest severity first."),
  accepted: z
    .array(riskSchema)
    .describe("The risks that the configuration accepts. They do not count for the severity."),
  silenced: z
    .array(riskSchema)
    .describe("The findings of rules that are off, with the severity of the rule. They do not count for the severity."),
  configChanges: z
    .array(attributeChangeSchema)
    .describe("The settings in which the configuration differs from that of the target branch, which counts."),
  graph: graphSchema.describe("The services that change, with the resources next to them."),
  changes: z.array(changeSchema),
  unchanged: z.array(placeSchema),
  otherProviders: z.array(providerSchema).describe("The resources of providers other than Scaleway's."),
  drift: z.array(changeSchema).describe("The changes that were made outside of Terraform."),
  outputs: z.array(outputChangeSchema.extend({ stack: text })),
  checks: z.array(checkResultSchema.extend({ stack: text })),
  apply: z.array(text).describe("The commands that apply the plans."),
  scope: scopeSchema.optional(),
  omitted: z.record(text, count).optional().describe("The number of items that each list omits for size."),
});
