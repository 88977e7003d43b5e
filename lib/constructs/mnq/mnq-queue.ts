import { Token, type IResolvable, type TerraformStack } from "cdktf";
import { MnqSqsQueue } from "@cdktf/provider-scaleway/lib/mnq-sqs-queue";
import type { ContainerReference } from "../../contracts/container-reference";
import type { ValidationIssue } from "../../base/errors";
import { DEAD_LETTER_QUEUE_LIMITS, DEFAULTS, QUEUE_LIMITS } from "../../facts/limits";
import type { MnqConnection, MnqSource, TriggerScope } from "../../contracts/message-source";
import { sqsAround } from "./mnq-sqs-access";
import { call } from "../../terraform/expressions";
import { flag, literalFlag, text, wholeNumber } from "../../schema/fields";
import { show } from "../../base/show";
import { checkStack, membersOf, repeated } from "../../terraform/stack-checks";
import { acrossFields, check, propsSchema } from "../../schema/parse";
import { SecretValue } from "../../secrets/secret-value";
import { addWarning } from "../../terraform/warnings";

/** Where messages go that were received too often, and so were never handled well. */
export interface DeadLetterQueueOptions {
  /** How often a message is received before it goes there: 1 to 1000. */
  readonly maxReceiveCount: number;
  /**
   * As the queue's.
   * @default - the queue's, with `-dead-letter` behind it
   */
  readonly name?: string | undefined;
  /**
   * Seconds that it keeps a message: 60 to 1 209 600.
   * @default 1209600
   */
  readonly messageMaxAgeSeconds?: number | undefined;
}

export interface QueueOptions {
  /** 1 to 80 letters, digits, - and _; another one is another queue. With `fifo`, `.fifo` is put behind it where it is left out. */
  readonly name: string;
  /**
   * Whether messages keep their order, and are delivered once.
   * @default false
   */
  readonly fifo?: boolean | undefined;
  /**
   * Whether two messages of one content within 5 minutes are one. Only with `fifo`; once on, it cannot be turned off.
   * @default false
   */
  readonly contentBasedDeduplication?: boolean | IResolvable | undefined;
  /**
   * Seconds that a received message is kept from other receivers: 0 to 43 200. When the container takes longer, it is
   * called again with the same message.
   * @default - the container's timeoutSeconds, at least 30; 30 when it is not known
   */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /**
   * Seconds that the queue keeps a message: 60 to 1 209 600.
   * @default 345600
   */
  readonly messageMaxAgeSeconds?: number | undefined;
  /**
   * Bytes of a message at most: 1024 to 262 144.
   * @default 262144
   */
  readonly messageMaxSizeBytes?: number | undefined;
  /**
   * Seconds that a receiver waits for a message: 0 to 20.
   * @default 0
   */
  readonly receiveWaitTimeSeconds?: number | undefined;
  /**
   * A second queue for messages that fail. Once set, the provider cannot take it away again.
   * @default - none: such a message is tried until it is too old
   */
  readonly deadLetterQueue?: DeadLetterQueueOptions | undefined;
  /**
   * Activates SQS in the project, which fails where it is active already. What is activated here cannot be destroyed
   * by mistake: every queue of the project would go with it.
   * @default false
   */
  readonly activate?: boolean | undefined;
}

/** @internal A queue of the trigger's own. What Terraform needs to manage queues is shared by all queues of a stack. */
export class QueueSource implements MnqSource {
  private readonly options: QueueOptions;

  constructor(options: QueueOptions) {
    check("MnqSource.queue", schema, options);
    // What the caller does to the object later is no longer checked.
    this.options = { ...options, deadLetterQueue: options.deadLetterQueue && { ...options.deadLetterQueue } };
  }

