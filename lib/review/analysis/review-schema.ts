import { z } from "zod";
import { actionSchema, attributeChangeSchema, checkResultSchema, outputChangeSchema } from "../plan/change-schemas";
import { Markup } from "./markup";
import { SEVERITIES } from "./severity";

const text = z.string();
const count = z.number().int().min(0);
/** Markup in a `Review`, plain text in JSON. */
const sentence = z.instanceof(Markup).transform(String).pipe(z.string());

export const placeSchema = z
  .strictObject({
    stack: text.describe("The name of the stack."),
    where: text.describe("The path of the construct, or the address."),
  })
  .describe("The stack and the path of a resource.");

export const sizeSchema = z
  .strictObject({
    privacy: text.optional().describe("Who can call the container: public or private."),
    takesPlainHttp: z.boolean().optional().describe("Whether Scaleway answers plain HTTP instead of redirecting it."),
    minScale: z.number().optional().describe("The number of instances that always run."),
    maxScale: z.number().optional().describe("The maximum number of instances."),
    memoryLimitMb: z.number().optional().describe("The memory of an instance in decimal megabytes."),
    cpuLimit: z.number().optional().describe("The CPU of an instance in mvCPU (1 vCPU is 1000)."),
  })
  .describe("The size and the access of a container. A field is missing if its value is known after apply.");

export const costSchema = z
  .strictObject({
    floor: z.number().describe("The cost at the smallest scale around the clock."),
    ceiling: z.number().describe("The cost at the largest scale around the clock."),
    floorBeyondFree: z.number().describe("The floor minus the monthly free tier of an account."),
    ceilingBeyondFree: z.number().describe("The ceiling minus the monthly free tier of an account."),
  })
  .describe("A cost in EUR per month.");
export const costChangeSchema = z
  .strictObject({
    before: costSchema.optional().describe("The cost before the apply."),
    after: costSchema.optional().describe("The cost after the apply."),
  })
  .describe("The monthly cost before and after. A side is missing if a size is known after apply.");

export const partSchema = z
  .strictObject({
    name: text.describe("The name of the trigger, or the hostname of the domain."),
    action: actionSchema,
    before: text.optional().describe("The schedule, or the kind of the source of messages."),
    after: text.optional().describe("The new schedule, or the new kind of the source of messages."),
  })
  .describe("A trigger or a domain of a container.");

export const containerSchema = z
  .strictObject({
    ...placeSchema.shape,
    name: text.describe("The name of the container."),
    region: text.optional().describe("The region, such as fr-par; missing if the plan does not contain it."),
    url: text.optional().describe("The current URL; missing if the container is new."),
    action: actionSchema,
    summary: sentence.describe("What happens to the container."),
    image: sentence.describe("The image and the digest that the plan deploys; empty if it deploys none."),
    isChanged: z.boolean().describe("Whether the container, or one of its triggers or domains, changes."),
    isRestarted: z.boolean().describe("Whether a changed variable of its namespace restarts the container."),
    before: sizeSchema.optional().describe("The size before the apply; missing if the container is new."),
    after: sizeSchema.optional().describe("The size after the apply; missing if the container is destroyed."),
    secrets: z
      .strictObject({
        unchanged: z.array(text).describe("The secrets whose value stays."),
        added: z.array(text).describe("The secrets that are new."),
        removed: z.array(text).describe("The secrets that are removed."),
        rotated: z.array(text).describe("The secrets that get another value."),
      })
      .describe("The names of secret variables."),
    triggers: z.array(partSchema).describe("The schedules, and the triggers by queues and subjects."),
    domains: z.array(partSchema).describe("The custom domains."),
    cost: costChangeSchema,
  })
  .describe("A container of the plans, and what happens to it.");

export const riskSchema = z
  .strictObject({
    id: text.describe("The ID of the rule, such as url-changes."),
    severity: z
      .enum(SEVERITIES)
      .describe("The severity that counts: that of the rule, unless the configuration changes it."),
    loweredFrom: z.enum(SEVERITIES).optional().describe("The severity of the rule, if the configuration lowers it."),
    stack: text.describe("The name of the stack."),
    where: text
      .optional()
      .describe("The path of the construct, or the address. Missing if the risk concerns the whole plan."),
    what: sentence.describe("What happens, with the values of the plan."),
    why: text.describe("The consequence."),
    todo: text.describe("The recommended action."),
    acceptance: z
      .strictObject({
        reason: text.describe("The reason in the configuration."),
        expires: text.describe("The last day of the acceptance in UTC, for example 2027-01-31."),
        isExpired: z.boolean().describe("Whether that day is over. The risk counts again."),
      })
      .optional()
      .describe("The acceptance of the risk in the configuration."),
  })
  .describe("A risk that a rule found.");

