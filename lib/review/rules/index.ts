import type { ReviewRule } from "../analysis/rule";
import { accessRemoved } from "./access-removed";
import { becomesPrivate } from "./becomes-private";
import { becomesPublic } from "./becomes-public";
import { checkFailed } from "./check-failed";
import { containerDestroyed } from "./container-destroyed";
import { costUp } from "./cost-up";
import { dataDestroyed } from "./data-destroyed";
import { deprecatedField } from "./deprecated-field";
import { digestDropped } from "./digest-dropped";
import { digestNotLocked } from "./digest-not-locked";
import { domainDestroyed } from "./domain-destroyed";
import { drift } from "./drift";
import { forgotten } from "./forgotten";
import { imageNotLocked } from "./image-not-locked";
import { imageSourceChanges } from "./image-source-changes";
import { lastDeployFailed } from "./last-deploy-failed";
import { memoryQuota } from "./memory-quota";
import { minScaleChanges } from "./min-scale-changes";
import { mutableTag } from "./mutable-tag";
import { namespaceDestroyed } from "./namespace-destroyed";
import { networkChanges } from "./network-changes";
import { orphansUnknown } from "./orphans-unknown";
import { pathChanges } from "./path-changes";
import { plainHttp } from "./plain-http";
import { plainSecret } from "./plain-secret";
import { planErrored } from "./plan-errored";
import { planIncomplete } from "./plan-incomplete";
import { portChanges } from "./port-changes";
import { protectedDestroyed } from "./protected-destroyed";
import { protocolChanges } from "./protocol-changes";
import { queueDestroyed } from "./queue-destroyed";
import { recordChanges } from "./record-changes";
import { registryNotAllowed } from "./registry-not-allowed";
import { repairsDeployment } from "./repairs-deployment";
import { reservedVariable } from "./reserved-variable";
import { resourcesDown } from "./resources-down";
import { runsCommand } from "./runs-command";
import { scheduleMoved } from "./schedule-moved";
import { scheduleRemoved } from "./schedule-removed";
import { secretRemoved } from "./secret-removed";
import { secretRotated } from "./secret-rotated";
import { settingStays } from "./setting-stays";
import { sourceChanges } from "./source-changes";
import { stackOrphaned } from "./stack-orphaned";
import { triggerReplaced } from "./trigger-replaced";
import { unknownDestroyed } from "./unknown-destroyed";
import { urlChanges } from "./url-changes";
import { variableRemoved } from "./variable-removed";

/** All rules, in the order of risks with the same severity in a report. */
export const RULES: readonly ReviewRule[] = [
  planErrored,
  stackOrphaned,
  planIncomplete,
  runsCommand,
  protectedDestroyed,
  containerDestroyed,
  namespaceDestroyed,
  queueDestroyed,
  dataDestroyed,
  urlChanges,
  domainDestroyed,
  recordChanges,
  unknownDestroyed,
  becomesPublic,
  becomesPrivate,
  protocolChanges,
  networkChanges,
  accessRemoved,
  imageSourceChanges,
  registryNotAllowed,
  digestDropped,
  plainSecret,
  lastDeployFailed,
  reservedVariable,
  plainHttp,
  portChanges,
  pathChanges,
  triggerReplaced,
  sourceChanges,
  scheduleRemoved,
  secretRemoved,
  mutableTag,
  digestNotLocked,
  resourcesDown,
  costUp,
  memoryQuota,
  orphansUnknown,
  checkFailed,
  drift,
  forgotten,
  repairsDeployment,
  minScaleChanges,
  scheduleMoved,
  secretRotated,
  variableRemoved,
  deprecatedField,
  settingStays,
  imageNotLocked,
];
