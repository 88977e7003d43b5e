/** The kinds that a reference can have, each with its one supported output. */
export const OUTPUTS = {
  ScalewayContainerRegistry: "status.outputs.endpoint",
  ScalewayPrivateNetwork: "status.outputs.private_network_id",
  ScalewayServerlessContainer: "status.outputs.domain_name",
  ScalewayVpc: "status.outputs.vpc_id",
} as const;
export type ReferableKind = keyof typeof OUTPUTS;
export const REFERABLE_KINDS = [
  "ScalewayContainerRegistry",
  "ScalewayPrivateNetwork",
  "ScalewayServerlessContainer",
  "ScalewayVpc",
] as const satisfies readonly ReferableKind[];

export function isReferableKind(kind: unknown): kind is ReferableKind {
  return typeof kind === "string" && Object.hasOwn(OUTPUTS, kind);
}

/** The kinds that a field can refer to. The first kind is the default. */
export const REFERENCES = {
  // A registry may run as a container.
  registryEndpoint: ["ScalewayContainerRegistry", "ScalewayServerlessContainer"],
  privateNetworkId: ["ScalewayPrivateNetwork"],
  vpcId: ["ScalewayVpc"],
  data: ["ScalewayServerlessContainer"],
} as const satisfies Record<string, readonly [ReferableKind, ...ReferableKind[]]>;
export type ReferenceField = keyof typeof REFERENCES;
