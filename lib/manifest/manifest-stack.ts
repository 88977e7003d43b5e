import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  TerraformOutput,
  TerraformStack,
  type AnnotationMetadataEntryType,
  type TerraformBackend,
  type TerraformElement,
} from "cdktf";
import type { Construct, IConstruct, Node } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { show, showName } from "../base/show";
import type { CronSchedule } from "../constructs/cron-schedule";
import { ServerlessContainer } from "../constructs/container/serverless-container";
import {
  StackSetup,
  regionlessStackSchema,
  validLogicalId,
  type ScalewayStackProps,
} from "../constructs/scaleway-stack";
import { DEFAULT_LOCK_FILE } from "../facts/image-facts";
import { lockCommandLine } from "../images/lock-file";
import { withCheck, filePath } from "../schema/fields";
import { parse } from "../schema/parse";
import { addRaisedLimit, warnAboutRaised } from "../schema/raised-limits";
import { checkedStackId } from "../terraform/construct-id";
import { annotationsOf, type InfoId, type WarningId } from "../terraform/warnings";
import { positionOf } from "../yaml/issues";
import { causeOf } from "./causes";
import { containerProps, schedulesOf, secretsOf, type Resolve } from "./container-props";
import type { ContainerManifest } from "./container-schema";
import { documentRegion, type ValidDocument } from "./document";
import type { Manifest } from "./manifest";
import type { ReferenceField } from "./reference-kinds";
import { addPrivateNetwork, addRecord, addRegistry, lookUp } from "./resources";
import { writeSecrets } from "./secrets-file";
import { noteIgnoredFields, warnAboutFields } from "./field-warnings";

/** The options of a `ManifestStack`: those of a `ScalewayStack`. The region comes from the manifest. */
export interface ManifestStackOptions extends Omit<ScalewayStackProps, "region"> {
  /**
   * The lock file with the digests of images without a registrySha256, relative to the working directory.
   * @default "images.lock.json", if the file exists
   */
  readonly lockFile?: string | undefined;
}

/** @internal A warning or an info, at the position of its cause. */
export interface Finding extends Omit<ValidationIssue, "code"> {
  /** The ID; undefined for annotations that this library did not add. */
  readonly id: WarningId | InfoId | undefined;
}

interface StackContainer {
  readonly container: ServerlessContainer;
  readonly document: ValidDocument;
  readonly manifest: ContainerManifest;
  readonly schedules: readonly CronSchedule[];
}

/**
 * The stack of a Manifest. It creates a `ServerlessContainer` for each container, with the outputs `containerId`,
 * `namespaceId`, `domainName` and `endpoint`; the outputs of further containers start with `<name>_`. At synth time, the
 * values of secrets are written to `secrets.auto.tfvars.json` beside `cdk.tf.json`, which Terraform reads.
 * @example
 * ```ts
 * import { App } from "cdktf";
 * import { Manifest, ManifestStack } from "cdktf-scaleway-containers";
 *
 * const app = new App();
 * const stack = new ManifestStack(app, Manifest.load("order-api.yaml"));
 * stack.container("order-api").addDomain("domain", { hostname: "api.example.com" });
 * app.synth();
 * ```
 */
export class ManifestStack extends TerraformStack {
  readonly #setup: StackSetup;
  /** @internal */
  public readonly manifest: Manifest;
  readonly #containers: StackContainer[] = [];
  /** The output of each document that other documents can refer to. */
  readonly #outputs = new Map<ValidDocument, string>();
  /** The documents that are not containers, by the path of their resource. */
  readonly #resources = new Map<string, ValidDocument>();
  readonly #lockFile: string;

  /**
   * @param scope the app
   * @param manifest the manifest, which gives the stack its name and its region
   * @throws ValidationError with every problem of the options and the containers
   */
  constructor(scope: Construct, manifest: Manifest, options: ManifestStackOptions = {}) {
    super(scope, checkedStackId(scope, manifest.name));
    for (const raised of manifest.raisedLimits) addRaisedLimit(this, raised);
    const { lockFile, ...props } = parse(this, optionsSchema, options);
    this.#setup = new StackSetup(this, { ...props, region: manifest.region });
    this.manifest = manifest;
    this.#lockFile = lockFile ?? DEFAULT_LOCK_FILE;
    for (const document of manifest.validDocuments) {
      this.#outputs.set(document, this.#add(document));
      this.#warnAboutRaised(document);
    }
    this.#writeSecretsAtSynth();
  }

