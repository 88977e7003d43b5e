import { Op, TerraformOutput, Token, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { Container as Resource } from "@cdktf/provider-scaleway/lib/container";
import { boundImageSchema, type BoundImage } from "../../contracts/container-image";
import { ContainerNamespace } from "../container-namespace";
import { ImportedContainer, type ServerlessContainerAttributes } from "./imported-container";
import { DEFAULTS, type Privacy, type Region } from "../../facts/limits";
import { renderProbe } from "./probe";
import { containerSchema } from "./container-schema";
import { informAboutPlainHttp, warnAboutContainer } from "./container-warnings";
import { gateLifecycle, gateStatus } from "./deploy-gate";
import { GrowingEnvironment, warnAboutSecrets, type Environment } from "../../secrets/environment";
import { cpuForMemory, hostOf, megabytesToBytes, reference } from "../../terraform/expressions";
import { plainText } from "../../schema/fields";
import { ImportBlock } from "../../terraform/import-block";
import { checkOutputsAndVariables } from "../../terraform/stack-checks";
import { stackRegion } from "../../terraform/stack-region";
import { escapeTemplates } from "../../terraform/template";
import { check, orRemove, validate, withName } from "../../schema/parse";
import type { SecretValue } from "../../secrets/secret-value";
import { ServerlessContainerBase, type IServerlessContainer } from "./serverless-container-base";
import type { ServerlessContainerProps } from "./serverless-container-props";
import { addWarning } from "../../terraform/warnings";

/** A Serverless Container in a namespace of its own, with two outputs: `<name>_endpoint` and, with the gate, `<name>_status`. */
export class ServerlessContainer extends ServerlessContainerBase {
  /**
   * A container that is made elsewhere: by another stack, another tool or by hand. Schedules, domains, tokens and triggers
   * can be added to it; nothing of the container itself is in this stack.
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
  readonly #resource: Resource;
  readonly #environment: GrowingEnvironment;

  constructor(scope: Construct, id: string, props: ServerlessContainerProps) {
    super(scope, id);
    const named = withName(id, props);
    validate(this, containerSchema, named);
    const settled = settle(named.name, props);
    this.name = settled.name;
    this.region = props.region ?? (props.namespace === undefined ? stackRegion(this) : props.namespace.region);
    this.privacy = props.privacy;
    this.timeoutSeconds = settled.timeoutSeconds;
    this.namespace =
      props.namespace ?? new ContainerNamespace(this, "Namespace", { name: this.name, region: this.region });
    this.#environment = new GrowingEnvironment(props, this.namespace.environment);
    const bound = orRemove(this, () => props.image.bind(this));
    validate(this, boundImageSchema, bound);
    const { image, registrySha256 } = {
      ...bound,
      ...(props.registrySha256 && { registrySha256: props.registrySha256 }),
    };
    const rendered = render(this, { ...settled, image, registrySha256 });
    this.#resource = new Resource(this, "Resource", { ...rendered, ...this.#environment.render(this) });
    if (props.importFrom !== undefined) this.import(props.importFrom);
    this.addOutput("Endpoint", "endpoint", reference(this.#resource, "public_endpoint"));
    if (settled.deployGate !== false)
      this.addOutput("Status", "status", gateStatus(this.#resource, settled.deployGate));
    checkOutputsAndVariables(this);
    warnAboutContainer(this, { ...settled, image, registrySha256, region: this.region });
    warnAboutSecrets(this, props.secretEnvironmentVariables);
    informAboutPlainHttp(this, settled, this.#environment.hasSecrets);
  }

  public get containerId(): string {
    return this.#resource.id;
  }

  public get namespaceId(): string {
    return this.namespace.namespaceId;
  }

  /** The HTTPS URL. */
  public get endpoint(): string {
    return this.#resource.publicEndpoint;
  }

  /** The URL's host. */
  public get domainName(): string {
    return hostOf(this.#resource.publicEndpoint);
  }

  /** Scaleway's word for the state of the deployment, as `ready` or `error`. */
  public get status(): string {
    return this.#resource.status;
  }

  public get projectId(): string {
    return this.namespace.projectId;
  }

  public get explicitProjectId(): string | undefined {
    return this.namespace.explicitProjectId;
  }

  /** Adds a variable, under the same rules as the prop. Fails when there is one of that name. */
  public addEnvironmentVariable(name: string, value: string): void {
    check(this.node.path, nameSchema, { name });
    this.addToEnvironment({ environmentVariables: { [name]: value } });
  }

  /** Adds a secret variable, under the same rules as the prop. Fails when there is one of that name. */
  public addSecret(name: string, value: SecretValue): void {
    check(this.node.path, nameSchema, { name });
    this.addToEnvironment({ secretEnvironmentVariables: { [name]: value } });
  }

  private import(id: string): void {
    new ImportBlock(this, "Import", this.#resource, id);
    if (this.namespace.isImported) return;
    addWarning(
      this,
      "import-into-new-namespace",
      "The namespace has no importFrom: where it is not in the state already, a new one is made, and replaces the container",
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

/** Terraform takes letters, digits, _ and - in an output's name, no digit first. */
function outputPrefix({ name, node }: ServerlessContainer): string {
  const prefix = Token.isUnresolved(name) ? node.id : name;
  return prefix.replace(/[^\w-]/g, "_").replace(/^(?![a-zA-Z_])/, "_");
}

/** The props with every default in place. */
function settle(name: string, props: ServerlessContainerProps) {
  const memoryLimitMb = props.memoryLimitMb ?? DEFAULTS.memoryLimitMb;
  return {
    ...props,
    name,
    memoryLimitMb,
    cpuLimit: props.cpuLimit ?? cpuForMemory(memoryLimitMb),
    port: props.port ?? DEFAULTS.port,
    minScale: props.minScale ?? DEFAULTS.minScale,
    maxScale: props.maxScale ?? DEFAULTS.maxScale,
    timeoutSeconds: props.timeoutSeconds ?? DEFAULTS.timeoutSeconds,
    httpOption: props.httpOption ?? DEFAULTS.httpOption,
    protocol: props.protocol ?? DEFAULTS.protocol,
    sandbox: props.sandbox ?? DEFAULTS.sandbox,
    localStorageLimitMb: props.localStorageLimitMb ?? DEFAULTS.localStorageLimitMb,
    healthCheck: props.healthCheck ?? DEFAULTS.healthCheck,
    scalingOption: props.scalingOption ?? { concurrentRequestsThreshold: DEFAULTS.concurrentRequestsThreshold },
    deployGate: props.deployGate ?? true,
  };
}

type Settled = ReturnType<typeof settle>;
type Bound = Omit<Settled, keyof BoundImage> & BoundImage;

/** Every argument is written out: for most of them the provider keeps the old value of one that is left out. */
function render(container: ServerlessContainer, props: Bound) {
  const { description = "", command = [], args = [], tags = [], startupProbe } = props;
  const { name, image, registrySha256, privacy, protocol, sandbox, scalingOption } = props;
  return {
    ...escapeTemplates({ name, image, registrySha256, description, privacy, protocol, sandbox }),
    ...escapeTemplates({ command: [...command], args: [...args], tags: [...tags] }),
    namespaceId: container.namespace.idFor(container),
    region: container.region,
    port: props.port,
    memoryLimitBytes: megabytesToBytes(props.memoryLimitMb),
    cpuLimit: props.cpuLimit,
    minScale: props.minScale,
    maxScale: props.maxScale,
    timeout: props.timeoutSeconds,
    localStorageLimitBytes: megabytesToBytes(props.localStorageLimitMb),
    httpsConnectionsOnly: Token.isUnresolved(props.httpOption)
      ? Op.eq(props.httpOption, "redirected")
      : props.httpOption === "redirected",
    privateNetworkId: privateNetwork(props.privateNetworkId, container.region),
    livenessProbe: renderProbe(props.healthCheck),
    startupProbe: startupProbe === undefined ? undefined : renderProbe(startupProbe),
    scalingOption: [scalingOption],
    lifecycle: gateLifecycle(name, props.deployGate),
  };
}

/** The region part is always the container's: any other would be a change in every plan. */
function privateNetwork(id: string | undefined, region: string | undefined): string | undefined {
  if (id === undefined || region === undefined || Token.isUnresolved(id)) return id;
  return `${region}/${id.split("/")[1]}`;
}
