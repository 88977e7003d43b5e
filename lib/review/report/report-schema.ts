import { z } from "zod";
import { SEVERITIES } from "../analysis/severity";

const text = z.string();
const number = z.number();
const block = z.strictObject;

const action = z
  .enum(["no-op", "create", "read", "update", "replace", "delete", "forget", "other"])
  .describe("What happens to a resource; other stands for what this version does not know.");
const value = z.json().describe("A value of the plan; (sensitive) stands for a secret.");
const where = { stack: text, where: text.describe("The construct's path, or the address.") };

const size = block({
  privacy: text.optional(),
  takesPlainHttp: z.boolean().optional(),
  minScale: number.optional(),
  maxScale: number.optional(),
  memoryLimitMb: number.optional(),
  cpuLimit: number.optional().describe("In mvCPU."),
}).describe("What is not known yet is missing.");

const euros = block({
  floor: number.describe("At the smallest scale around the clock."),
  ceiling: number.describe("At the largest scale around the clock."),
  floorBeyondFree: number.describe("The same without what is free each month, as if the account had nothing else."),
  ceilingBeyondFree: number,
}).describe("EUR a month.");
const cost = block({ before: euros.optional(), after: euros.optional() }).describe(
  "A side is missing where a size is not known yet.",
);

const part = block({
  name: text,
  action,
  before: text.optional().describe("When it runs, or what it listens to."),
  after: text.optional(),
});

const container = block({
  ...where,
  name: text,
  action,
  summary: text.describe("What happens to it, in words."),
  isChanged: z.boolean().describe("Whether it, or a trigger or domain of it, changes."),
  before: size.optional(),
  after: size.optional(),
  secrets: block({
    unchanged: z.array(text),
    added: z.array(text),
    removed: z.array(text),
    rotated: z.array(text),
  }).describe("Secret variables by name."),
  triggers: z.array(part),
  domains: z.array(part),
  cost,
});

const risk = block({
  id: text,
  severity: z.enum(SEVERITIES),
  stack: text,
  where: text.optional().describe("Missing where it is about the plan as a whole."),
  what: text,
  why: text,
  todo: text,
  acceptance: block({ reason: text, expires: text, isExpired: z.boolean() }).optional(),
});

const attribute = block({
  path: text.describe("As environment_variables.LOG_LEVEL or cron[0].schedule."),
  before: value.optional(),
  after: value.optional(),
  isSensitive: z.literal(true).optional(),
  isUnknown: z.literal(true).optional().describe("Known after the apply only."),
});

const change = block({
  ...where,
  address: text,
  type: text,
  action,
  actions: z.array(text).describe("As the plan has them."),
  because: text.describe("Why it is replaced or destroyed; empty where that is not said."),
  previousAddress: text.optional(),
  importId: text.optional(),
  attributes: z.array(attribute),
});

const count = z.number().int().min(0);
const counts = block({
  create: count,
  read: count,
  update: count,
  replace: count,
  delete: count,
  forget: count,
  other: count,
  unchanged: count,
});

const stack = block({
  name: text,
  tool: z.enum(["terraform", "opentofu"]),
  toolVersion: text,
  changes: counts.describe("How many resources have which action."),
  planSha256: text.optional().describe("Of the plan's file, when it is at hand."),
});

/** Where a size is set that a report does not fit into, how much of each list is left out. */
const omitted = z.record(text, count).describe("How much of each list is left out for size.");

const report = z.object({
  formatVersion: z.literal("1.0").describe("A minor version only adds."),
  title: text,
  severity: z.enum(["none", ...SEVERITIES]).describe("Of the worst risk that is not accepted."),
  verdict: text.describe("What changes and how risky it is, in one line."),
  stacks: z.array(stack),
  containers: z.array(container),
  cost: cost.describe("Of all containers."),
  risks: z.array(risk).describe("The worst first."),
  accepted: z.array(risk),
  graph: block({
    nodes: z.array(block({ id: text, stack: text, label: text, kind: text, action })),
    edges: z.array(block({ from: text, to: text })),
  }).describe("The services that change, with what belongs to them."),
  changes: z.array(change),
  unchanged: z.array(block(where)),
  otherProviders: z.array(block({ provider: text, total: count, changed: count })),
  drift: z.array(change).describe("What was changed outside of Terraform."),
  outputs: z.array(
    block({
      stack: text,
      name: text,
      action,
      before: value.optional(),
      after: value.optional(),
      isUnknown: z.boolean(),
    }),
  ),
  checks: z.array(block({ stack: text, address: text, status: text, messages: z.array(text) })),
  apply: z.array(text).describe("The commands that apply the plans."),
  omitted: omitted.optional(),
});

/** The JSON Schema (draft 2020-12) of `scw-containers review --format json`. */
export function reviewJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(report, { io: "output", target: "draft-2020-12" });
  return { $schema, title: "Report of scw-containers review", ...rest };
}
