import { TerraformStack, Token, type TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { z } from "zod";
import { ContainerNamespace as Resource } from "@cdktf/provider-scaleway/lib/container-namespace";
import type { ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import type { IContainerNamespace } from "../contracts/container-namespace";
import { NAMESPACE_LIMITS, type Region } from "../facts/limits";
import { NAMESPACE_QUOTA } from "../facts/quotas";
import { text, texts } from "../schema/fields";
import { regionField, regionIssues, regionOf, regionalIdField, uuidField } from "../schema/identifiers";
import { acrossFields, parse, propsSchema, type Unchecked } from "../schema/parse";
import { providerField, useOwnProvider } from "../schema/provider-field";
import { raisedLimitsField, type RaisedLimit } from "../schema/raised-limits";
import { environmentIssues, renderEnvironment, warnAboutEnvironment, type Environment } from "../secrets/environment";
import { environmentSchema } from "../secrets/secret-fields";
import type { SecretValue } from "../secrets/secret-value";
import { checkedId } from "../terraform/construct-id";
import { translateDependencies } from "../terraform/dependencies";
import { reference } from "../terraform/expressions";
import { ImportBlock } from "../terraform/import-block";
import { providerOf, providerSettings } from "../terraform/provider";
import { resolveIn } from "../terraform/resolve";
import { checkStack } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { addInfo } from "../terraform/warnings";
import { ImportedNamespace, type ContainerNamespaceAttributes } from "./imported-namespace";
import { NamedNamespace, type FromNameOptions } from "./named-namespace";

/** The props of a `ContainerNamespace`. */
export interface ContainerNamespaceProps {
  /**
   * The name: 2 to 50 letters, digits and hyphens, starting with a letter. Another name replaces the namespace and its containers, and
   * changes their URLs.
   * @default - the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The description in Scaleway's console and API. At most 255 characters.
   * @default - no description
   */
  readonly description?: string | undefined;
  /**
   * Variables of all containers in the namespace; a container can override them. At most 200, including those of a container.
   * Names have at most 100 characters, values at most 65,536. `PORT` is reserved.
   * @default - no variables
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /**
   * Secret variables of all containers in the namespace. At most 200, including those of a container, with at most 65,536 bytes
   * each.
   * @default - no secrets
   */
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
  /**
   * The tags of the namespace in Scaleway's console and API.
   * @default - no tags
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * The region of the namespace and its containers. Another region replaces all of them.
   * @default - the region in importFrom, else of the stack, else of the provider
   */
  readonly region?: Region | undefined;
  /**
   * The project, a UUID. Another project replaces the namespace and its containers.
   * @default - the project of the provider
   */
  readonly projectId?: string | undefined;
  /**
   * The ID of an existing namespace in the form `region/uuid`. The next apply imports it instead of creating a namespace.
   * Requires its name, and Terraform 1.5 or later.
   * @default - the namespace is created
   * @example
   * ```ts
   * importFrom: "fr-par/11111111-1111-1111-1111-111111111111",
   * name: "shop"
   * ```
   */
  readonly importFrom?: string | undefined;
  /**
   * The provider for the namespace and its containers, for example an alias with another region, project or profile. It must be in
   * the same stack. The default region is the region of the provider.
   * @default - the provider of the scope, else the default provider of the stack
   * @example
   * ```ts
   * provider: new ScalewayProvider(stack, "milan", { alias: "milan", region: "it-mil" })
   * ```
   */
  readonly provider?: TerraformProvider | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this namespace.
   * @default - the limits that are raised on the scopes
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/**
 * A Serverless Containers namespace: containers that share variables and the start of their URLs. A project has a quota of 100
 * namespaces; more than 80 of an app cause the info `many-namespaces`.
 * @example
 * ```ts
 * const shop = new ContainerNamespace(stack, "shop", { environmentVariables: { LOG_LEVEL: "info" } });
 * new ServerlessContainer(stack, "cart", { image, privacy: "private", namespace: shop });
 * new ServerlessContainer(stack, "catalogue", { image, privacy: "public", namespace: shop });
 * ```
 */
export class ContainerNamespace extends Construct implements IContainerNamespace {
  /**
   * A namespace that another stack, another tool or a person has created. The namespace itself is not in this stack. Its variables
   * are not known: they do not count towards the limits of its containers.
   * @param id the construct ID
   * @example
   * ```ts
   * const namespace = ContainerNamespace.fromAttributes(stack, "shop", {
   *   namespaceId: "fr-par/11111111-1111-1111-1111-111111111111",
   *   projectId: "22222222-2222-2222-2222-222222222222",
   * });
   * new ServerlessContainer(stack, "cart", { image, privacy: "private", namespace });
   * ```
   * @returns a reference to the namespace
   * @throws ValidationError with every problem of the attributes
   */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: ContainerNamespaceAttributes,
  ): IContainerNamespace {
    return new ImportedNamespace(scope, id, attributes);
  }

  /**
   * An existing namespace that Terraform looks up by its name at every plan. Its variables are not known: they do not count towards
   * the limits of its containers.
   * @param id the construct ID, which is also the default name
   * @example
   * ```ts
   * const namespace = ContainerNamespace.fromName(stack, "shop");
   * new ServerlessContainer(stack, "cart", { image, privacy: "private", namespace });
   * ```
   * @returns a reference to the namespace
   * @throws ValidationError with every problem of the options
   */
  public static fromName(scope: Construct, id: string, options: FromNameOptions = {}): IContainerNamespace {
    return new NamedNamespace(scope, id, options);
  }

  /** The name of the namespace. */
  public readonly name: string;
  /** The region; undefined if it is the region of the stack's provider. */
  public readonly region: Region | undefined;
  /** The project that the code specifies; undefined if it is the project of the stack's provider. */
  public readonly explicitProjectId: string | undefined;
  /** Private, so that `console.log` of the construct does not display literals of secrets. */
  readonly #resource: Resource;
  /** @internal The variables that containers inherit. */
  public readonly environment: Environment;
  /** @internal Whether it is imported. */
  public readonly isImported: boolean;

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID, which is also the default name
   * @throws ValidationError with every problem of the props
   */
  constructor(scope: Construct, id: string, props: ContainerNamespaceProps = {}) {
    super(scope, checkedId(scope, id, "name"));
    const parsed = parse(this, namespaceSchema, props, { name: id });
    const { name, region, projectId, provider, importFrom, environmentVariables, secretEnvironmentVariables } = parsed;
    useOwnProvider(this, provider);
    this.name = name;
    this.region = region ?? regionOf(importFrom) ?? stackRegion(this);
    this.explicitProjectId = projectId;
    this.environment = { environmentVariables, secretEnvironmentVariables };
    this.isImported = importFrom !== undefined;
    this.#resource = new Resource(this, "Resource", render(this, parsed));
    if (importFrom !== undefined) new ImportBlock(this, "Import", this.#resource, importFrom);
    countNamespace(this);
    translateDependencies(this);
    warnAboutEnvironment(this, this.environment);
  }

  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  /** The ID in the form `region/uuid`. */
  public get namespaceId(): string {
    return this.#resource.id;
  }

  /** The project of the namespace. Terraform only knows it after the apply, unless `projectId` is given. */
  public get projectId(): string {
    return this.#resource.projectId;
  }
}

/** The ID of a namespace for a container. Within a stack it avoids the stack trace that CDKTF's own reference captures. */
export function namespaceIdFor(container: IConstruct, namespace: IContainerNamespace): string {
  const isSameStack = TerraformStack.of(container) === TerraformStack.of(namespace);
  return isSameStack && namespace instanceof ContainerNamespace
    ? Token.asString(reference(namespace.resource, "id"))
    : namespace.namespaceId;
}

/** @internal The variables of a namespace that its containers inherit, as far as they are known. */
export function inheritedEnvironment(namespace: IContainerNamespace): Environment {
  return namespace instanceof ContainerNamespace ? namespace.environment : {};
}

const namespaceSchema = acrossFields(
  propsSchema<ContainerNamespaceProps>()({
    name: text(NAMESPACE_LIMITS.name).optional(),
    description: text(NAMESPACE_LIMITS.description).default(""),
    ...environmentSchema.shape,
    tags: texts().default([]),
    region: regionField().optional(),
    projectId: uuidField().optional(),
    importFrom: regionalIdField().optional(),
    provider: providerField().optional(),
    raisedLimits: raisedLimitsField().optional(),
  }),
  namespaceIssues,
);

function* namespaceIssues(props: Unchecked<ContainerNamespaceProps>): Iterable<ValidationIssue> {
  yield* environmentIssues(props);
  yield* regionIssues("importFrom", props.importFrom, props.region);
}

function render(namespace: ContainerNamespace, { description, tags, projectId }: z.output<typeof namespaceSchema>) {
  return {
    ...escapeTemplates({ name: namespace.name, description, tags: [...tags], projectId }),
    ...renderEnvironment(namespace.environment, {}, (secret) => secret.unsafeUnwrap(namespace)),
    region: namespace.region,
  };
}

/** The number of namespaces of each app, and those of each project once a stack has asked for them. */
const apps = new WeakMap<
  IConstruct,
  { readonly count: number; projects?: readonly (readonly ContainerNamespace[])[] }
>();

function countNamespace(namespace: ContainerNamespace): void {
  const { root } = namespace.node;
  apps.set(root, { count: (apps.get(root)?.count ?? 0) + 1 });
  checkStack(namespace, informAboutQuota);
}

/** Adds an info to the first namespace of a project that is above the recommended number, in the stack of this namespace only. */
function informAboutQuota(stack: TerraformStack): ValidationIssue[] {
  const { max, infoAbove } = NAMESPACE_QUOTA;
  const app = apps.get(stack.node.root);
  if (app === undefined || app.count <= infoAbove) return [];
  // Once per app: a search of all stacks for each stack would take quadratic time.
  app.projects ??= namespacesByProject(stack.node.root);
  for (const ofProject of app.projects) {
    const first = ofProject[infoAbove];
    if (first === undefined || TerraformStack.of(first) !== stack) continue;
    const message = `The app creates ${ofProject.length} namespaces in one project. Scaleway's quota is ${max}. Share a ContainerNamespace between containers.`;
    addInfo(first, "many-namespaces", message);
  }
  return [];
}

function namespacesByProject(root: IConstruct): ContainerNamespace[][] {
  const isOwn = (each: IConstruct): each is ContainerNamespace =>
    each instanceof ContainerNamespace && !each.isImported;
  const settings = new Map<IConstruct, ReturnType<typeof providerSettings>>();
  const settingsOf = (namespace: ContainerNamespace) => {
    const owner = providerOf(namespace) ?? TerraformStack.of(namespace);
    const found = settings.get(owner) ?? providerSettings(namespace);
    settings.set(owner, found);
    return found;
  };
  /** The profile stands for what the environment or its file decides. */
  const projectOf = (namespace: ContainerNamespace) => {
    const { projectId, profile = "" } = settingsOf(namespace);
    const project = namespace.explicitProjectId ?? projectId ?? `profile ${profile}`;
    return String(resolveIn(TerraformStack.of(namespace), project));
  };
  return [...groupBy(root.node.findAll().filter(isOwn), projectOf).values()];
}
