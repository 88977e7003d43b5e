import { z } from "zod";
import { containerManifest } from "./container-schema";
import { privateNetworkManifest, recordManifest, registryManifest } from "./resource-schemas";

/** The schemas of the supported kinds. */
export const SCHEMAS = {
  ScalewayServerlessContainer: containerManifest,
  ScalewayContainerRegistry: registryManifest,
  ScalewayPrivateNetwork: privateNetworkManifest,
  ScalewayDnsRecord: recordManifest,
} as const;
export type Kind = keyof typeof SCHEMAS;

/** A manifest of any kind, valid and with its defaults filled in. */
export type AnyManifest = z.output<(typeof SCHEMAS)[Kind]>;

/** The JSON Schema (draft 2020-12) of a manifest, for editors. It does not include rules over several fields. */
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
