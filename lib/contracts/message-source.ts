import type { IConstruct } from "constructs";
import { z } from "zod";
import { kind, show } from "../base/show";
import { NATS_LIMITS, type Region } from "../facts/limits";
import { formattedText, text } from "../schema/fields";
import { oneOf, propsSchema } from "../schema/parse";
import { secretField } from "../secrets/secret-fields";
import type { SecretValue } from "../secrets/secret-value";
import type { ContainerReference } from "./container-reference";

/** The source of the messages of a trigger. */
export interface IMnqSource {
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

/** An SQS queue, and credentials that can receive from it. */
export interface SqsConnection {
  /** The URL of the queue, for example `https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders`. */
  readonly queueUrl: string;
  /** The endpoint, for example `https://sqs.mnq.fr-par.scaleway.com`. */
  readonly endpoint: string;
  /** The access key of the credentials, which the provider treats as secret too. */
  readonly accessKey: SecretValue;
  /** The secret key of the credentials. */
  readonly secretKey: SecretValue;
}

/** A NATS subject, and credentials that can subscribe to it. */
export interface NatsConnection {
  /** 1 to 100 characters without white space, for example `orders.created`. `*` and `>` are the wildcards of NATS. */
  readonly subject: string;
  /** 1 to 5 URLs, for example `nats://nats.mnq.fr-par.scaleway.com:4222`. */
  readonly serverUrls: readonly string[];
  /** The content of a credentials file. */
  readonly credentials: SecretValue;
}

/** The connection of a trigger: exactly one of `sqs` and `nats`. */
export type MnqConnection =
  | { readonly sqs: SqsConnection; readonly nats?: undefined }
  | { readonly nats: NatsConnection; readonly sqs?: undefined };

const httpsUrlField = (example: string) =>
  formattedText({
    name: "an HTTPS URL",
    remedy: `Use a URL such as ${example}.`,
    isValid: (url) => /^https:\/\/[^\s@]+$/.test(url),
    show: showUrl,
  });

/** @internal */
export const sqsSchema = propsSchema<SqsConnection>()({
  queueUrl: httpsUrlField("https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders"),
  endpoint: httpsUrlField("https://sqs.mnq.fr-par.scaleway.com"),
  accessKey: secretField(),
  secretKey: secretField(),
});

const serverUrlField = formattedText({
  name: "a NATS URL",
  remedy: "Use a URL such as nats://nats.mnq.fr-par.scaleway.com:4222.",
  isValid: (url) => /^(nats|tls|wss?):\/\/[^\s@]+$/.test(url),
  show: showUrl,
});

/** Displays a URL without credentials: the part before an @ may be a password. */
function showUrl(url: unknown): string {
  return String(url).includes("@") ? "a URL with credentials" : show(url);
}

const { min, max } = NATS_LIMITS.serverUrls;
const countProblem = ({ input }: { readonly input?: unknown }) =>
  `${Array.isArray(input) ? `has ${input.length} URLs` : `is not a list, got ${kind(input)}`}. Use a list of ${min} to ${max} URLs.`;

/** @internal */
export const natsSchema = propsSchema<NatsConnection>()({
  subject: text(NATS_LIMITS.subject),
  serverUrls: z
    .array(serverUrlField, { error: countProblem })
    .min(min, { error: countProblem })
    .max(max, { error: countProblem })
    .readonly(),
  credentials: secretField(),
});

/** @internal The schema of what `bind` returns. */
export const connectionSchema = oneOf<MnqConnection>(["sqs", "nats"])({
  sqs: sqsSchema.optional(),
  nats: natsSchema.optional(),
});