  public bind(scope: TriggerScope): MnqConnection {
    const { deadLetterQueue, activate } = this.options;
    const sqs = sqsAround(scope);
    if (activate === true) sqs.activate();
    const deadLetters =
      deadLetterQueue &&
      new MnqSqsQueue(scope, "DeadLetterQueue", { ...sqs.access, ...renderDeadLetterQueue(this.options) });
    const queue = new MnqSqsQueue(scope, "Queue", {
      ...sqs.access,
      ...render(this.options, visibilityFor(scope.container)),
      deadLetterQueue: deadLetters && { id: deadLetters.id, maxReceiveCount: deadLetterQueue.maxReceiveCount },
    });
    const receiver = sqs.credentials(scope, "Receiver", scope.name, { canReceive: true });
    checkStack(scope, repeatedQueues);
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

/** A message that is worked on for longer than this is delivered a second time. */
function visibilityFor({ timeoutSeconds = 0 }: ContainerReference): number {
  const least = DEFAULTS.queue.visibilityTimeoutSeconds;
  return Token.isUnresolved(timeoutSeconds) ? timeoutSeconds : Math.max(least, timeoutSeconds);
}

function warnAboutVisibility(scope: TriggerScope, { visibilityTimeoutSeconds: seconds }: QueueOptions): void {
  const { timeoutSeconds = 0 } = scope.container;
  if (seconds === undefined || Token.isUnresolved(seconds) || Token.isUnresolved(timeoutSeconds)) return;
  if (seconds === 0) {
    addWarning(
      scope,
      "visibility-timeout-zero",
      `The provider never sends a visibility timeout of 0: the queue gets ${DEFAULTS.queue.visibilityTimeoutSeconds} seconds, and every plan shows a change; set 1`,
    );
  } else if (seconds < timeoutSeconds) {
    addWarning(
      scope,
      "visibility-below-timeout",
      `A request may take ${timeoutSeconds} seconds, and its message is delivered again after ${seconds}; raise visibilityTimeoutSeconds, or lower the container's timeoutSeconds`,
    );
  }
}

const schema = acrossFields(
  propsSchema<QueueOptions>()({
    name: text(QUEUE_LIMITS.name),
    fifo: literalFlag().optional(),
    contentBasedDeduplication: flag().optional(),
    visibilityTimeoutSeconds: wholeNumber(QUEUE_LIMITS.visibilityTimeoutSeconds).optional(),
    messageMaxAgeSeconds: wholeNumber(QUEUE_LIMITS.messageMaxAgeSeconds).optional(),
    messageMaxSizeBytes: wholeNumber(QUEUE_LIMITS.messageMaxSizeBytes).optional(),
    receiveWaitTimeSeconds: wholeNumber(QUEUE_LIMITS.receiveWaitTimeSeconds).optional(),
    deadLetterQueue: propsSchema<DeadLetterQueueOptions>()({
      maxReceiveCount: wholeNumber(DEAD_LETTER_QUEUE_LIMITS.maxReceiveCount),
      name: text(DEAD_LETTER_QUEUE_LIMITS.name).optional(),
      messageMaxAgeSeconds: wholeNumber(DEAD_LETTER_QUEUE_LIMITS.messageMaxAgeSeconds).optional(),
    }).optional(),
    activate: literalFlag().optional(),
  }),
  queueIssues,
);

function* queueIssues(options: Partial<QueueOptions>): Iterable<ValidationIssue> {
  const { name, fifo, contentBasedDeduplication, deadLetterQueue } = options;
  if (!(fifo ?? false) && contentBasedDeduplication === true) {
    yield { path: "contentBasedDeduplication", message: "is for FIFO queues; set fifo, or remove it" };
  }
  if (typeof name !== "string" || Token.isUnresolved(name)) return;
  yield* nameIssues("name", name, { name: fullName(name, fifo), fifo });
  if (typeof deadLetterQueue !== "object" || (deadLetterQueue as unknown) === null) return;
  const other = deadLetterName({ name, fifo, deadLetterQueue });
  if (typeof other !== "string") return;
  yield* nameIssues("deadLetterQueue.name", deadLetterQueue.name, { name: fullName(other, fifo), fifo });
  if (fullName(other, fifo) === fullName(name, fifo)) {
    yield { path: "deadLetterQueue.name", message: `${show(other)} is the queue itself; choose another name` };
  }
}

/** What the field's own rule cannot see: a name that is made up here, and the suffix that says FIFO. */
function* nameIssues(
  path: string,
  given: string | undefined,
  { name, fifo }: { readonly name: string; readonly fifo: boolean | undefined },
): Iterable<ValidationIssue> {
  const { maxLength } = QUEUE_LIMITS.name;
  if (fifo !== true && name.endsWith(".fifo")) {
    yield { path, message: `${show(name)} ends with .fifo, as FIFO queues do; set fifo, or choose another name` };
  }
  if (name.length > maxLength && (given === undefined || given.length <= maxLength)) {
    yield { path, message: `${show(name)} has ${name.length} characters, more than ${maxLength}; write a shorter one` };
  }
}

function stemOf(name: string, fifo: boolean | undefined): string {
  if (fifo !== true) return name;
  return Token.isUnresolved(name) ? Token.asString(call("trimsuffix", name, ".fifo")) : name.replace(/\.fifo$/, "");
}

function fullName(name: string, fifo: boolean | undefined): string {
  return fifo === true ? `${stemOf(name, fifo)}.fifo` : name;
}

function deadLetterName({ name, fifo, deadLetterQueue }: QueueOptions): string {
  return deadLetterQueue?.name ?? `${stemOf(name, fifo)}-dead-letter`;
}

function render(
  { name, fifo = false, contentBasedDeduplication = false, ...options }: QueueOptions,
  visibilityTimeoutSeconds: number = DEFAULTS.queue.visibilityTimeoutSeconds,
) {
  return {
    name: fullName(name, fifo),
    fifoQueue: fifo,
    contentBasedDeduplication,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? visibilityTimeoutSeconds,
    messageMaxAge: options.messageMaxAgeSeconds ?? DEFAULTS.queue.messageMaxAgeSeconds,
    messageMaxSize: options.messageMaxSizeBytes ?? DEFAULTS.queue.messageMaxSizeBytes,
    receiveWaitTimeSeconds: options.receiveWaitTimeSeconds ?? DEFAULTS.queue.receiveWaitTimeSeconds,
  };
}

/** It has to take every message of the queue, and to be of its kind. */
function renderDeadLetterQueue(options: QueueOptions) {
  const { fifo, messageMaxSizeBytes, deadLetterQueue } = options;
  return render({
    name: deadLetterName(options),
    fifo,
    messageMaxSizeBytes,
    messageMaxAgeSeconds: deadLetterQueue?.messageMaxAgeSeconds ?? DEFAULTS.deadLetterQueue.messageMaxAgeSeconds,
  });
}

/** Two resources of one name would manage one queue, each undoing the other. */
function repeatedQueues(stack: TerraformStack): ValidationIssue[] {
  const queues = membersOf(stack, (each) => each instanceof MnqSqsQueue);
  const place = ({ regionInput, projectIdInput, nameInput }: MnqSqsQueue) =>
    [regionInput, projectIdInput, nameInput].filter(Boolean).join("/");
  return repeated("queue", queues, place, "make it once, and give the other trigger MnqSource.sqs");
}
