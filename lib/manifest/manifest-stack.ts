import { existsSync } from "node:fs";
import { join } from "node:path";
import { TerraformOutput, TerraformStack, type AnnotationMetadataEntryType, type TerraformBackend } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { z } from "zod";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { THRESHOLDS } from "../constructs/container/container-schema";
import { DEFAULT_LOCK_FILE } from "../facts/limits";
import { filePath, whenFine } from "../schema/fields";
import { lockCommandLine } from "../images/lock-file";
import { show } from "../base/show";
import { validate } from "../schema/parse";
import { givenKeys } from "../base/objects";
import { StackSetup, regionlessStackSchema, type ScalewayStackProps } from "../constructs/scaleway-stack";
import { ServerlessContainer } from "../constructs/container/serverless-container";
import { withFastResolution } from "../terraform/token-resolution";
import { addWarning, annotationsOf, type InfoId, type WarningId } from "../terraform/warnings";
import { containerProps, schedulesOf, secretsOf, type Resolve } from "./container-props";
import type { ContainerManifest } from "./container-schema";

import { regionNamedBy, type CheckedDocument, type Manifest } from "./manifest";
import type { ReferenceField } from "./reference-kinds";
import { addPrivateNetwork, addRecord, addRegistry, lookUp } from "./resources";
import { writeSecrets } from "./secrets-file";
import { issueAt } from "../yaml/issues";

/** The region is the manifest's. */
export interface ManifestStackOptions extends Omit<ScalewayStackProps, "region"> {
  /**
   * Where digests of images are taken from that have no registrySha256, if there is such a file; from the folder that the
   * program runs in.
   * @default "images.lock.json"
   */
  readonly lockFile?: string | undefined;
}

/**
 * The stack that manifests describe: for each container what `ServerlessContainer` makes, and the outputs `containerId`,
 * `namespaceId`, `domainName` and `endpoint`; those of further containers start with `<name>_`. At synth the values of
 * secrets are written to `secrets.auto.tfvars.json` beside `cdk.tf.json`, for Terraform to read.
 */
export class ManifestStack extends TerraformStack {
  readonly #setup: StackSetup;
  readonly #manifest: Manifest;
  readonly #containers: { readonly container: ServerlessContainer; readonly document: CheckedDocument }[] = [];
  /** What each document gives to those that refer to it. */
  readonly #outputs = new Map<unknown, string>();
  readonly #lockFile: string;

  constructor(scope: Construct, manifest: Manifest, { lockFile, ...options }: ManifestStackOptions = {}) {
    super(scope, manifest.name);
    const props = { ...options, region: manifest.region };
    validate(this, regionlessStackSchema, props);
    this.#setup = new StackSetup(this, props);
    this.#manifest = manifest;
    this.#lockFile = lockFile ?? DEFAULT_LOCK_FILE;
    validate(this, lockSchema, { lockFile });
    for (const document of manifest.documents) this.#outputs.set(document, this.#add(document));
    this.#writeSecretsAtSynth();
  }

