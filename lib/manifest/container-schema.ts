import type { z } from "zod";
import { kind } from "../base/show";
import { containerSchema } from "../constructs/container/container-schema";
import { thresholdFields } from "../constructs/container/scaling-option";
import { scheduleFields } from "../constructs/cron-schedule";
import {
  CONTAINER_LIMITS,
  CPU_PER_MEMORY,
  DEFAULTS,
  ENVIRONMENT_LIMITS,
  PRIVACIES,
  PROBE_LIMITS,
} from "../facts/limits";
import { partsSchema } from "../images/container-image";
import { withCheck, choice, hiddenText, plainText, text, wholeNumber } from "../schema/fields";
import { regionField } from "../schema/identifiers";
import { acrossFields } from "../schema/parse";
import { bodyProblem } from "../schema/request-body";
import { variableNameField } from "../secrets/secret-fields";
import { list, mapping } from "../yaml/fields";
import { containerRules } from "./container-rules";
import { trueOrFalse, uuidWithRegionField, valueOrReference } from "./fields";
import { variableProblem } from "./foreign-references";
import { envelope } from "./metadata";
import { secretProblem } from "./secrets";
import { unsetBy } from "./unset";

const VARIABLE_NAME = "The name of the variable. Scaleway sets PORT itself, and reserves SCW_*.";
const JSON_REMEDY = `Use JSON in quotes, for example '{"task": "report"}'.`;

const { shape } = containerSchema;

const variable = mapping({
  name: variableNameField().describe(VARIABLE_NAME),
  value: withCheck(text(ENVIRONMENT_LIMITS.value, { isHidden: true }), variableProblem).describe(
    "The value of the variable.",
  ),
});

const secret = mapping({
  name: variableNameField().describe(VARIABLE_NAME),
  value: withCheck(hiddenText(), secretProblem).meta({
    description:
      "The secret. ${env:NAME} in it reads an environment variable at synth time; $${env:NAME} is the text itself.",
    minLength: 1,
  }),
});

const env = mapping({
  variables: list(variable).default([]).describe("Plain-text variables. Plans display them."),
  secrets: list(secret).default([]).describe("Secret variables."),
});

const healthCheck = mapping({
  path: text(PROBE_LIMITS.path).describe("The path of the request."),
  failureThreshold: unsetBy(
    // OpenMCF's manifests have smaller numbers than API v1 accepts.
    wholeNumber({ ...PROBE_LIMITS.failureThreshold, min: 1 })
      .default(DEFAULTS.probe.failureThreshold)
      .describe(
        "The number of consecutive failures after which an instance is restarted. Scaleway's minimum of 3 replaces smaller numbers, with a warning.",
      ),
    0,
  ),
  intervalSeconds: unsetBy(
    wholeNumber(PROBE_LIMITS.intervalSeconds)
      .default(DEFAULTS.probe.intervalSeconds)
      .describe("The number of seconds between two requests."),
    0,
  ),
});

const { concurrentRequestsThreshold, cpuUsageThreshold, memoryUsageThreshold } = thresholdFields();
const scalingOption = mapping({
  concurrentRequestsThreshold: unsetBy(
    concurrentRequestsThreshold.describe("The number of requests that an instance handles at a time."),
    0,
  ),
  cpuUsageThreshold: unsetBy(cpuUsageThreshold.describe("CPU usage in percent. Requires a minScale of at least 1."), 0),
  memoryUsageThreshold: unsetBy(
    memoryUsageThreshold.describe("Memory usage in percent. Requires a minScale of at least 1."),
    0,
  ),
});

const cronTrigger = mapping({
  name: unsetBy(
    scheduleFields.shape.name.describe("The name of the schedule. Defaults to cron- and its position in the list."),
    "",
  ),
  schedule: scheduleFields.shape.schedule.describe("Minute, hour, day of month, month, day of week, in UTC."),
  args: withCheck(plainText({ error: ({ input }) => `is not text, got ${kind(input)}. ${JSON_REMEDY}` }), (value) =>
    bodyProblem(value, JSON_REMEDY),
  )
    .optional()
    .describe("The body of the request, as JSON text."),
});

