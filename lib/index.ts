export { AccessToken, type AccessTokenOptions, type AccessTokenProps, type StoreInOptions } from "./access-token";
export { ContainerImage, type BoundImage, type FromRegistryOptions, type ImageParts } from "./container-image";
export { ContainerNamespace, type ContainerNamespaceProps } from "./container-namespace";
export { CronSchedule, type CronScheduleOptions, type CronScheduleProps } from "./cron-schedule";
export { CustomDomain, type CustomDomainOptions, type CustomDomainProps } from "./custom-domain";
export type { DirectoryImageOptions } from "./directory-image";
export { ValidationError, type ValidationIssue } from "./errors";
export type { ServerlessContainerAttributes } from "./imported-container";
export type { Region } from "./limits";
export type { NatsAccountOptions } from "./mnq-nats-account";
export type { DeadLetterQueueOptions, QueueOptions } from "./mnq-queue";
export type { FromLockOptions } from "./locked-image";
export { Manifest } from "./manifest/manifest";
export { ManifestStack, type ManifestStackOptions } from "./manifest/manifest-stack";
export { MnqSource, type IMnqSource, type MnqConnection, type NatsConnection, type SqsConnection } from "./mnq-source";
export { MnqTrigger, type MnqTriggerOptions, type MnqTriggerProps } from "./mnq-trigger";
export { ObjectStorageBackend, type ObjectStorageBackendProps } from "./object-storage-backend";
export {
  PlanReview,
  SecretInReportError,
  type PlanInput,
  type PlanReviewOptions,
  type ReportOptions,
} from "./review/plan-review";
export { readImageLock, type ReviewLock } from "./review/lock";
export { text as reviewText, type Phrase } from "./review/phrase";
export type { AttributeChange, Plan, ResourceChange } from "./review/plan";
export type { Container, Size, StackChanges } from "./review/containers";
export type { Acceptance, ReviewConfig } from "./review/review-config";
export type { Review } from "./review/review";
export type { Finding, ReviewLimits, ReviewRule, Severity } from "./review/rule";
export { RULES as REVIEW_RULES } from "./review/rules";
export type { Probe } from "./probe";
export type { ScalingOption } from "./scaling-option";
export type { RegistryTagOptions } from "./registry-tag-image";
export { ScalewayStack, type ScalewayStackProps } from "./scaleway-stack";
export { SecretValue, type SecretManagerOptions } from "./secret-value";
export { ServerlessContainer } from "./serverless-container";
export type { IServerlessContainer } from "./serverless-container-base";
export type { ServerlessContainerProps } from "./serverless-container-props";
export type { TriggerOptions } from "./trigger-options";
export { acknowledgeWarning, type InfoId, type WarningId } from "./warnings";
