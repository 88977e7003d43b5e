import type { IConstruct } from "constructs";
import { z } from "zod";
import { kind, show } from "../base/show";
import { NATS_LIMITS, type Region } from "../facts/limits";
import { formatted, text } from "../schema/fields";
import { acrossFields, exactlyOne, propsSchema } from "../schema/parse";
import { secret } from "../secrets/secret-fields";
import type { SecretValue } from "../secrets/secret-value";
import type { ContainerReference } from "./container-reference";

/** The source of the messages of a trigger. */
export interface MnqSource {
  /**
   * Creates the resources that the trigger requires and returns the connection to them. Called once per trigger.
   * @param scope the trigger. Create resources below it, in `scope.region` and `scope.projectId`.
   */
  bind(scope: TriggerScope): MnqConnection;
}

/** The trigger that a source is bound to. */
export interface TriggerScope extends IConstruct {
  /** The name of the trigger. */
  readonly name: string;
  /** The container that the trigger calls. */
  readonly container: ContainerReference;
  /** The region for the resources of the source; undefined if it is the region of the stack's provider. */
  readonly region: Region | undefined;
  /** The project for the resources of the source; undefined if it is the project of the stack's provider. */
  readonly projectId: string | undefined;
}

/** A queue that speaks SQS, and credentials that may receive from it. */
export interface SqsConnection {
  /** As `https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders`. */
  readonly queueUrl: string;
  /** As `https://sqs.mnq.fr-par.scaleway.com`. */
  readonly endpoint: string;
  /** The public part of the credentials, which the provider keeps secret as well. */
  readonly accessKey: SecretValue;
  /** The secret part of the credentials. */
  readonly secretKey: SecretValue;
}

/** A NATS subject, and credentials that may subscribe to it. */
export interface NatsConnection {
  /** 1 to 100 characters without white space, as `orders.created`; `*` and `>` are NATS' wildcards. */
  readonly subject: string;
  /** 1 to 5 URLs, as `nats://nats.mnq.fr-par.scaleway.com:4222`. */
  readonly serverUrls: readonly string[];
  /** The content of a credentials file. */
  readonly credentials: SecretValue;
}

/** What a trigger listens to: exactly one of the two. */
export interface MnqConnection {
  /** @default - none: `nats` is given */
  readonly sqs?: SqsConnection | undefined;
  /** @default - none: `sqs` is given */
  readonly nats?: NatsConnection | undefined;
}

const httpsUrl = (example: string) =>
  formatted("HTTPS URL", `write it as ${example}`, (value) => /^https:\/\/[^\s@]+$/.test(value), showUrl);

export const sqsSchema = propsSchema<SqsConnection>()({
  queueUrl: httpsUrl("https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders"),
  endpoint: httpsUrl("https://sqs.mnq.fr-par.scaleway.com"),
  accessKey: secret(),
  secretKey: secret(),
});

const serverUrl = formatted(
  "NATS URL",
  "write it as nats://nats.mnq.fr-par.scaleway.com:4222",
  (value) => /^(nats|tls|wss?):\/\/[^\s@]+$/.test(value),
  showUrl,
);

/** What stands before an @ may be a password. */
function showUrl(url: unknown): string {
  return String(url).includes("@") ? "what has credentials in it" : show(url);
}

const { min, max } = NATS_LIMITS.serverUrls;
const countProblem = ({ input }: { readonly input?: unknown }) =>
  Array.isArray(input)
    ? `has ${input.length} URLs; Scaleway takes ${min} to ${max}`
    : `is ${kind(input)}; write a list of ${min} to ${max} URLs`;

export const natsSchema = propsSchema<NatsConnection>()({
  subject: text(NATS_LIMITS.subject),
  serverUrls: z
    .array(serverUrl, { error: countProblem })
    .min(min, { error: countProblem })
    .max(max, { error: countProblem })
    .readonly(),
  credentials: secret(),
});

/** The schema of what `bind` returns. */
export const connectionSchema = acrossFields(
  propsSchema<MnqConnection>()({ sqs: sqsSchema.optional(), nats: natsSchema.optional() }),
  (connection) => exactlyOne(connection, ["sqs", "nats"]),
);
