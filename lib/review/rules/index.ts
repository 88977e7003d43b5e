import type { ReviewRule } from "../analysis/rule";
import { accessRemoved } from "./access-removed";
import { becomesPublic } from "./becomes-public";
import { checkFailed } from "./check-failed";
import { containerDestroyed } from "./container-destroyed";
import { costUp } from "./cost-up";
import { dataDestroyed } from "./data-destroyed";
import { deprecatedField } from "./deprecated-field";
import { digestNotLocked } from "./digest-not-locked";
import { domainDestroyed } from "./domain-destroyed";
import { drift } from "./drift";
import { forgotten } from "./forgotten";
import { imageNotLocked } from "./image-not-locked";
import { lastDeployFailed } from "./last-deploy-failed";
import { memoryQuota } from "./memory-quota";
import { minScaleChanges } from "./min-scale-changes";
import { mutableTag } from "./mutable-tag";
import { namespaceDestroyed } from "./namespace-destroyed";
import { plainHttp } from "./plain-http";
import { plainSecret } from "./plain-secret";
import { planErrored } from "./plan-errored";
import { planIncomplete } from "./plan-incomplete";
import { protectedDestroyed } from "./protected-destroyed";
import { queueDestroyed } from "./queue-destroyed";
import { reservedVariable } from "./reserved-variable";
import { resourcesDown } from "./resources-down";
import { runsCommand } from "./runs-command";
import { scheduleMoved } from "./schedule-moved";
import { scheduleRemoved } from "./schedule-removed";
import { secretRemoved } from "./secret-removed";
import { secretRotated } from "./secret-rotated";
import { startupProbeRemoved } from "./startup-probe-removed";
import { triggerReplaced } from "./trigger-replaced";
import { unknownDestroyed } from "./unknown-destroyed";
import { urlChanges } from "./url-changes";

/** All rules, in the order of risks with the same severity in a report. */
export const RULES: readonly ReviewRule[] = [
  planErrored,
  planIncomplete,
  runsCommand,
  protectedDestroyed,
  containerDestroyed,
  namespaceDestroyed,
  queueDestroyed,
  dataDestroyed,
  urlChanges,
  domainDestroyed,
  unknownDestroyed,
  becomesPublic,
  plainSecret,
  lastDeployFailed,
  reservedVariable,
  plainHttp,
  triggerReplaced,
  scheduleRemoved,
  accessRemoved,
  secretRemoved,
  mutableTag,
  digestNotLocked,
  resourcesDown,
  costUp,
  memoryQuota,
  checkFailed,
  drift,
  forgotten,
  minScaleChanges,
  scheduleMoved,
  secretRotated,
  deprecatedField,
  startupProbeRemoved,
  imageNotLocked,
];
