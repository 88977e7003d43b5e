import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { DataScalewayContainerNamespace } from "@cdktf/provider-scaleway/lib/data-scaleway-container-namespace";
import type { IContainerNamespace } from "../contracts/container-namespace";
import { NAMESPACE_LIMITS, type Region } from "../facts/limits";
import { text } from "../schema/fields";
import { regionField, uuidField } from "../schema/identifiers";
import { parse, propsSchema } from "../schema/parse";
import { providerField, useOwnProvider } from "../schema/provider-field";
import { checkedId } from "../terraform/construct-id";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";

/** The options of `ContainerNamespace.fromName`: how to find a namespace by its name. */
export interface FromNameOptions {
  /**
   * The exact name of the namespace. The plan fails if no namespace, or several, have it.
   * @default - the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The region in which the namespace is.
   * @default - the region of the stack, else of the provider
   */
  readonly region?: Region | undefined;
  /**
   * The project in which the namespace is, a UUID. Queues of triggers are created in it.
   * @default - all projects that the API key can read; queues of triggers are created in the project of the provider
   */
  readonly projectId?: string | undefined;
  /**
   * The provider that looks for the namespace. Its containers use the provider too.
   * @default - the default provider of the stack
   */
  readonly provider?: TerraformProvider | undefined;
}

export class NamedNamespace extends Construct implements IContainerNamespace {
  public readonly name: string;
  public readonly region: Region | undefined;
  public readonly explicitProjectId: string | undefined;
  readonly #lookup: DataScalewayContainerNamespace;

  constructor(scope: Construct, id: string, options: FromNameOptions) {
    super(scope, checkedId(scope, id, "name"));
    const { name, region, projectId, provider } = parse(this, optionsSchema, options, { name: id });
    useOwnProvider(this, provider);
    this.name = name;
    this.region = region ?? stackRegion(this);
    this.explicitProjectId = projectId;
    this.#lookup = new DataScalewayContainerNamespace(this, "Lookup", {
      ...escapeTemplates({ name, projectId }),
      region: this.region,
    });
  }

  public get namespaceId(): string {
    return this.#lookup.id;
  }

  public get projectId(): string {
    return this.#lookup.projectId;
  }
}

const optionsSchema = propsSchema<FromNameOptions>()({
  name: text(NAMESPACE_LIMITS.name).optional(),
  region: regionField().optional(),
  projectId: uuidField().optional(),
  provider: providerField().optional(),
});
