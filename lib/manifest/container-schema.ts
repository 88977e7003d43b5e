import type { z } from "zod";
import { partsSchema } from "../images/container-image";
import { scheduleSchema } from "../constructs/cron-schedule";
import {
  CONTAINER_LIMITS,
  CPU_PER_MEMORY,
  DEFAULTS,
  ENVIRONMENT_LIMITS,
  PRIVACIES,
  PROBE_LIMITS,
} from "../facts/limits";
import { containerSchema } from "../constructs/container/container-schema";
import { bodyProblem } from "../schema/request-body";
import { choice, plainText, text, wholeNumber } from "../schema/fields";
import { region } from "../schema/identifiers";
import { variableName } from "../secrets/secret-fields";
import { kind } from "../base/show";
import { acrossFields } from "../schema/parse";
import { containerRules } from "./container-rules";
import { block, list, trueOrFalse, valueOrReference } from "./fields";
import { envelope } from "./metadata";
import { secretProblem } from "./secrets";

const JSON_TEXT = `write JSON in quotes, as '{"task": "report"}'`;

const { shape } = containerSchema;
const { concurrentRequestsThreshold, cpuUsageThreshold, memoryUsageThreshold } = shape.scalingOption.unwrap().shape;

const variable = block({
  name: variableName().describe("Its name. PORT and SCW_* are the platform's."),
  value: text(ENVIRONMENT_LIMITS.value, { hidden: true }).describe("Its value."),
});

const secret = block({
  name: variableName().describe("Its name. PORT and SCW_* are the platform's."),
  value: plainText({ hidden: true })
    .refine((value) => secretProblem(value) === undefined, { error: ({ input }) => secretProblem(String(input)) })
    .meta({
      description: "Its value, or ${env:NAME} as a whole for that of an environment variable at synth.",
      minLength: 1,
    }),
});

const spec = block({
  region: region().describe("Where it runs."),
  image: block({
    registryEndpoint: valueOrReference(partsSchema.shape.registryEndpoint, "registryEndpoint").describe(
      "The registry and its path, without a scheme.",
    ),
    name: partsSchema.shape.name.describe("The image's name in the registry."),
    tag: partsSchema.shape.tag.describe("The image's tag."),
  }).describe("What to run."),
  privacy: choice([...PRIVACIES, "privacy_public", "privacy_private"]).describe(
    "Whether anybody may call it, or only holders of an IAM key.",
  ),
  port: shape.port.meta({
    description: "The port that the program listens on.",
    default: DEFAULTS.port,
    not: { enum: CONTAINER_LIMITS.port.except },
  }),
  description: shape.description.meta({ description: "Shown in Scaleway's console.", default: "" }),
  memoryLimitMb: shape.memoryLimitMb.meta({
    description: "Memory of an instance, in decimal megabytes.",
    default: DEFAULTS.memoryLimitMb,
  }),
  cpuLimit: shape.cpuLimit.describe(
    `CPU of an instance, in thousandths of a vCPU. Left out, ${CPU_PER_MEMORY.milliCpu} for each ${CPU_PER_MEMORY.memoryMb} MB of memory.`,
  ),
  minScale: shape.minScale.meta({ description: "Instances that always run, and cost.", default: DEFAULTS.minScale }),
  maxScale: shape.maxScale.meta({ description: "Instances at most.", default: DEFAULTS.maxScale }),
  timeoutSeconds: shape.timeoutSeconds.meta({
    description: "Seconds that a request may take.",
    default: DEFAULTS.timeoutSeconds,
  }),
  httpOption: shape.httpOption.meta({
    description: "Whether plain HTTP is answered or redirected to HTTPS.",
    default: DEFAULTS.httpOption,
  }),
  protocol: shape.protocol.meta({
    description: "What the container speaks; gRPC needs h2c.",
    default: DEFAULTS.protocol,
  }),
  commands: shape.command.meta({ description: "Replaces the image's entry point.", default: [] }),
  args: shape.args.meta({ description: "Replaces the image's arguments.", default: [] }),
  env: block({
    variables: list(variable).optional().meta({ description: "Plain variables, which plans show.", default: [] }),
    secrets: list(secret).optional().meta({ description: "Secret variables.", default: [] }),
  })
    .optional()
    .describe(
      `Variables: at most ${ENVIRONMENT_LIMITS.variables.max} plain and ${ENVIRONMENT_LIMITS.secrets.max} secret ones.`,
    ),
  privateNetworkId: valueOrReference(shape.privateNetworkId.unwrap(), "privateNetworkId")
    .optional()
    .describe("The private network to join, as region/uuid."),
  sandbox: shape.sandbox.meta({ description: "The execution environment.", default: DEFAULTS.sandbox }),
  healthCheck: block({
    path: text(PROBE_LIMITS.path).describe("Where the request goes."),
    failureThreshold: wholeNumber(PROBE_LIMITS.failureThreshold)
      .optional()
      .meta({ description: "Failures in a row that restart it.", default: DEFAULTS.probe.failureThreshold }),
    intervalSeconds: wholeNumber(PROBE_LIMITS.intervalSeconds)
      .optional()
      .meta({ description: "Seconds between requests.", default: DEFAULTS.probe.intervalSeconds }),
  })
    .optional()
    .describe("An HTTP request that restarts instances which fail it. Left out, a TCP connection."),
  scalingOption: block({
    concurrentRequestsThreshold: concurrentRequestsThreshold.describe("Requests at once, for each instance."),
    cpuUsageThreshold: cpuUsageThreshold.describe("CPU usage in percent; needs a minScale of 1."),
    memoryUsageThreshold: memoryUsageThreshold.describe("Memory usage in percent; needs a minScale of 1."),
  })
    .optional()
    .describe(
      `What adds instances: the first of the three, with a warning where there are more. Left out, ${DEFAULTS.concurrentRequestsThreshold} requests at once.`,
    ),
  localStorageLimitMb: shape.localStorageLimitMb.meta({
    description: "Disk of an instance, in decimal megabytes, lost with the instance.",
    default: DEFAULTS.localStorageLimitMb,
  }),
  deploy: trueOrFalse()
    .optional()
    .meta({ description: "Has no effect, and false is a warning: Scaleway always deploys.", default: true }),
  registrySha256: plainText().optional().meta({
    description:
      "The image's digest, a build id or a git SHA: any change redeploys. Left out, what images.lock.json has.",
    default: "",
  }),
  cronTriggers: list(
    block({
      name: scheduleSchema.shape.name.describe("Left out, cron- and its number in the list."),
      schedule: scheduleSchema.shape.schedule.describe("Minute, hour, day of month, month, day of week; in UTC."),
      args: plainText({ error: ({ input }) => `is ${kind(input)}; ${JSON_TEXT}` })
        .refine((value) => bodyProblem(value) === undefined, { error: ({ input }) => bodyProblem(input, JSON_TEXT) })
        .optional()
        .describe("JSON text, the body of the request."),
    }),
  )
    .optional()
    .meta({ description: "Calls on schedules.", default: [] }),
}).describe("The container.");

const fields = block({
  ...envelope(
    "ScalewayServerlessContainer",
    CONTAINER_LIMITS.name,
    "Names the stack, the namespace and the container.",
  ),
  spec,
});

export type ContainerManifest = z.infer<typeof fields>;

export const containerManifest = acrossFields(fields, containerRules);
