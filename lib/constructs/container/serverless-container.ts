import { TerraformOutput, Token, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { Container as Resource } from "@cdktf/provider-scaleway/lib/container";
import { boundImageSchema } from "../../contracts/container-image-schema";
import type { IContainerNamespace } from "../../contracts/container-namespace";
import type { HttpOption, Privacy, Protocol, Region, Sandbox } from "../../facts/limits";
import { plainText } from "../../schema/fields";
import { regionOf } from "../../schema/identifiers";
import { orRemove, parse, parseInput } from "../../schema/parse";
import { useOwnProvider } from "../../schema/provider-field";
import { ExtensibleEnvironment, warnAboutEnvironment, type Environment } from "../../secrets/environment";
import { warnAboutLookalikes } from "../../secrets/lookalikes";
import type { SecretValue } from "../../secrets/secret-value";
import { checkedId } from "../../terraform/construct-id";
import { translateDependencies } from "../../terraform/dependencies";
import { cpuForMemory, hostOf, reference } from "../../terraform/expressions";
import { renderConditionsAsBlocks } from "../../terraform/hcl-conditions";
import { ImportBlock } from "../../terraform/import-block";
import { shareProvider } from "../../terraform/provider";
import { checkElements } from "../../terraform/stack-checks";
import { stackRegion } from "../../terraform/stack-region";
import { addWarning } from "../../terraform/warnings";
import { ContainerNamespace, inheritedEnvironment, namespaceIdFor } from "../container-namespace";
import { renderContainer } from "./container-arguments";
import { containerSchema } from "./container-schema";
import { informAboutPlainHttp, warnAboutContainer } from "./container-warnings";
import { gateStatus } from "./deploy-gate";
import { ImportedContainer, type ServerlessContainerAttributes } from "./imported-container";
import { predictedHost, withPredictionCheck } from "./predicted-endpoint";
import { ServerlessContainerBase, type IServerlessContainer } from "./serverless-container-base";
import type { ServerlessContainerProps } from "./serverless-container-props";

/**
 * A Serverless Container in its own namespace, unless `namespace` is given. It creates the outputs `<name>_endpoint` and,
 * with the deploy gate, `<name>_status`.
 * @example
 * ```ts
 * import { App } from "cdktf";
 * import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
 *
 * const app = new App();
 * const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
 * new ServerlessContainer(stack, "order-api", {
 *   image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0"),
 *   privacy: "private",
 *   secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
 * });
 * app.synth();
 * ```
 */
export class ServerlessContainer extends ServerlessContainerBase {
  /**
   * A container that another stack, another tool or a person has created. Schedules, domains, tokens and triggers can be
   * added to it. The container itself is not in this stack.
   * @param id the construct ID, which is also the default name
   * @example
   * ```ts
   * const other = ServerlessContainer.fromAttributes(stack, "payment-api", {
   *   containerId: "fr-par/11111111-1111-1111-1111-111111111111",
   *   endpoint: "https://payment1a2b3c4d-payment-api.functions.fnc.fr-par.scw.cloud",
   * });
   * other.addSchedule("nightly", { schedule: "0 2 * * *" });
   * ```
   * @returns a reference to the container
   * @throws ValidationError with every problem of the attributes
   */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: ServerlessContainerAttributes,
  ): IServerlessContainer {
    return new ImportedContainer(scope, id, attributes);
  }

  public readonly name: string;
  /** The namespace: the prop, or the namespace that the container created. */
  public readonly namespace: IContainerNamespace;
  public readonly region: Region | undefined;
  public readonly privacy: Privacy;
  /** The reference of the image, for example `rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0`. */
  public readonly image: string;
  /** The digest or build ID whose change triggers a redeployment: the prop, else that of the image; undefined without one. */
  public readonly registrySha256: string | undefined;
  /** The port that the program listens on. */
  public readonly port: number;
  /** The protocol between Scaleway and the container. */
  public readonly protocol: Protocol;
  /** The memory of an instance in decimal megabytes. */
  public readonly memoryLimitMb: number;
  /** The CPU of an instance in thousandths of a vCPU: the prop, or the share that belongs to the memory. */
  public readonly cpuLimit: number;
  /** The number of instances that always run. */
  public readonly minScale: number;
  /** The maximum number of instances. */
  public readonly maxScale: number;
  /** The maximum duration of a request in seconds. */
  public readonly timeoutSeconds: number;
  /** What Scaleway does with plain HTTP. */
  public readonly httpOption: HttpOption;
  /** The execution environment. */
  public readonly sandbox: Sandbox;
  /** The disk of an instance in decimal megabytes. */
  public readonly localStorageLimitMb: number;
  /** The ID of the private network in the form `region/uuid`, with the container's region; undefined without one. */
  public readonly privateNetworkId: string | undefined;
  /** The tags of the container, without those of the stack. */
  public readonly tags: readonly string[];
  /** Private, so that `console.log` of the construct does not display literals of secrets. */
  readonly #resource: Resource;
  readonly #environment: ExtensibleEnvironment;
  #predictedDomainName: string | undefined;

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID, which is also the default name: 2 to 34 lowercase letters, digits and hyphens
   * @throws ValidationError with every problem of the props
   */
  constructor(scope: Construct, id: string, props: ServerlessContainerProps) {
    super(scope, checkedId(scope, id, "name"));
    const parsed = parse(this, containerSchema, props, { name: id });
    const { name, region, namespace, importNamespaceFrom, provider, image, deployGate, importFrom } = parsed;
    if (namespace !== undefined) shareProvider(this, namespace);
    useOwnProvider(this, provider);
    this.name = name;
    this.region =
      region ?? (namespace === undefined ? (regionOf(importNamespaceFrom) ?? stackRegion(this)) : namespace.region);
    this.namespace =
      namespace ??
      new ContainerNamespace(this, "Namespace", { name, region: this.region, importFrom: importNamespaceFrom });
    this.privacy = parsed.privacy;
    this.port = parsed.port;
    this.protocol = parsed.protocol;
    this.memoryLimitMb = parsed.memoryLimitMb;
    this.minScale = parsed.minScale;
    this.maxScale = parsed.maxScale;
    this.timeoutSeconds = parsed.timeoutSeconds;
    this.httpOption = parsed.httpOption;
    this.sandbox = parsed.sandbox;
    this.localStorageLimitMb = parsed.localStorageLimitMb;
    this.tags = [...parsed.tags];
    this.#environment = new ExtensibleEnvironment(parsed, inheritedEnvironment(this.namespace));
    const bound = parse(
      this,
      boundImageSchema,
      orRemove(this, () => image.bind(this)),
    );
    const settings = {
      ...parsed,
      image: bound.image,
      registrySha256: parsed.registrySha256 ?? bound.registrySha256,
      cpuLimit: parsed.cpuLimit ?? cpuForMemory(parsed.memoryLimitMb),
    };
    const rendered = renderContainer(settings, this.region);
    this.image = settings.image;
    this.registrySha256 = settings.registrySha256;
    this.cpuLimit = settings.cpuLimit;
    this.privateNetworkId = rendered.privateNetworkId;
    this.#resource = new Resource(this, "Resource", {
      ...rendered,
      namespaceId: namespaceIdFor(this, this.namespace),
      ...this.#environment.render(this),
    });
    renderConditionsAsBlocks(this.#resource);
    if (importFrom !== undefined) this.import(importFrom);
    this.addOutput("Endpoint", "endpoint", reference(this.#resource, "public_endpoint"));
    if (deployGate !== false) this.addOutput("Status", "status", gateStatus(this.#resource, deployGate));
    checkElements(this);
    translateDependencies(this);
    warnAboutContainer(this, { ...settings, region: this.region });
    warnAboutEnvironment(this, parsed);
    warnAboutLookalikes(this, "command", parsed.command, "command");
    warnAboutLookalikes(this, "args", parsed.args, "args");
    informAboutPlainHttp(this, parsed, this.#environment.hasSecrets);
  }

  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  public get containerId(): string {
    return this.#resource.id;
  }

  /** The ID of the namespace in the form `region/uuid`. */
  public get namespaceId(): string {
    return this.namespace.namespaceId;
  }

  /** The HTTPS URL. It is a token: Scaleway assigns the URL when it creates the container. */
  public get endpoint(): string {
    return this.#resource.publicEndpoint;
  }

  /** The host of `endpoint`, for example for a CNAME record. */
  public get domainName(): string {
    return hostOf(this.#resource.publicEndpoint);
  }

  /**
   * The HTTPS URL as it follows from the namespace's ID and the names. Terraform knows it before the container, so the variables
   * of the container and of other containers can contain it; the variables of its namespace cannot. An apply fails if
   * Scaleway gives the container another URL.
   * @example
   * ```ts
   * const web = new ServerlessContainer(stack, "web", { image, privacy: "public" });
   * web.addEnvironmentVariable("PUBLIC_URL", web.predictedEndpoint);
   * ```
   * @throws ValidationError with the code `unknown-namespace-name` if the name of an imported namespace is not known
   */
  public get predictedEndpoint(): string {
    return `https://${this.predictedDomainName}`;
  }

  /** The host of `predictedEndpoint`. */
  public get predictedDomainName(): string {
    if (this.#predictedDomainName === undefined) {
      const host = predictedHost(this);
      this.#predictedDomainName = host;
      this.#resource.lifecycle = withPredictionCheck(this.#resource.lifecycle, this.name, `https://${host}`);
    }
    return this.#predictedDomainName;
  }

  /** The state of the deployment as Scaleway reports it, for example `ready` or `error`. */
  public get status(): string {
    return this.#resource.status;
  }

  public get projectId(): string | undefined {
    return this.namespace.projectId;
  }

  public get explicitProjectId(): string | undefined {
    return this.namespace.explicitProjectId;
  }

  /**
   * Adds a variable, under the same rules as the prop `environmentVariables`.
   * @example
   * ```ts
   * api.addEnvironmentVariable("LOG_LEVEL", "debug");
   * ```
   * @throws ValidationError with the code `duplicate-variable` if the container has a variable with this name
   */
  public addEnvironmentVariable(name: string, value: string): void {
    parseInput(this.node.path, nameSchema, { name });
    this.addToEnvironment({ environmentVariables: { [name]: value } });
  }

  /**
   * Adds a secret variable, under the same rules as the prop `secretEnvironmentVariables`.
   * @example
   * ```ts
   * api.addSecret("API_KEY", SecretValue.secretManager("payment-api-key"));
   * ```
   * @throws ValidationError with the code `duplicate-variable` if the container has a variable with this name
   */
  public addSecret(name: string, value: SecretValue): void {
    parseInput(this.node.path, nameSchema, { name });
    this.addToEnvironment({ secretEnvironmentVariables: { [name]: value } });
  }

  /** @internal */
  protected override invocationUrl(isPredicted: boolean): string {
    return isPredicted ? this.predictedEndpoint : this.endpoint;
  }

  private import(id: string): void {
    new ImportBlock(this, "Import", this.#resource, id);
    if (!(this.namespace instanceof ContainerNamespace) || this.namespace.isImported) return;
    addWarning(
      this,
      "import-into-new-namespace",
      "The namespace has no importFrom. Unless it is already in the state, a new namespace is created, which replaces the container. Set importFrom of the namespace too.",
    );
  }

  private addToEnvironment(addition: Environment): void {
    this.#environment.add(this, addition);
    const { environmentVariables, secretEnvironmentVariables } = this.#environment.render(this);
    this.#resource.environmentVariables = environmentVariables;
    this.#resource.secretEnvironmentVariables = secretEnvironmentVariables;
  }

  private addOutput(id: string, suffix: string, value: IResolvable): void {
    new TerraformOutput(this, id, { value }).overrideLogicalId(`${outputPrefix(this)}_${suffix}`);
  }
}

const nameSchema = z.strictObject({ name: plainText() });

/** The name of an output in Terraform has letters, digits, _ and -, and does not start with a digit. */
function outputPrefix({ name, node }: ServerlessContainer): string {
  const prefix = Token.isUnresolved(name) ? node.id : name;
  return prefix.replace(/[^\w-]/g, "_").replace(/^(?![a-zA-Z_])/, "_");
}
