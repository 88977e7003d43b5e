import { Op, TerraformOutput, Token, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { Container as Resource } from "@cdktf/provider-scaleway/lib/container";
import type { BoundImage } from "../../contracts/container-image";
import { boundImageSchema } from "../../contracts/container-image-schema";
import type { Privacy, Region } from "../../facts/limits";
import { plainText } from "../../schema/fields";
import { orRemove, parse, parseInput } from "../../schema/parse";
import { ExtensibleEnvironment, warnAboutEnvironment, type Environment } from "../../secrets/environment";
import { warnAboutLookalikes } from "../../secrets/lookalikes";
import type { SecretValue } from "../../secrets/secret-value";
import { checkedId } from "../../terraform/construct-id";
import { translateDependencies } from "../../terraform/dependencies";
import { cpuForMemory, hostOf, megabytesToBytes, reference } from "../../terraform/expressions";
import { renderConditionsAsBlocks } from "../../terraform/hcl-conditions";
import { ImportBlock } from "../../terraform/import-block";
import { checkElements } from "../../terraform/stack-checks";
import { stackRegion } from "../../terraform/stack-region";
import { escapeTemplates } from "../../terraform/template";
import { addWarning } from "../../terraform/warnings";
import { ContainerNamespace } from "../container-namespace";
import { containerSchema } from "./container-schema";
import { informAboutPlainHttp, warnAboutContainer } from "./container-warnings";
import { gateLifecycle, gateStatus } from "./deploy-gate";
import { ImportedContainer, type ServerlessContainerAttributes } from "./imported-container";
import { predictedHost, withPredictionCheck } from "./predicted-endpoint";
import { renderProbe } from "./probe";
import { ServerlessContainerBase, type IServerlessContainer } from "./serverless-container-base";
import type { ServerlessContainerProps } from "./serverless-container-props";

/**
 * A Serverless Container in its own namespace, unless `namespace` is given. It creates the outputs `<name>_endpoint` and,
 * with the deploy gate, `<name>_status`.
 */
export class ServerlessContainer extends ServerlessContainerBase {
  /**
   * A container that another stack, another tool or a person has created. Schedules, domains, tokens and triggers can be
   * added to it. The container itself is not in this stack.
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
  public readonly namespace: ContainerNamespace;
  public readonly region: Region | undefined;
  public readonly privacy: Privacy;
  public readonly timeoutSeconds: number;
  /** Private, so that `console.log` of the construct does not display literals of secrets. */
  readonly #resource: Resource;
  readonly #environment: ExtensibleEnvironment;
  #predictedDomainName: string | undefined;

  /** @throws ValidationError with every problem of the props */
  constructor(scope: Construct, id: string, props: ServerlessContainerProps) {
    super(scope, checkedId(scope, id, "name"));
    const parsed = parse(this, containerSchema, props, { name: id });
    const { name, region, namespace, image, deployGate, importFrom } = parsed;
    this.name = name;
    this.region = region ?? (namespace === undefined ? stackRegion(this) : namespace.region);
    this.privacy = parsed.privacy;
    this.timeoutSeconds = parsed.timeoutSeconds;
    this.namespace = namespace ?? new ContainerNamespace(this, "Namespace", { name, region: this.region });
    this.#environment = new ExtensibleEnvironment(parsed, this.namespace.environment);
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
    this.#resource = new Resource(this, "Resource", {
      ...render(this, settings),
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

  /** The HTTPS URL. */
  public get endpoint(): string {
    return this.#resource.publicEndpoint;
  }

  public get domainName(): string {
    return hostOf(this.#resource.publicEndpoint);
  }

  /**
   * The HTTPS URL as it follows from the namespace's ID and the names. Terraform knows it before the container, so the variables
   * of the container and of other containers can contain it; the variables of its namespace cannot. An apply fails if
   * Scaleway gives the container another URL.
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

  public get projectId(): string {
    return this.namespace.projectId;
  }

  public get explicitProjectId(): string | undefined {
    return this.namespace.explicitProjectId;
  }

  /**
   * Adds a variable, under the same rules as the prop.
   * @throws ValidationError if the container has a variable with this name
   */
  public addEnvironmentVariable(name: string, value: string): void {
    parseInput(this.node.path, nameSchema, { name });
    this.addToEnvironment({ environmentVariables: { [name]: value } });
  }

  /**
   * Adds a secret variable, under the same rules as the prop.
   * @throws ValidationError if the container has a variable with this name
   */
  public addSecret(name: string, value: SecretValue): void {
    parseInput(this.node.path, nameSchema, { name });
    this.addToEnvironment({ secretEnvironmentVariables: { [name]: value } });
  }

  private import(id: string): void {
    new ImportBlock(this, "Import", this.#resource, id);
    if (this.namespace.isImported) return;
    addWarning(
      this,
      "import-into-new-namespace",
      "The namespace has no importFrom. Unless it is already in the state, a new namespace is created, which replaces the container.",
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

type Settings = Omit<z.output<typeof containerSchema>, keyof BoundImage | "name" | "cpuLimit"> &
  BoundImage & { readonly name: string; readonly cpuLimit: number };

/** Sets every argument: the provider keeps the old value of most arguments that are not in the configuration. */
function render(container: ServerlessContainer, settings: Settings) {
  const { name, image, registrySha256, description, privacy, protocol, sandbox } = settings;
  const { command, args, tags, httpOption, startupProbe } = settings;
  return {
    ...escapeTemplates({ name, image, registrySha256, description, privacy, protocol, sandbox }),
    ...escapeTemplates({ command: [...command], args: [...args], tags: [...tags] }),
    namespaceId: container.namespace.idFor(container),
    region: container.region,
    port: settings.port,
    memoryLimitBytes: megabytesToBytes(settings.memoryLimitMb),
    cpuLimit: settings.cpuLimit,
    minScale: settings.minScale,
    maxScale: settings.maxScale,
    timeout: settings.timeoutSeconds,
    localStorageLimitBytes: megabytesToBytes(settings.localStorageLimitMb),
    httpsConnectionsOnly: Token.isUnresolved(httpOption)
      ? Op.eq(httpOption, "redirected")
      : httpOption === "redirected",
    privateNetworkId: privateNetwork(settings.privateNetworkId, container.region),
    livenessProbe: renderProbe(settings.healthCheck),
    startupProbe: startupProbe === undefined ? undefined : renderProbe(startupProbe),
    scalingOption: [settings.scalingOption],
    lifecycle: gateLifecycle(name, settings.deployGate),
  };
}

/** The region part is the container's region: any other region would be a change in every plan. */
function privateNetwork(id: string | undefined, region: string | undefined): string | undefined {
  if (id === undefined || region === undefined || Token.isUnresolved(id)) return id;
  return `${region}/${id.split("/")[1]}`;
}
