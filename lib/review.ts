export { PlanReview, SecretInReportError } from "./review/plan-review";
export type { PlanInput, PlanReviewOptions, ReportOptions, TextReportOptions } from "./review/plan-review";
export { readImageLock, type LockedDigest, type ReviewLock as ImageLock } from "./review/analysis/lock";
export { markup, type Markup, type MarkupPart } from "./review/analysis/markup";
export type {
  Action,
  AttributeChange,
  CheckResult,
  OutputChange,
  Plan,
  PlannedCommand,
  RemovedStackState,
  ResourceChange,
  UnsearchedPlace,
  Value,
  Values,
} from "./review/plan/plan";
export type { Container, Size, StackChanges } from "./review/analysis/containers";
export type { Acceptance, ReviewConfig as Config } from "./review/analysis/review-config";
export type {
  ChangeDetail,
  ContainerPart,
  ContainerRow,
  ContainerSize,
  Cost,
  CostChange,
  Graph,
  GraphNode,
  Place,
  Review,
  ReviewScope,
  Risk,
  StackSummary,
} from "./review/analysis/review";
export type { Finding, ReviewLimits as Limits, ReviewRule as Rule } from "./review/analysis/rule";
export { SEVERITIES, type Severity } from "./review/analysis/severity";
export { RULES } from "./review/rules";
