import { z } from "zod";

/** Raised if a field is removed or changes its meaning. New fields may appear at any time. */
export const STATUS_VERSION = 1;

const time = z.iso.datetime().describe("A UTC time.");
const status = z
  .string()
  .describe("The status at Scaleway, such as ready, error or creating; or gone, not-deployed or unknown.");
const errorMessage = z.string().optional().describe("Scaleway's reason of an error, with secrets masked.");
const isInState = z.boolean().describe("Whether the state contains it. If not, it was created outside of Terraform.");

const domainSchema = z.strictObject({ hostname: z.string(), status, errorMessage, isInState });

const depthSchema = z.strictObject({
  name: z.string().describe("The name of the queue."),
  visible: z.int().optional().describe("The messages that wait for delivery; missing if they were not read."),
  inFlight: z.int().optional().describe("The messages that were delivered, and are not finished."),
  unknown: z.string().optional().describe("Why the numbers are missing."),
});

const triggerSchema = z.strictObject({
  name: z.string(),
  type: z.string().describe("cron, sqs or nats."),
  status,
  errorMessage,
  isInState,
  schedule: z.string().optional().describe("Five fields of UNIX cron."),
  timezone: z.string().optional(),
  nextRun: time.optional().describe("The next run of a schedule that is ready."),
  queue: depthSchema.optional(),
  deadLetterQueue: depthSchema.optional(),
  subject: z.string().optional().describe("The subject of NATS."),
});

const imageSchema = z.strictObject({
  reference: z.string().describe("The image in the state; for a container that is not deployed, it is missing."),
  running: z.string().optional().describe("Another image that Scaleway runs: it was changed outside of Terraform."),
  digest: z.string().optional().describe("The digest with which the container was deployed."),
  lock: z
    .enum(["same", "different", "not-locked", "no-lock-file"])
    .describe("Whether the lock file has the digest of the deployment."),
  lockedDigest: z.string().optional().describe("Another digest, which the next deployment uses."),
});

const containerSchema = z.strictObject({
  name: z.string(),
  namespace: z.string().optional().describe("The name of the namespace, if it is known."),
  region: z.string().optional(),
  id: z.string().optional(),
  address: z.string().describe("The address in Terraform."),
  status,
  errorMessage,
  isReady: z
    .boolean()
    .describe("Whether the container, its domains and its triggers are ready, and it runs the image of the state."),
  url: z.string().optional(),
  scale: z.strictObject({ min: z.int(), max: z.int() }).optional().describe("The limits of the number of instances."),
  image: imageSchema.optional(),
  domains: z.array(domainSchema),
  triggers: z.array(triggerSchema),
});

const stackSchema = z.strictObject({
  name: z.string(),
  state: z.string().describe("The place of the state."),
  isDeployed: z.boolean().describe("Whether the state was read and contains resources."),
  containers: z.array(containerSchema),
  domains: z.array(domainSchema).describe("The domains of containers that are in no state."),
  triggers: z.array(triggerSchema).describe("The triggers of containers that are in no state."),
});

const statusSchema = z.strictObject({
  version: z.literal(STATUS_VERSION),
  isReady: z.boolean().describe("Whether everything was read and is ready: the exit code is 0."),
  verdict: z.string().describe("The first line of the text. Its wording may change."),
  time,
  notRead: z
    .array(z.strictObject({ what: z.array(z.string()), reason: z.string() }))
    .describe("What could not be read, with the reason."),
  removedStacks: z.array(z.string()).describe("The stacks of earlier runs in the directory, which were not read."),
  stacks: z.array(stackSchema),
});

export type StatusReport = Readonly<z.infer<typeof statusSchema>>;
export type StackStatus = Readonly<z.infer<typeof stackSchema>>;
export type ContainerStatus = Readonly<z.infer<typeof containerSchema>>;
export type DomainStatus = Readonly<z.infer<typeof domainSchema>>;
export type TriggerStatus = Readonly<z.infer<typeof triggerSchema>>;
export type ImageStatus = Readonly<z.infer<typeof imageSchema>>;
export type QueueStatus = Readonly<z.infer<typeof depthSchema>>;

/** The JSON Schema (draft 2020-12) of `scw-containers status --json`. */
export function statusJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(statusSchema, { io: "output", target: "draft-2020-12" });
  return { $schema, title: "Report of scw-containers status", ...rest };
}
