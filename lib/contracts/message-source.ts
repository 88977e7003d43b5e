import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";
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