  public override prepareStack(): void {
    this.#setup.prepare(() => {
      super.prepareStack();
    });
  }

  public override toTerraform(): ReturnType<TerraformStack["toTerraform"]> {
    return withFastResolution(this, () => super.toTerraform() as unknown);
  }

  public override ensureBackendExists(): TerraformBackend {
    return this.#setup.ensureBackendExists();
  }

  /**
   * The container of a name, for what manifests have no field for: domains, tokens, triggers.
   * @throws ValidationError when there is none
   */
  public container(name: string): ServerlessContainer {
    const found = this.#containers.find(({ container }) => container.name === name);
    if (found !== undefined) return found.container;
    const names = this.#containers.map(({ container }) => container.name).join(", ");
    const message = `${show(name)} is no container of the manifest; it has ${names === "" ? "none" : names}`;
    throw new ValidationError(this.node.path, [{ path: "container", message }]);
  }

  /** @internal What was told at a level, each at the place of its cause. */
  public findings(level: AnnotationMetadataEntryType): ValidationIssue[] {
    return annotationsOf(this, level).map(({ path, id, message }) => {
      const owner = this.#containers.find(({ container }) => `${path}/`.startsWith(`${container.node.path}/`));
      const cause = (id && CAUSES[id]) ?? [];
      return owner === undefined ? { path, message } : issueAt(owner.document.yaml, cause, message);
    });
  }

  #add(document: CheckedDocument): string {
    const { checked } = document;
    const resolve: Resolve = (field, { value }) => value ?? this.#resolve(document, field);
    switch (checked.kind) {
      case "ScalewayServerlessContainer":
        return this.#addContainer(document, checked, resolve);
      case "ScalewayContainerRegistry":
        return addRegistry(this, checked);
      case "ScalewayPrivateNetwork":
        return addPrivateNetwork(this, checked, resolve("vpcId", checked.spec.vpcId));
      case "ScalewayDnsRecord":
        return addRecord(this, checked, resolve("data", checked.spec.data));
    }
  }

  /** What another document of the run gives, or what is found in the account. */
  #resolve(document: CheckedDocument, field: ReferenceField): string {
    const link = this.#manifest.links.find((each) => each.from === document && each.field === field);
    if (link === undefined) return "";
    const made = link.to && this.#outputs.get(link.to);
    return made ?? lookUp(this, link.kind, link.name, regionNamedBy(document));
  }

  #addContainer(document: CheckedDocument, manifest: ContainerManifest, resolve: Resolve): string {
    const { name } = manifest.metadata;
    const props = containerProps(manifest, resolve, this.#lockFile);
    const container = new ServerlessContainer(this, freeId(this, name), props);
    for (const schedule of schedulesOf(manifest)) container.addSchedule(freeId(container, schedule.name), schedule);
    const { containerId, namespaceId, domainName, endpoint } = container;
    const isMain = document === this.#manifest.main;
    const outputs = { containerId, namespaceId, domainName };
    // The construct makes <name>_endpoint itself.
    this.#addOutputs(isMain ? { ...outputs, endpoint } : outputs, isMain ? "" : `${name}_`);
    this.#containers.push({ container, document });
    warn(container, manifest);
    return container.domainName;
  }

  #addOutputs(outputs: Readonly<Record<string, string>>, prefix: string): void {
    for (const [name, value] of Object.entries(outputs)) {
      const id = `${prefix}${name}`;
      new TerraformOutput(this, freeId(this, id), { value }).overrideLogicalId(id);
    }
  }

  #writeSecretsAtSynth(): void {
    const secrets = this.#containers.flatMap(({ document }) => secretsOf(document.checked as ContainerManifest));
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

const lockSchema = z.strictObject({
  lockFile: filePath()
    .refine((file) => existsSync(file), {
      error: ({ input }) => `there is no ${show(input)}; run ${lockCommandLine(String(input))}, or leave it out`,
      ...whenFine,
    })
    .optional(),
});

/** A name as the id of a construct, where another child may have it already, or will as the backend. No name ends with a dash. */
function freeId(scope: IConstruct, name: string): string {
  const isTaken = name === "backend" || scope.node.tryFindChild(name) !== undefined;
  return isTaken ? `${name}-` : name;
}

/** The field that a warning or an info comes from. */
const CAUSES: Partial<Record<WarningId | InfoId, readonly string[]>> = {
  "always-on-cost": ["spec", "minScale"],
  "deploy-false": ["spec", "deploy"],
  "image-not-locked": ["spec", "image"],
  "local-storage-limit": ["spec", "localStorageLimitMb"],
  "multi-line-secret": ["spec", "env", "secrets"],
  "mutable-tag": ["spec", "image", "tag"],
  "private-network-region": ["spec", "privateNetworkId", "value"],
  "secrets-over-plain-http": ["spec", "httpOption"],
  "several-thresholds": ["spec", "scalingOption"],
};

/** What a manifest can say, and Scaleway cannot do. */
function warn(container: ServerlessContainer, { spec }: ContainerManifest): void {
  if (spec.deploy === false) {
    addWarning(container, "deploy-false", "deploy: false has no effect: Scaleway's API deploys whatever it makes");
  }
  const [first = "", ...others] = givenKeys(spec.scalingOption, THRESHOLDS);
  if (others.length > 0) {
    const message = `Scaleway takes one threshold: ${first} is used, and ${others.join(" and ")} left out`;
    addWarning(container, "several-thresholds", message);
  }
}
