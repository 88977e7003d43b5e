import { AnnotationMetadataEntryType, App, type TerraformStack } from "cdktf";
import { ContainerImage, ScalewayStack, type Region, type ServerlessContainerProps } from "../../lib";
import { synth as synthesize, type Attributes } from "../../lib/testing";
import { annotationsOf } from "../../lib/terraform/warnings";
import { schemaProblems } from "./schema-check";
import { temporaryFolder } from "./temporary-folder";

export type Json = Attributes;

let outdir: string | undefined;

export function newApp(): App {
  outdir ??= temporaryFolder("app");
  return new App({ outdir });
}

export function newStack(region: Region = "fr-par", id = "stack"): ScalewayStack {
  return new ScalewayStack(newApp(), id, { region });
}

/** Synthesizes as users' tests do, and holds the result against the provider's schema. */
export function synth(stack: TerraformStack): Json {
  const json = synthesize(stack);
  const problems = schemaProblems({ ...json });
  if (problems.length > 0) throw new Error(`The provider would refuse the stack:\n${problems.join("\n")}`);
  return json;
}

/** The one resource of a type. */
export function only(json: Json, type: string): Json {
  const found = Object.values((json["resource"] as Record<string, Json>)[type] ?? {});
  // Without expect(), which is slow where properties run hundreds of times.
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0] as Json;
}

export const image = ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/api:v1.0.0");

export const minimal = { image, privacy: "private" } as const satisfies ServerlessContainerProps;

/** The warnings or infos that the CLI would print for a stack. */
export function annotations(stack: TerraformStack, level: "WARN" | "INFO"): ReturnType<typeof annotationsOf> {
  return annotationsOf(stack, AnnotationMetadataEntryType[level]);
}
