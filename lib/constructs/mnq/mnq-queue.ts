import { Token, type IResolvable, type TerraformStack } from "cdktf";
import { MnqSqsQueue } from "@cdktf/provider-scaleway/lib/mnq-sqs-queue";
import type { ContainerReference } from "../../contracts/container-reference";
import type { z } from "zod";
import type { ValidationIssue } from "../../base/errors";
import { groupBy } from "../../base/group-by";
import { isObject } from "../../base/objects";
import { DEAD_LETTER_QUEUE_LIMITS, DEFAULTS, QUEUE_LIMITS } from "../../facts/limits";
import type { MnqConnection, IMnqSource, TriggerScope } from "../../contracts/message-source";
import { sqsAccessFor } from "./mnq-sqs-access";
import { call } from "../../terraform/expressions";
import { flag, literalFlag, text, wholeNumber } from "../../schema/fields";
import { show } from "../../base/show";
import { providerOf } from "../../terraform/provider";
import { checkStack, duplicates, membersOf } from "../../terraform/stack-checks";
import { acrossFields, checkLimits, parseOptions, propsSchema, type Unchecked } from "../../schema/parse";
import { exceeding } from "../../base/exceeded-limit";
import { orRaise } from "../../schema/limit-text";
import { SecretValue } from "../../secrets/secret-value";
import { addWarning } from "../../terraform/warnings";

/** The queue for messages that were received too often without success. It has the kind of the main queue: standard or FIFO. */
export interface DeadLetterQueueOptions {
  /** The number of times a message is received before it moves to this queue: 1 to 1000. */
  readonly maxReceiveCount: number;
  /**
   * The name of the dead-letter queue: 1 to 80 letters, digits, hyphens and underscores. Another name is another queue.
   * @default - the name of the queue with the suffix `-dead-letter`
   */
  readonly name?: string | undefined;
  /**
   * The number of seconds for which the queue keeps a message: 60 to 1,209,600.
   * @default 1209600
   */
  readonly messageMaxAgeSeconds?: number | undefined;
}

/** The options of `MnqSource.queue`. The limits are those of SQS, which Scaleway follows. */
export interface QueueOptions {
  /**
   * The name of the queue: 1 to 80 letters, digits, hyphens and underscores. Another name is another queue. With `fifo`, the suffix `.fifo` is added if
   * it is missing.
   */
  readonly name: string;
  /**
   * Whether messages keep their order and are delivered once. Cannot be a token.
   * @default false
   */
  readonly fifo?: boolean | undefined;
  /**
   * Whether messages with the same content within 5 minutes count as one. Requires `fifo`. It cannot be turned off later.
   * @default false
   */
  readonly contentBasedDeduplication?: boolean | IResolvable | undefined;
  /**
   * The number of seconds for which a received message is hidden from other receivers: 0 to 43,200. If the container
   * needs more time, it is called again with the same message.
   * @default - the container's timeoutSeconds, at least 30; 30 if it is not known
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /**
   * The number of seconds for which the queue keeps a message: 60 to 1,209,600.
   * @default 345600
   */
  readonly messageMaxAgeSeconds?: number | undefined;
  /**
   * The maximum size of a message in bytes: 1024 to 262,144.
   * @default 262144
   */
  readonly messageMaxSizeBytes?: number | undefined;
  /**
   * The number of seconds for which a receiver waits for a message: 0 to 20.
   * @default 0
   */
  readonly receiveWaitTimeSeconds?: number | undefined;
  /**
   * A second queue for messages that fail. The provider cannot remove it later.
   * @default - a message is delivered again until it is older than messageMaxAgeSeconds
   * @example
   * ```ts
   * deadLetterQueue: { maxReceiveCount: 5 }
   * ```
   */
  readonly deadLetterQueue?: DeadLetterQueueOptions | undefined;
}

/** A queue that is created for the trigger. The triggers of a stack share the credentials that manage queues. */
export class QueueSource implements IMnqSource {
  private readonly options: ParsedOptions;

  constructor(options: QueueOptions) {
    this.options = parseOptions("MnqSource.queue", queueSchema, options);
  }

