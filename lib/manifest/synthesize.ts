import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { AnnotationMetadataEntryType, App } from "cdktf";
import { makeDirectory } from "../base/files";
import { count } from "../base/text";
import type { RaisedLimit } from "../schema/raised-limits";
import { setOutputFolder } from "../terraform/output-folder";
import { inFileOrder } from "./load";
import { Manifest } from "./manifest";
import { ManifestStack, type Finding } from "./manifest-stack";
import type { ProjectFile } from "./project-file";
import type { RemovedStack } from "./removed-stack";
import type { ProjectSettings } from "./settings-schema";
import { acknowledge, stackOptions, undeclaredResources } from "./settings";
import { makeWorkplace, replaceOutput } from "./output";
import type { Source } from "../yaml/sources";

export interface SynthesisOptions {
  /** The output directory. */
  readonly output: string;
  /** Whether nothing is written if there is a warning. */
  readonly strict?: boolean;
  /** Whether nothing is written in any case. The caller may then use placeholders for secrets. */
  readonly check?: boolean;
  readonly lockFile?: string;
  readonly raisedLimits?: readonly RaisedLimit[];
  readonly project?: ProjectFile | undefined;
  /** Called with what the run does, such as `Writing 34 of 120 stacks`. */
  readonly showProgress?: ((text: string) => void) | undefined;
}

export interface Synthesis {
  readonly stacks: readonly ManifestStack[];
  readonly warnings: readonly Finding[];
  readonly infos: readonly Finding[];
  /** The warnings that the settings acknowledge. */
  readonly acknowledged: readonly Finding[];
  /** The stacks of an earlier run that no manifest describes; undefined if nothing was written. */
  readonly removed: readonly RemovedStack[] | undefined;
}

const NO_SETTINGS: ProjectSettings = { raisedLimits: [], tags: [], acknowledgedWarnings: [], externalResources: [] };

/**
 * Writes the stacks of manifests to the output directory, and removes those of an earlier run. All stacks are written to a
 * temporary directory first, so that a failure changes nothing.
 * @throws ValidationError with every problem of all sources
 */
export function synthesize(
  sources: readonly Source[],
  { output, strict = false, check = false, lockFile, raisedLimits = [], project, showProgress }: SynthesisOptions,
): Synthesis {
  const settings = project?.settings ?? NO_SETTINGS;
  showProgress?.(`Reading ${count(sources.length, "file")}`);
  const manifests = Manifest.fromSources(sources, {
    region: settings.region,
    raisedLimits: [...settings.raisedLimits, ...raisedLimits],
  });
  const target = resolve(output);
  const createdDirectory = makeDirectory(target);
  const workplace = makeWorkplace(target);
  let removed: RemovedStack[] | undefined;
  try {
    const app = new App({ outdir: workplace });
    setOutputFolder(app, target);
    const total = count(manifests.length, "stack");
    const stacks = manifests.map((manifest, index) => {
      showProgress?.(`Building ${index} of ${total}`);
      const options = stackOptions(settings, manifest);
      return new ManifestStack(app, manifest, { ...options, lockFile: lockFile ?? options.lockFile });
    });
    // CDKTF does so at synth, which is too late for a warning of the local state.
    for (const stack of stacks) stack.ensureBackendExists();
    const { acknowledged, unused } = acknowledge(app, stacks, project);
    const undeclared = undeclaredResources(manifests, settings);
    const findings = (level: AnnotationMetadataEntryType, others: readonly Finding[]) =>
      inFileOrder(sources, [...stacks.flatMap((stack) => stack.findings(level)), ...others]);
    const warnings = findings(AnnotationMetadataEntryType.WARN, strict ? undeclared : []);
    const infos = findings(AnnotationMetadataEntryType.INFO, [...(strict ? [] : undeclared), ...unused]);
    if (!strict || warnings.length === 0) {
      for (const [index, stack] of stacks.entries()) {
        const { synthesizer } = stack;
        stack.synthesizer = {
          synthesize: (session) => {
            showProgress?.(`Writing ${index} of ${total}`);
            synthesizer.synthesize(session);
          },
        };
      }
      app.synth();
      if (!check) removed = replaceOutput(target, workplace);
    }
    return { stacks, warnings, infos, acknowledged, removed };
  } finally {
    const isComplete = removed !== undefined || createdDirectory === undefined;
    rmSync(isComplete ? workplace : createdDirectory, { recursive: true, force: true });
  }
}