  /** @internal Adds the tags before CDKTF looks for references to other stacks. */
  public override prepareStack(): void {
    this.#setup.prepare(() => {
      super.prepareStack();
    });
  }

  /** @internal Checks the configuration. */
  public override toTerraform(): ReturnType<TerraformStack["toTerraform"]> {
    // CDKTF types it as any.
    return this.#setup.synthesize(() => super.toTerraform() as unknown);
  }

  /** @internal Adds a local backend with a relative path. */
  public override ensureBackendExists(): TerraformBackend {
    return this.#setup.ensureBackendExists();
  }

  /** @internal Terraform rejects a name that starts with a digit. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return validLogicalId(super.allocateLogicalId(element));
  }

  /**
   * Returns the container with a name, to add what manifests have no field for: domains, tokens, triggers.
   * @param name the field `metadata.name` of the document
   * @returns the container, as if it was created in the program
   * @throws ValidationError with the code `container-not-found` if there is no such container
   */
  public container(name: string): ServerlessContainer {
    const entry = this.#containers.find(({ container }) => container.name === name);
    if (entry !== undefined) return entry.container;
    const names = this.#containers.map(({ container }) => container.name).join(", ");
    const remedy = names === "" ? "The manifest has no containers." : `Use one of ${names}.`;
    const message = `is not a container of the manifest, got ${showName(name)}. ${remedy}`;
    throw new ValidationError(this.node.path, [{ code: "container-not-found", path: "container", message }]);
  }

  /** @internal The warnings or infos of the stack, each at the position of its cause. */
  public findings(level: AnnotationMetadataEntryType): Finding[] {
    return annotationsOf(this, level).map((annotation) => {
      const { path, id, message } = annotation;
      const owner = this.#containers.find(({ container }) => `${path}/`.startsWith(`${container.node.path}/`));
      const document = this.#resources.get(path);
      if (document !== undefined) return { id, ...positionOf(document.yaml, annotation.field ?? []), message };
      if (owner === undefined) return { id, path, message };
      const cause = causeOf(annotation, owner.manifest, owner.schedules);
      const { yaml, spelling } = owner.document;
      return { id, ...positionOf(yaml, cause), message: spelling.inMessage(message) };
    });
  }

  #add(document: ValidDocument): string {
    const { manifest } = document;
    if (manifest.kind !== "ScalewayServerlessContainer") noteIgnoredFields(this, document);
    const resolve: Resolve = (field, { value }) => value ?? this.#resolve(document, field);
    switch (manifest.kind) {
      case "ScalewayServerlessContainer":
        return this.#addContainer(document, manifest, resolve);
      case "ScalewayContainerRegistry":
        return addRegistry(this, manifest);
      case "ScalewayPrivateNetwork":
        return addPrivateNetwork(this, manifest, resolve("vpcId", manifest.spec.vpcId));
      case "ScalewayDnsRecord":
        return addRecord(this, manifest, resolve("data", manifest.spec.data));
    }
  }

  /** Returns the output of another document of the run, or of a resource in the account. */
  #resolve(document: ValidDocument, field: ReferenceField): string {
    const reference = this.manifest.references.find((each) => each.from === document && each.field === field);
    if (reference === undefined) return "";
    const output = reference.to && this.#outputs.get(reference.to);
    return output ?? lookUp(this, reference.kind, reference.name, documentRegion(document));
  }

  #addContainer(document: ValidDocument, manifest: ContainerManifest, resolve: Resolve): string {
    const { name } = manifest.metadata;
    const props = containerProps(manifest, resolve, this.#lockFile);
    const container = new ServerlessContainer(this, freeId(this, name), props);
    const schedules = schedulesOf(manifest).map((schedule) =>
      container.addSchedule(freeId(container, schedule.name), schedule),
    );
    const { containerId, namespaceId, domainName, endpoint } = container;
    const outputs = { containerId, namespaceId, domainName };
    // The construct creates the output <name>_endpoint itself.
    if (name === this.manifest.name) this.#addOutputs({ ...outputs, endpoint }, "");
    else this.#addOutputs(outputs, `${name}_`);
    this.#containers.push({ container, document, manifest, schedules });
    warnAboutFields(container, manifest);
    noteIgnoredFields(container, document);
    return domainName;
  }

  /** Adds warnings about raised limits to what is not a container: a container adds its own. */
  #warnAboutRaised(document: ValidDocument): void {
    const construct = this.node.tryFindChild(`${document.kind}-${document.name}`);
    if (construct === undefined) return;
    this.#resources.set(construct.node.path, document);
    for (const each of document.accepted) warnAboutRaised(construct, each);
  }

  #addOutputs(outputs: Readonly<Record<string, string>>, prefix: string): void {
    for (const [name, value] of Object.entries(outputs)) {
      const id = `${prefix}${name}`;
      new TerraformOutput(this, freeId(this, id), { value }).overrideLogicalId(id);
    }
  }

  #writeSecretsAtSynth(): void {
    const secrets = this.#containers.flatMap(({ manifest }) => secretsOf(manifest));
    const values = Object.fromEntries(secrets.map(({ variable, value }) => [variable, value]));
    const inner = this.synthesizer;
    this.synthesizer = {
      synthesize: (session) => {
        inner.synthesize(session);
        writeSecrets(join(session.outdir, session.manifest.forStack(this).workingDirectory), values);
      },
    };
  }
}

const optionsSchema = regionlessStackSchema.extend({
  lockFile: withCheck(filePath(), (file) =>
    existsSync(file)
      ? undefined
      : {
          code: "file-not-found",
          message: `does not exist, got ${show(file)}. Run ${lockCommandLine(file)}, or omit lockFile.`,
        },
  ).optional(),
});

/** A name as a construct ID. Another child, such as the backend, may have the ID already. No name ends with a dash. */
function freeId(scope: IConstruct, name: string): string {
  const isTaken = name === "backend" || scope.node.tryFindChild(name) !== undefined;
  return isTaken ? `${name}-` : name;
}
