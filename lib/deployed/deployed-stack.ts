import type { StateOutput } from "../review/states/state-file";

/** A stack of an output directory, as its state describes it. */
export interface DeployedStack {
  readonly name: string;
  readonly folder: string;
  /** The state for reports: a path, `s3://bucket/key`, or the name of the backend. */
  readonly stateLocation: string;
  /** Why the state cannot be read, as a clause. Everything below is empty then. */
  readonly unreadable: string | undefined;
  /** Whether the state contains resources. */
  readonly isDeployed: boolean;
  readonly containers: readonly DeployedContainer[];
  /** The containers in cdk.tf.json that the state does not contain. */
  readonly undeployed: readonly UndeployedContainer[];
  readonly domains: readonly DeployedDomain[];
  readonly triggers: readonly DeployedTrigger[];
  readonly queues: readonly DeployedQueue[];
  readonly outputs: ReadonlyMap<string, StateOutput>;
}

interface Resource {
  /** The address in Terraform, such as `scaleway_container.order-api_Resource_1A2B3C4D`. */
  readonly address: string;
  /** The ID without its region. */
  readonly id: string;
  readonly region: string;
}

export interface DeployedContainer extends Resource {
  readonly name: string;
  readonly namespaceId: string;
  /** Undefined if no stack that was read manages the namespace. */
  readonly namespaceName: string | undefined;
  readonly projectId: string | undefined;
  readonly image: string;
  /** The digest of the image, or another value that its deployment depends on. */
  readonly registrySha256: string | undefined;
  /** The URL with its scheme. */
  readonly url: string | undefined;
  readonly minScale: number | undefined;
  readonly maxScale: number | undefined;
  /** The status at the last apply or refresh: `ready`, `error` and others. */
  readonly status: string | undefined;
  /** Scaleway's reason of an error at that time. */
  readonly errorMessage: string | undefined;
}

export interface UndeployedContainer {
  readonly address: string;
  /** The name, or the address if the name is not a literal. */
  readonly name: string;
}

export interface DeployedDomain extends Resource {
  readonly containerId: string;
  readonly hostname: string;
}

export type DeployedTrigger = Resource & {
  readonly containerId: string;
  readonly name: string;
} & (
    | { readonly type: "cron"; readonly schedule: string; readonly timezone: string }
    | { readonly type: "sqs"; readonly queueUrl: string }
    | { readonly type: "nats"; readonly subject: string }
    | { readonly type: "unknown" }
  );

export interface DeployedQueue {
  /** The ID in Terraform, which the queue in front of a dead-letter queue contains. */
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly region: string;
  readonly url: string;
  readonly endpoint: string;
  readonly deadLetterQueueId: string | undefined;
  /** The credentials that manage the queue. A function, so that nothing prints them by chance. */
  readonly credentials: () => { readonly accessKey: string; readonly secretKey: string } | undefined;
}