const spec = mapping({
  region: regionField().describe("The region of the container."),
  image: mapping({
    registryEndpoint: valueOrReference(partsSchema.shape.registryEndpoint, "registryEndpoint").describe(
      "The registry and the path in it, without a scheme.",
    ),
    name: partsSchema.shape.name.describe("The name of the image in the registry."),
    tag: partsSchema.shape.tag.describe("The tag of the image."),
  }).describe("The image to run."),
  privacy: choice([...PRIVACIES, "privacy_public", "privacy_private"]).describe(
    "Whether everyone can call the container, or only callers with an IAM key.",
  ),
  port: unsetBy(
    shape.port.meta({
      description: "The port that the program listens on.",
      not: { enum: CONTAINER_LIMITS.port.except },
    }),
    0,
  ),
  description: shape.description.describe("The description in Scaleway's console."),
  memoryLimitMb: unsetBy(shape.memoryLimitMb.describe("The memory of an instance, in decimal megabytes."), 0),
  cpuLimit: unsetBy(
    shape.cpuLimit.describe(
      `The CPU of an instance, in thousandths of a vCPU. Defaults to ${CPU_PER_MEMORY.milliCpu} per ${CPU_PER_MEMORY.memoryMb} MB of memory.`,
    ),
    0,
  ),
  minScale: shape.minScale.describe("The number of instances that always run. They cost money without requests."),
  maxScale: unsetBy(shape.maxScale.describe("The maximum number of instances."), 0),
  timeoutSeconds: unsetBy(shape.timeoutSeconds.describe("The maximum duration of a request, in seconds."), 0),
  httpOption: unsetBy(
    shape.httpOption.describe("Whether plain HTTP requests are answered, or redirected to HTTPS."),
    "scaleway_serverless_container_http_option_unspecified",
  ),
  protocol: unsetBy(
    shape.protocol.describe("The protocol of the container. gRPC requires h2c."),
    "scaleway_serverless_container_protocol_unspecified",
  ),
  commands: shape.command.describe("Replaces the entry point of the image."),
  args: shape.args.describe("Replaces the arguments of the image."),
  env: env
    .default({ variables: [], secrets: [] })
    .describe(
      `Environment variables: at most ${ENVIRONMENT_LIMITS.variables.max} in plain text and ${ENVIRONMENT_LIMITS.secrets.max} secrets.`,
    ),
  privateNetworkId: valueOrReference(uuidWithRegionField("a private network ID"), "privateNetworkId")
    .optional()
    .describe("The private network of the container, as uuid or region/uuid."),
  sandbox: unsetBy(shape.sandbox.describe("The execution environment."), ""),
  healthCheck: healthCheck
    .optional()
    .describe("An HTTP request. Instances that fail it are restarted. Defaults to a TCP connection."),
  scalingOption: scalingOption
    .default({ concurrentRequestsThreshold: DEFAULTS.concurrentRequestsThreshold })
    .describe(
      "The threshold at which instances are added. If several are set, the first is used, and a warning is printed.",
    ),
  localStorageLimitMb: unsetBy(
    shape.localStorageLimitMb.describe("The disk of an instance, in decimal megabytes. It is lost with the instance."),
    0,
  ),
  deploy: trueOrFalse().default(true).describe("Has no effect: Scaleway always deploys. A warning reports false."),
  registrySha256: plainText()
    .default("")
    .describe(
      "The digest of the image, a build ID or a git SHA. Changing it triggers a redeployment. Defaults to the digest in images.lock.json.",
    ),
  cronTriggers: list(cronTrigger).default([]).describe("Scheduled calls of the container."),
}).describe("The container.");

const fields = mapping({
  ...envelope(
    "ScalewayServerlessContainer",
    CONTAINER_LIMITS.name,
    "The name of the stack, the namespace and the container.",
  ),
  spec,
});

export type ContainerManifest = z.output<typeof fields>;

export const containerManifest = acrossFields(fields, containerRules);
