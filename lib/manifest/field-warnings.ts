import type { IConstruct } from "constructs";
import { presentKeys } from "../base/objects";
import { displayKey } from "../base/show";
import { THRESHOLDS } from "../constructs/container/scaling-option";
import { PROBE_LIMITS } from "../facts/limits";
import { addInfo, addWarning } from "../terraform/warnings";
import type { ContainerManifest } from "./container-schema";
import type { ValidDocument } from "./document";
import { ignoredFields } from "./metadata";

/** Adds warnings about fields that Scaleway does not support as they are. */
export function warnAboutFields(container: IConstruct, { spec }: ContainerManifest): void {
  if (!spec.deploy) {
    const message = "deploy: false has no effect: Scaleway deploys every container that it creates. Remove the field.";
    addWarning(container, "deploy-false", message);
  }
  const [first = "", ...ignored] = presentKeys(spec.scalingOption, THRESHOLDS);
  if (ignored.length > 0) {
    const names = ignored.join(" and ");
    const message = `Scaleway accepts one threshold: ${first} is used, and ${names} ignored. Remove ${names}.`;
    addWarning(container, "several-thresholds", message);
  }
  const { min } = PROBE_LIMITS.failureThreshold;
  const { failureThreshold = min } = spec.healthCheck ?? {};
  if (failureThreshold < min) {
    const message = `Scaleway's minimum of failureThreshold is ${min}, which replaces ${failureThreshold}. Set ${min}.`;
    addWarning(container, "failure-threshold", message);
  }
}

/** Adds an info about the fields of a document that have no effect. */
export function noteIgnoredFields(scope: IConstruct, { kind, name, manifest }: ValidDocument): void {
  const fields = ignoredFields(manifest);
  const [first] = fields;
  if (first === undefined) return;
  const message = `The ${kind} ${displayKey(name)} has fields that only OpenMCF uses: ${fields.join(", ")}. They have no effect.`;
  addInfo(scope, "ignored-fields", message, first.split("."));
}
