import { Construct } from "constructs";
import type { IContainerNamespace } from "../contracts/container-namespace";
import { NAMESPACE_LIMITS, type Region } from "../facts/limits";
import { text } from "../schema/fields";
import { regionField, regionIssues, regionOf, regionalIdField, uuidField } from "../schema/identifiers";
import { acrossFields, parse, propsSchema } from "../schema/parse";
import { checkedId } from "../terraform/construct-id";
import { regionIn } from "../terraform/stack-region";

/** The attributes of a namespace that is not in this stack, for `ContainerNamespace.fromAttributes`. */
export interface ContainerNamespaceAttributes {
  /** The ID in the form `region/uuid`, as an output of `namespaceId` or the command `scw container namespace list` shows it. */
  readonly namespaceId: string;
  /**
   * The name. `predictedEndpoint` of a container in the namespace requires it.
   * @default - not known
   */
  readonly name?: string | undefined;
  /**
   * The region of the namespace. It must be the region in `namespaceId`.
   * @default - the region in namespaceId
   */
  readonly region?: Region | undefined;
  /**
   * The project, a UUID. An access token of a container in the namespace requires it. Queues of triggers are created in it.
   * @default - not known; queues of triggers are created in the project of the provider
   */
  readonly projectId?: string | undefined;
}

export class ImportedNamespace extends Construct implements IContainerNamespace {
  public readonly name: string | undefined;
  public readonly namespaceId: string;
  public readonly region: Region;
  public readonly projectId: string | undefined;
  public readonly explicitProjectId: string | undefined;

  constructor(scope: Construct, id: string, attributes: ContainerNamespaceAttributes) {
    super(scope, checkedId(scope, id));
    const { name, namespaceId, region, projectId } = parse(this, attributesSchema, attributes);
    this.name = name;
    this.namespaceId = namespaceId;
    this.region = region ?? regionOf(namespaceId) ?? regionIn(namespaceId);
    this.projectId = projectId;
    this.explicitProjectId = projectId;
  }
}

const attributesSchema = acrossFields(
  propsSchema<ContainerNamespaceAttributes>()({
    namespaceId: regionalIdField(),
    name: text(NAMESPACE_LIMITS.name).optional(),
    region: regionField().optional(),
    projectId: uuidField().optional(),
  }),
  ({ namespaceId, region }) => regionIssues("namespaceId", namespaceId, region),
);
