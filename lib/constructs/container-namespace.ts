import { TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ContainerNamespace as Resource } from "@cdktf/provider-scaleway/lib/container-namespace";
import type { ValidationIssue } from "../base/errors";
import { NAMESPACE_LIMITS, type Region } from "../facts/limits";
import { environmentIssues, renderEnvironment, warnAboutSecrets, type Environment } from "../secrets/environment";
import { reference } from "../terraform/expressions";
import { text, texts } from "../schema/fields";
import { ImportBlock } from "../terraform/import-block";
import { region, regionIssues, regionOf, regionalId, uuid } from "../schema/identifiers";
import { environmentSchema } from "../secrets/secret-fields";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { acrossFields, propsSchema, validate, withName } from "../schema/parse";
import type { SecretValue } from "../secrets/secret-value";

export interface ContainerNamespaceProps {
  /**
   * 2 to 50 characters: letters, digits and -, a letter first. A new name replaces the namespace, its containers and their URLs.
   * @default - the construct id
   */
  readonly name?: string | undefined;
  /**
   * At most 255 characters.
   * @default - none
   */
  readonly description?: string | undefined;
  /**
   * Variables of every container in the namespace; a container's own win. At most 200 with those of a container,
   * names up to 100 and values up to 1000 characters; `PORT` and `SCW_*` are reserved.
   * @default - none
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /**
   * Secret variables of every container in the namespace. At most 200 with those of a container, up to 65 536 bytes each.
   * @default - none
   */
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
  /**
   * Labels of the namespace in Scaleway's console and API.
   * @default - none
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Containers of the namespace are in its region. A new region replaces them all.
   * @default - the region in importFrom, the stack's, else the provider's
   */
  readonly region?: Region | undefined;
  /**
   * A UUID. A new project replaces the namespace and its containers.
   * @default - the provider's project
   */
  readonly projectId?: string | undefined;
  /**
   * The id of a namespace that exists in the account, as `region/uuid`: the next apply takes it over instead of creating
   * one. Needs its own name, and Terraform 1.5 or later.
   * @default - none: the namespace is created
   */
  readonly importFrom?: string | undefined;
}

/** A Serverless Containers namespace: containers that share variables, and the start of their URLs. */
export class ContainerNamespace extends Construct {
  public readonly name: string;
  /** Nothing when the provider's own region applies. */
  public readonly region: Region | undefined;
  /** @internal What containers inherit. */
  public readonly environment: Environment;
  /** @internal Whether it is taken over from the account. */
  public readonly isImported: boolean;
  /** The project that the code specifies; undefined if it is the project of the stack's provider. */
  public readonly explicitProjectId: string | undefined;
  readonly #resource: Resource;

  constructor(scope: Construct, id: string, props: ContainerNamespaceProps = {}) {
    super(scope, id);
    const named = withName(id, props);
    validate(this, schema, named);
    this.name = named.name;
    this.region = props.region ?? regionOf(props.importFrom) ?? stackRegion(this);
    this.isImported = props.importFrom !== undefined;
    this.explicitProjectId = props.projectId;
    this.environment = { ...props };
    this.#resource = new Resource(this, "Resource", render(this, props));
    if (props.importFrom !== undefined) new ImportBlock(this, "Import", this.#resource, props.importFrom);
    warnAboutSecrets(this, props.secretEnvironmentVariables);
  }

  /** `region/uuid`, as the provider refers to it. */
  public get namespaceId(): string {
    return this.#resource.id;
  }

  public get projectId(): string {
    return this.#resource.projectId;
  }

  /** @internal The id for a container: within a stack without the stack trace that CDKTF's own reference captures. */
  public idFor(container: IConstruct): string {
    const isSameStack = TerraformStack.of(container) === TerraformStack.of(this);
    return isSameStack ? Token.asString(reference(this.#resource, "id")) : this.namespaceId;
  }
}

const schema = acrossFields(
  propsSchema<ContainerNamespaceProps>()({
    name: text(NAMESPACE_LIMITS.name).optional(),
    description: text(NAMESPACE_LIMITS.description).optional(),
    ...environmentSchema.shape,
    tags: texts().optional(),
    region: region().optional(),
    projectId: uuid().optional(),
    importFrom: regionalId().optional(),
  }),
  namespaceIssues,
);

function* namespaceIssues(props: ContainerNamespaceProps): Iterable<ValidationIssue> {
  yield* environmentIssues(props);
  yield* regionIssues("importFrom", props.importFrom, props.region);
}

function render(namespace: ContainerNamespace, props: ContainerNamespaceProps) {
  const { description = "", tags = [], projectId } = props;
  return {
    ...escapeTemplates({ name: namespace.name, description, tags: [...tags], projectId }),
    ...renderEnvironment(namespace, props),
    region: namespace.region,
  };
}
