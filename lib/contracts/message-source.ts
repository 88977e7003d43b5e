import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";
import type { SecretValue } from "../secrets/secret-value";
import type { ContainerReference } from "./container-reference";

/**
 * The source of the messages of a trigger. `MnqSource` creates sources; your own classes can implement it.
 * @example
 * ```ts
 * class SharedQueue implements IMnqSource {
 *   public bind(scope: TriggerScope): MnqConnection {
 *     const credentials = new MnqSqsCredentials(scope, "Credentials", {
 *       region: scope.region,
 *       projectId: scope.projectId,
 *       permissions: { canReceive: true },
 *     });
 *     return {
 *       sqs: {
 *         queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-11111111-1111-1111-1111-111111111111/orders",
 *         endpoint: "https://sqs.mnq.fr-par.scaleway.com",
 *         accessKey: SecretValue.reference(credentials.accessKey),
 *         secretKey: SecretValue.reference(credentials.secretKey),
 *       },
 *     };
 *   }
 * }
 *
 * api.addTrigger("orders", { source: new SharedQueue() });
 * ```
 */
export interface IMnqSource {
  /**
   * Creates the resources that the trigger requires and returns the connection to them. Called once per trigger.
   * @param scope the trigger. Create resources below it, in `scope.region` and `scope.projectId`.
   * @returns exactly one of `sqs` and `nats`; the trigger checks it
   */
  bind(scope: TriggerScope): MnqConnection;
}

/** The trigger that a source is bound to, as `IMnqSource.bind` gets it. */
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
  /** The subject: 1 to 100 characters without white space, for example `orders.created`. `*` and `>` are the wildcards of NATS. */
  readonly subject: string;
  /** The servers: 1 to 5 URLs, for example `nats://nats.mnq.fr-par.scaleway.com:4222`. */
  readonly serverUrls: readonly string[];
  /** The content of a NATS credentials file (`.creds`). */
  readonly credentials: SecretValue;
}

/** The connection of a trigger: exactly one of `sqs` and `nats`. */
export type MnqConnection =
  | { readonly sqs: SqsConnection; readonly nats?: undefined }
  | { readonly nats: NatsConnection; readonly sqs?: undefined };
