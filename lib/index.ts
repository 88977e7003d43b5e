export {
  AccessToken,
  type AccessTokenOptions,
  type AccessTokenProps,
  type StoreInOptions,
} from "./constructs/access-token";
export type { BoundImage, IContainerImage, ImageScope } from "./contracts/container-image";
export type { ContainerReference } from "./contracts/container-reference";
export type {
  IMnqSource,
  MnqConnection,
  NatsConnection,
  SqsConnection,
  TriggerScope,
} from "./contracts/message-source";
export { ContainerImage, type FromRegistryOptions, type ImageParts } from "./images/container-image";
export { ContainerNamespace, type ContainerNamespaceProps } from "./constructs/container-namespace";
export type { IContainerNamespace } from "./contracts/container-namespace";
export type { ContainerNamespaceAttributes } from "./constructs/imported-namespace";
export type { FromNameOptions } from "./constructs/named-namespace";
export { CronSchedule, type CronScheduleOptions, type CronScheduleProps } from "./constructs/cron-schedule";
export { CustomDomain, type CustomDomainOptions, type CustomDomainProps } from "./constructs/custom-domain";
export type { DirectoryImageOptions } from "./images/directory-image";
export { ValidationError, type ValidationIssue } from "./base/errors";
export { ISSUE_CODES, type IssueCode } from "./base/issue-codes";
export type { ServerlessContainerAttributes } from "./constructs/container/imported-container";
export type { BoundName, LimitName } from "./facts/limit-names";
export type { HttpMethod, HttpOption, Privacy, Protocol, Region, Sandbox } from "./facts/limits";
export type { NatsAccountOptions } from "./constructs/mnq/mnq-nats-account";
export type { DeadLetterQueueOptions, QueueOptions } from "./constructs/mnq/mnq-queue";
export type { QueueSender } from "./constructs/mnq/queue-sender";
export { SqsActivation, type SqsActivationProps } from "./constructs/mnq/sqs-activation";
export type { FromLockOptions } from "./images/locked-image";
export { Manifest, type ManifestDocument, type ManifestOptions } from "./manifest/manifest";
export { ManifestStack, type ManifestStackOptions } from "./manifest/manifest-stack";
export { MnqSource } from "./constructs/mnq/mnq-source";
export { MnqTrigger, type MnqTriggerOptions, type MnqTriggerProps } from "./constructs/mnq/mnq-trigger";
export { ObjectStorageBackend, type ObjectStorageBackendProps } from "./constructs/object-storage-backend";
export type { HttpProbe, Probe, ProbeOptions, TcpProbe } from "./constructs/container/probe";
export type { CpuScaling, MemoryScaling, RequestScaling, ScalingOption } from "./constructs/container/scaling-option";
export type { RegistryTagOptions } from "./images/registry-tag-image";
export { raiseLimit } from "./schema/raise-limit";
export type { RaisedLimit } from "./schema/raised-limits";
export { ScalewayStack, type ScalewayStackProps } from "./constructs/scaleway-stack";
export type { SecretManagerOptions } from "./secrets/secret-tokens";
export { SecretValue } from "./secrets/secret-value";
export { ServerlessContainer } from "./constructs/container/serverless-container";
export { ServerlessContainerBase, type IServerlessContainer } from "./constructs/container/serverless-container-base";
export type { GrantInvokeOptions, IContainerCaller } from "./constructs/container/invocation";
export type { IgnorableProp } from "./constructs/container/ignore-changes";
export type { ServerlessContainerProps } from "./constructs/container/serverless-container-props";
export type { TriggerOptions } from "./constructs/trigger";
export { acknowledgeWarning, type InfoId, type WarningId } from "./terraform/warnings";
