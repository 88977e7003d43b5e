import { z } from "zod";
import { containerManifest } from "./container-schema";
import { privateNetworkManifest, recordManifest, registryManifest } from "./resource-schemas";

/** The kinds of manifests that are read. */
export const SCHEMAS = {
  ScalewayServerlessContainer: containerManifest,
  ScalewayContainerRegistry: registryManifest,
  ScalewayPrivateNetwork: privateNetworkManifest,
  ScalewayDnsRecord: recordManifest,
} as const;
export type Kind = keyof typeof SCHEMAS;

/** A manifest that has been checked. */
export type Checked = { readonly [Each in Kind]: z.infer<(typeof SCHEMAS)[Each]> }[Kind];

/** The JSON Schema (draft 2020-12) of a manifest, for editors. Rules over several fields are left out. */
export function manifestJsonSchema(): object {
  const { ScalewayServerlessContainer, ...others } = SCHEMAS;
  const schema = z.discriminatedUnion("kind", [ScalewayServerlessContainer, ...Object.values(others)]);
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
  return {
    $schema,
    title: "OpenMCF manifests for Scaleway Serverless Containers",
    ...rest,
  };
}