  public bind(scope: TriggerScope): MnqConnection {
    checkLimits(scope, "source", queueSchema, this.options);
    const { deadLetterQueue } = this.options;
    const sqs = sqsAccessFor(scope);
    const deadLetters =
      deadLetterQueue &&
      new MnqSqsQueue(scope, "DeadLetterQueue", {
        ...sqs.access,
        ...renderDeadLetterQueue(this.options, deadLetterQueue),
      });
    const queue = new MnqSqsQueue(scope, "Queue", {
      ...sqs.access,
      ...render({
        ...this.options,
        visibilityTimeoutSeconds: this.options.visibilityTimeoutSeconds ?? visibilityTimeoutOf(scope.container),
      }),
      deadLetterQueue: deadLetters && { id: deadLetters.id, maxReceiveCount: deadLetterQueue.maxReceiveCount },
    });
    const receiver = sqs.credentials(scope, "Receiver", scope.name, { canReceive: true });
    checkStack(scope, duplicateQueues);
    scopesWithQueue.add(scope);
    warnAboutVisibility(scope, this.options);
    return {
      sqs: {
        queueUrl: queue.url,
        endpoint: sqs.access.sqsEndpoint,
        accessKey: SecretValue.reference(receiver.accessKey),
        secretKey: SecretValue.reference(receiver.secretKey),
      },
    };
  }
}

const scopesWithQueue = new WeakSet<TriggerScope>();

/** Whether `MnqSource.queue` created the queue of a trigger. */
export function hasCreatedQueue(scope: TriggerScope): boolean {
  return scopesWithQueue.has(scope);
}

/** The default visibility timeout. It is not below the container's timeout: the message would be delivered again meanwhile. */
function visibilityTimeoutOf({ timeoutSeconds = 0 }: ContainerReference): number {
  const minimum = DEFAULTS.queue.visibilityTimeoutSeconds;
  return Token.isUnresolved(timeoutSeconds) ? timeoutSeconds : Math.max(minimum, timeoutSeconds);
}

function warnAboutVisibility(scope: TriggerScope, { visibilityTimeoutSeconds: seconds }: ParsedOptions): void {
  const { timeoutSeconds = 0 } = scope.container;
  if (seconds === undefined || Token.isUnresolved(seconds) || Token.isUnresolved(timeoutSeconds)) return;
  if (seconds === 0) {
    addWarning(
      scope,
      "visibility-timeout-zero",
      `The provider does not send a visibility timeout of 0: the queue gets ${DEFAULTS.queue.visibilityTimeoutSeconds} seconds, and every plan has a change. Set 1.`,
    );
  } else if (seconds < timeoutSeconds) {
    addWarning(
      scope,
      "visibility-below-timeout",
      `A request may take ${timeoutSeconds} seconds, but its message is delivered again after ${seconds} seconds. Raise visibilityTimeoutSeconds, or lower the container's timeoutSeconds.`,
    );
  }
}

const deadLetterQueueSchema = propsSchema<DeadLetterQueueOptions>()({
  maxReceiveCount: wholeNumber(DEAD_LETTER_QUEUE_LIMITS.maxReceiveCount),
  name: text(DEAD_LETTER_QUEUE_LIMITS.name).optional(),
  messageMaxAgeSeconds: wholeNumber(DEAD_LETTER_QUEUE_LIMITS.messageMaxAgeSeconds).default(
    DEFAULTS.deadLetterQueue.messageMaxAgeSeconds,
  ),
});

const queueSchema = acrossFields(
  propsSchema<QueueOptions>()({
    name: text(QUEUE_LIMITS.name),
    fifo: literalFlag().default(false),
    contentBasedDeduplication: flag().default(false),
    visibilityTimeoutSeconds: wholeNumber(QUEUE_LIMITS.visibilityTimeoutSeconds).optional(),
    messageMaxAgeSeconds: wholeNumber(QUEUE_LIMITS.messageMaxAgeSeconds).default(DEFAULTS.queue.messageMaxAgeSeconds),
    messageMaxSizeBytes: wholeNumber(QUEUE_LIMITS.messageMaxSizeBytes).default(DEFAULTS.queue.messageMaxSizeBytes),
    receiveWaitTimeSeconds: wholeNumber(QUEUE_LIMITS.receiveWaitTimeSeconds).default(
      DEFAULTS.queue.receiveWaitTimeSeconds,
    ),
    deadLetterQueue: deadLetterQueueSchema.optional(),
  }),
  queueIssues,
);

type ParsedOptions = z.output<typeof queueSchema>;

