import { packageName } from "../base/package";

export const ENGINES = ["cdktf", "cdktn"] as const;

/** The framework that synthesizes a project: CDKTF, or its successor. */
export type Engine = (typeof ENGINES)[number];

/** The engine of this package. */
export function packageEngine(): Engine {
  return packageName() === libraryName("cdktn") ? "cdktn" : "cdktf";
}

/** The npm package of this library for an engine. */
export function libraryName(engine: Engine): string {
  return `${engine}-scaleway-containers`;
}

const REPLACEMENTS: readonly [RegExp, string][] = [
  [/github\.com\/hashicorp\/terraform-cdk/g, "github.com/open-constructs/cdk-terrain"],
  [/(?<=\bcdktf(?:-cli)?(?:@|": "[~^]?))0\.21\b/g, "0.24"],
  // Both engines use the files cdktf.json, cdktf.out and cdktf.tfstate.d, and variables such as CDKTF_OUTDIR.
  [/(?<![@\w-])cdktf(?!\\?\.(?:json|out|tfstate)|\w)/g, "cdktn"],
  [/\bCDKTF\b/g, "CDKTN"],
];

/**
 * Replaces the names of CDKTF in a text, such as code or documentation, by the names of an engine. The build uses it too: it
 * writes the package for cdktn. A line that names cdktn is about both engines, and is not changed.
 */
export function withEngineNames(text: string, engine: Engine): string {
  if (engine === "cdktf") return text;
  return text.replaceAll(/^.*(?:cdktf|terraform-cdk).*$/gim, (line) => {
    if (/cdktn/i.test(line)) return line;
    return REPLACEMENTS.reduce((changed, [pattern, name]) => changed.replaceAll(pattern, name), line);
  });
}

/**
 * The oldest version of Node.js for a project: that of this package, or of cdktn-cli 0.24 (the field `engines` of its
 * package.json, 2026-11-29).
 */
export function requiredNode(engine: Engine, usesCli: boolean): string {
  return engine === "cdktn" && usesCli ? "22.19" : "20.19";
}
