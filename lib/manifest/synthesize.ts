import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { AnnotationMetadataEntryType, App } from "cdktf";
import { makeDirectory } from "../base/files";
import type { RaisedLimit } from "../schema/raised-limits";
import { setOutputFolder } from "../terraform/output-folder";
import { inFileOrder } from "./load";
import { Manifest } from "./manifest";
import { ManifestStack, type Finding } from "./manifest-stack";
import { makeWorkplace, replaceOutput } from "./output";
import type { Source } from "../yaml/sources";

export interface SynthesisOptions {
  /** The output directory. */
  readonly output: string;
  /** Whether nothing is written if there is a warning. */
  readonly strict?: boolean;
  readonly lockFile?: string;
  readonly raisedLimits?: readonly RaisedLimit[];
}

export interface Synthesis {
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly Finding[];
  readonly infos: readonly Finding[];
  /** The stacks of an earlier run that were removed; undefined if nothing was written because of a warning. */
  readonly removed: readonly string[] | undefined;
}

/**
 * Writes the stacks of manifests to the output directory, and removes those of an earlier run. All stacks are written to a
 * temporary directory first, so that a failure changes nothing.
 * @throws ValidationError with every problem of all sources
 */
export function synthesize(
  sources: readonly Source[],
  { output, strict = false, raisedLimits, ...options }: SynthesisOptions,
): Synthesis {
  const manifests = Manifest.fromSources(sources, { raisedLimits });
  const target = resolve(output);
  const createdDirectory = makeDirectory(target);
  const workplace = makeWorkplace(target);
  let removed: string[] | undefined;
  try {
    const app = new App({ outdir: workplace });
    setOutputFolder(app, target);
    const stacks = manifests.map((manifest) => new ManifestStack(app, manifest, options));
    // CDKTF does so at synth, which is too late for a warning of the local state.
    for (const stack of stacks) stack.ensureBackendExists();
    const findings = (level: AnnotationMetadataEntryType) =>
      inFileOrder(
        sources,
        stacks.flatMap((stack) => stack.findings(level)),
      );
    const warnings = findings(AnnotationMetadataEntryType.WARN);
    const infos = findings(AnnotationMetadataEntryType.INFO);
    if (!strict || warnings.length === 0) {
      app.synth();
      removed = replaceOutput(target, workplace);
    }
    return { manifests, warnings, infos, removed };
  } finally {
    const isComplete = removed !== undefined || createdDirectory === undefined;
    rmSync(isComplete ? workplace : createdDirectory, { recursive: true, force: true });
  }
}