function* queueIssues(options: Unchecked<QueueOptions>): Iterable<ValidationIssue> {
  const { name, contentBasedDeduplication, deadLetterQueue } = options;
  const fifo = options.fifo === true;
  const isStandard = options.fifo === undefined || options.fifo === false;
  if (isStandard && contentBasedDeduplication === true) {
    const message = "requires a FIFO queue. Set fifo, or remove it.";
    yield { code: "requires-fifo", path: "contentBasedDeduplication", message };
  }
  if (typeof name !== "string" || Token.isUnresolved(name)) return;
  yield* nameIssues("name", fullName(name, fifo), { fifo, input: name });
  if (!isObject(deadLetterQueue)) return;
  const { name: deadLetterName = deadLetterNameOf(name, fifo) } = deadLetterQueue;
  if (typeof deadLetterName !== "string") return;
  const path = "deadLetterQueue.name";
  yield* nameIssues(path, fullName(deadLetterName, fifo), { fifo, input: deadLetterQueue["name"] });
  if (fullName(deadLetterName, fifo) !== fullName(name, fifo)) return;
  const message = `is the name of the queue itself, got ${show(deadLetterName)}. Use another name.`;
  yield { code: "duplicate-name", path, message };
}

/**
 * Issues that the schema of the field cannot find: the length of a name with its suffix, and the suffix of FIFO queues.
 * @param name the name with its suffix
 * @param options.input the name in the options, which the schema has checked
 */
function* nameIssues(
  path: string,
  name: string,
  { fifo, input }: { readonly fifo: boolean; readonly input: unknown },
): Iterable<ValidationIssue> {
  const limit = QUEUE_LIMITS.name;
  if (!fifo && name.endsWith(".fifo")) {
    const message = `ends with .fifo, the suffix of FIFO queues, got ${show(name)}. Set fifo, or use another name.`;
    yield { code: "requires-fifo", path, message };
  }
  const isReported = typeof input === "string" && input.length > limit.maxLength;
  if (name.length > limit.maxLength && !isReported) {
    const message = `is too long, got ${name.length} characters with its suffix: ${show(name)}. Use at most ${limit.maxLength} characters${orRaise(limit)}.`;
    yield { code: "too-long", path, message, exceeded: exceeding(limit, name.length) };
  }
}

function withoutSuffix(name: string, fifo: boolean): string {
  if (!fifo) return name;
  return Token.isUnresolved(name) ? Token.asString(call("trimsuffix", name, ".fifo")) : name.replace(/\.fifo$/, "");
}

function fullName(name: string, fifo: boolean): string {
  return fifo ? `${withoutSuffix(name, fifo)}.fifo` : name;
}

function deadLetterNameOf(name: string, fifo: boolean): string {
  return `${withoutSuffix(name, fifo)}-dead-letter`;
}

function render({ name, fifo, ...options }: ParsedOptions) {
  return {
    name: fullName(name, fifo),
    fifoQueue: fifo,
    contentBasedDeduplication: options.contentBasedDeduplication,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? DEFAULTS.queue.visibilityTimeoutSeconds,
    messageMaxAge: options.messageMaxAgeSeconds,
    messageMaxSize: options.messageMaxSizeBytes,
    receiveWaitTimeSeconds: options.receiveWaitTimeSeconds,
  };
}

/** Renders the dead-letter queue, which must accept every message of the queue and have the same kind. */
function renderDeadLetterQueue(
  { name, fifo, messageMaxSizeBytes }: ParsedOptions,
  deadLetterQueue: z.output<typeof deadLetterQueueSchema>,
) {
  return render({
    name: deadLetterQueue.name ?? deadLetterNameOf(name, fifo),
    fifo,
    contentBasedDeduplication: false,
    messageMaxAgeSeconds: deadLetterQueue.messageMaxAgeSeconds,
    messageMaxSizeBytes,
    receiveWaitTimeSeconds: DEFAULTS.queue.receiveWaitTimeSeconds,
  });
}

/** Reports resources with the same name: they would manage the same queue, and undo each other's changes. */
function duplicateQueues(stack: TerraformStack): ValidationIssue[] {
  const queues = membersOf(stack, (each) => each instanceof MnqSqsQueue);
  const nameInProject = ({ regionInput, projectIdInput, nameInput }: MnqSqsQueue) =>
    [regionInput, projectIdInput, nameInput].filter(Boolean).join("/");
  const remedy = "Create it once, and use MnqSource.sqs for the other trigger.";
  return [...groupBy(queues, providerOf).values()].flatMap((each) => duplicates("queue", each, nameInProject, remedy));
}
