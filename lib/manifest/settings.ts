import { AnnotationMetadataEntryType, type App } from "cdktf";
import { displayKey } from "../base/show";
import { PROJECT_FILE } from "../facts/file-names";
import { acknowledgeWarning } from "../terraform/warnings";
import { positionOf } from "../yaml/issues";
import type { Manifest } from "./manifest";
import type { Finding, ManifestStack, ManifestStackOptions } from "./manifest-stack";
import type { ProjectFile } from "./project-file";
import type { ProjectSettings } from "./settings-schema";

/** The options of the stack of a manifest. */
export function stackOptions(
  { projectId, organizationId, profile, tags, backend, region, lockFile }: ProjectSettings,
  { name }: Manifest,
): ManifestStackOptions {
  return {
    projectId,
    organizationId,
    profile,
    tags,
    lockFile,
    backend: backend && {
      bucket: backend.bucket,
      key: `${backend.keyPrefix}${name}.tfstate`,
      region: backend.region ?? region,
    },
  };
}

/** Silences the acknowledged warnings. Returns them, and a finding for each acknowledgement without a warning. */
export function acknowledge(
  app: App,
  stacks: readonly ManifestStack[],
  project: ProjectFile | undefined,
): { readonly acknowledged: readonly Finding[]; readonly unused: readonly Finding[] } {
  const warnings = () => stacks.flatMap((stack) => stack.findings(AnnotationMetadataEntryType.WARN));
  if (project === undefined) return { acknowledged: [], unused: [] };
  const acknowledged: Finding[] = [];
  const unused: Finding[] = [];
  let remaining = warnings();
  for (const [index, { id, where }] of project.settings.acknowledgedWarnings.entries()) {
    const scope = where === undefined ? app : app.node.findAll().find(({ node }) => node.path === where);
    if (scope !== undefined) acknowledgeWarning(scope, id);
    const before = remaining;
    remaining = warnings();
    const kept = new Set(remaining.map((finding) => JSON.stringify(finding)));
    const silenced = before.filter((finding) => !kept.has(JSON.stringify(finding)));
    acknowledged.push(...silenced);
    if (silenced.length > 0) continue;
    const message = "acknowledges no warning of this run. Remove it, if the warning is fixed.";
    const position = positionOf(project.yaml, ["acknowledgedWarnings", index]);
    unused.push({ id: "unused-acknowledgement", ...position, message });
  }
  return { acknowledged, unused };
}

/** Finds references to resources in the account that the settings do not declare. */
export function undeclaredResources(
  manifests: readonly Manifest[],
  { externalResources }: Pick<ProjectSettings, "externalResources">,
): Finding[] {
  return manifests.flatMap(({ lookUps }) =>
    lookUps.flatMap(({ from, kind, name, path }) => {
      if (externalResources.some((each) => each.kind === kind && each.name === name)) return [];
      const message = `refers to the ${kind} ${displayKey(name)}, which no document of this run describes. Terraform looks it up by its name. Add its document, or declare it in externalResources of ${PROJECT_FILE}.`;
      return [{ id: "undeclared-resource" as const, ...positionOf(from.yaml, path), message }];
    }),
  );
}
