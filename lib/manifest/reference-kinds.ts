/** What a reference can point at, each with the one output that is of use here. */
export const OUTPUTS = {
  ScalewayContainerRegistry: "status.outputs.endpoint",
  ScalewayPrivateNetwork: "status.outputs.private_network_id",
  ScalewayServerlessContainer: "status.outputs.domain_name",
  ScalewayVpc: "status.outputs.vpc_id",
} as const;
export type ReferableKind = keyof typeof OUTPUTS;

/** The kinds that a field can refer to; the first is meant where none is named. */
export const REFERENCES = {
  // A registry may run as a container.
  registryEndpoint: ["ScalewayContainerRegistry", "ScalewayServerlessContainer"],
  privateNetworkId: ["ScalewayPrivateNetwork"],
  vpcId: ["ScalewayVpc"],
  data: ["ScalewayServerlessContainer"],
} as const satisfies Record<string, readonly [ReferableKind, ...ReferableKind[]]>;
export type ReferenceField = keyof typeof REFERENCES;