export const changeSchema = z
  .strictObject({
    ...placeSchema.shape,
    address: text.describe("The address in Terraform."),
    type: text.describe("The type of the resource, such as scaleway_container."),
    action: actionSchema,
    actions: z.array(text).describe("The actions in Terraform's words."),
    because: sentence.describe("Why the resource is replaced or destroyed; empty without a reason."),
    previousAddress: text.optional().describe("The address before a move."),
    importId: text.optional().describe("The ID of the existing resource that the apply imports."),
    attributes: z.array(attributeChangeSchema).describe("The attributes that the apply changes."),
    stays: z.array(text).describe("The settings that the plan turns off, but the provider cannot."),
  })
  .describe("A change of a resource.");

export const stackSchema = z
  .strictObject({
    name: text.describe("The name of the stack."),
    tool: z.enum(["terraform", "opentofu"]).describe("The program that made the plan."),
    toolVersion: text.describe("The version of the program, such as 1.11.4."),
    changes: z
      .strictObject({
        create: count.describe("Resources that are created."),
        read: count.describe("Data sources that are read during the apply."),
        update: count.describe("Resources that are updated in place."),
        replace: count.describe("Resources that are destroyed and created again."),
        delete: count.describe("Resources that are destroyed."),
        forget: count.describe("Resources that are removed from the state, and keep running."),
        other: count.describe("Resources with an action that this version does not know."),
        unchanged: count.describe("Resources without a change."),
      })
      .describe("The number of resources by action."),
    planSha256: text.optional().describe("The SHA-256 hash of the plan file, if it is known."),
  })
  .describe("A stack of the review, with its number of changes.");

export const graphNodeSchema = z
  .strictObject({
    id: text.describe("The ID, to which the edges refer."),
    stack: text.describe("The name of the stack."),
    label: text.describe("The text in the graph: the name of the resource."),
    kind: text.describe("The kind of the resource, such as container or queue."),
    action: actionSchema,
  })
  .describe("A resource in the graph.");
export const graphSchema = z
  .strictObject({
    nodes: z.array(graphNodeSchema).describe("The resources."),
    edges: z
      .array(
        z.strictObject({
          from: text.describe("The ID of the resource at the start."),
          to: text.describe("The ID of the resource at the end."),
        }),
      )
      .describe("The connections: an edge leads to the resource that is called or used."),
  })
  .describe("The services that change, with the resources next to them.");

export const scopeSchema = z
  .strictObject({
    notPlanned: z.array(text).optional().describe("The stacks of the run that have no plan."),
    ignoredStates: z.array(text).optional().describe("The states that match ignoreStates of the configuration."),
    notSearched: z.array(text).optional().describe("The backends that cannot list the states of removed stacks."),
  })
  .describe("What the review did not look at.");

const providerSchema = z.strictObject({
  provider: text.describe("The source of the provider, such as hashicorp/random."),
  total: count.describe("The number of resources."),
  changed: count.describe("The number of resources that change."),
});

/** The shape of a review: its input is the type `Review`, which npm run docs writes, its output the JSON of a report. */
export const reviewSchema = z
  .object({
    formatVersion: z.literal("1.0").describe("A minor version only adds fields."),
    title: text.describe("The title in the first line; empty without one."),
    severity: z.enum(["none", ...SEVERITIES]).describe("The highest severity of a risk that is not accepted."),
    verdict: sentence.describe("The changes and their risk in one line."),
    stacks: z.array(stackSchema).describe("The stacks with a plan."),
    containers: z.array(containerSchema).describe("All containers, also those without a change."),
    cost: costChangeSchema.describe("The cost of all containers."),
    risks: z.array(riskSchema).describe("The risks, the highest severity first."),
    accepted: z
      .array(riskSchema)
      .describe("The risks that the configuration accepts. They do not count for the severity."),
    silenced: z
      .array(riskSchema)
      .describe(
        "The findings of rules that are off, with the severity of the rule. They do not count for the severity.",
      ),
    configChanges: z
      .array(attributeChangeSchema)
      .describe("The settings in which the configuration differs from that of the target branch, which counts."),
    graph: graphSchema.describe("The services that change, with the resources next to them."),
    changes: z.array(changeSchema).describe("The changes of resources, imports and moves, the most severe first."),
    unchanged: z.array(placeSchema).describe("The resources without a change."),
    otherProviders: z.array(providerSchema).describe("The resources of providers other than Scaleway's."),
    drift: z.array(changeSchema).describe("The changes that were made outside of Terraform."),
    outputs: z
      .array(outputChangeSchema.extend({ stack: text.describe("The name of the stack.") }))
      .describe("The outputs that change."),
    checks: z
      .array(checkResultSchema.extend({ stack: text.describe("The name of the stack.") }))
      .describe("The results of checks and postconditions."),
    apply: z.array(text).describe("The commands that apply the plans."),
    scope: scopeSchema.optional().describe("What the review did not look at."),
    omitted: z.record(text, count).optional().describe("The number of items that each list omits for size."),
  })
  .describe("The content of a review, which all formats display.");
