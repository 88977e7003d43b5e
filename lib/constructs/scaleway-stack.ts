import { Aspects, LocalBackend, TerraformBackend, TerraformStack, Token, type TerraformElement } from "cdktf";
import type { Construct, Node } from "constructs";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { listed } from "../base/show";
import type { Region } from "../facts/limits";
import { anyName, literalTexts } from "../schema/fields";
import { regionField, uuidField } from "../schema/identifiers";
import { orRemove, parse, propsSchema } from "../schema/parse";
import { raisedLimitsField, type RaisedLimit } from "../schema/raised-limits";
import { backendScope, checkedStackId } from "../terraform/construct-id";
import { translateDependencies } from "../terraform/dependencies";
import { fromStackFolder, localStateFile, otherStateFiles } from "../terraform/output-folder";
import { checkConfiguration, checkElements, membersOf } from "../terraform/stack-checks";
import { setStackRegion } from "../terraform/stack-region";
import { StackTags } from "../terraform/stack-tags";
import { escapeTemplates } from "../terraform/template";
import { withFastResolution } from "../terraform/token-resolution";
import { addWarning } from "../terraform/warnings";
import { ObjectStorageBackend, backendSchema, type ObjectStorageBackendProps } from "./object-storage-backend";

/** The props of a `ScalewayStack`. */
export interface ScalewayStackProps {
  /** The default region of the resources in the stack, for example `fr-par`. Another region replaces them. */
  readonly region: Region;
  /**
   * The project, a UUID. If `SCW_DEFAULT_PROJECT_ID` is set when Terraform runs, the provider uses the variable instead.
   * @default - SCW_DEFAULT_PROJECT_ID, else the project of the profile
   */
  readonly projectId?: string | undefined;
  /**
   * The organization, a UUID.
   * @default - SCW_DEFAULT_ORGANIZATION_ID, else the organization of the profile
   */
  readonly organizationId?: string | undefined;
  /**
   * A profile of the Scaleway configuration file.
   * @default - SCW_PROFILE, else the active profile of the file
   */
  readonly profile?: string | undefined;
  /**
   * Tags that are added to every resource that supports tags, after its own tags. IAM accepts at most 10 tags.
   * @default - no tags
   * @example
   * ```ts
   * tags: ["team=shop", "env=production"]
   * ```
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Stores the state in Scaleway Object Storage, as an `ObjectStorageBackend` does.
   * @default - the state is a local file
   * @example
   * ```ts
   * backend: { bucket: "my-terraform-state" }
   * ```
   */
  readonly backend?: ObjectStorageBackendProps | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this stack and everything below it.
   * @default - the limits that are raised on the scopes
   * @example
   * ```ts
   * raisedLimits: [{ limit: "container.maxScale", to: 500, reason: "Scaleway's support, ticket 4711" }]
   * ```
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/**
 * A stack with the Scaleway provider. Credentials come from the environment (`SCW_ACCESS_KEY`, `SCW_SECRET_KEY`) or the
 * profile, never from code. The state is local unless a backend is added.
 * @example
 * ```ts
 * import { App } from "cdktf";
 * import { ScalewayStack } from "cdktf-scaleway-containers";
 *
 * const app = new App();
 * new ScalewayStack(app, "shop", { region: "fr-par", backend: { bucket: "my-terraform-state" } });
 * app.synth();
 * ```
 */
export class ScalewayStack extends TerraformStack {
  /** The default region of the resources in the stack. */
  public readonly region: Region;
  readonly #setup: StackSetup;

  /** @throws ValidationError with every problem of the props */
  constructor(scope: Construct, id: string, props: ScalewayStackProps) {
    super(scope, checkedStackId(scope, id));
    const parsed = parse(this, stackSchema, props);
    this.region = parsed.region;
    this.#setup = new StackSetup(this, parsed);
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
}

/** @internal The provider, region, backend, tags and checks of a stack with the Scaleway provider. */
export class StackSetup {
  readonly #tags: StackTags | undefined;

  constructor(
    private readonly stack: TerraformStack,
    props: RegionlessStackProps,
  ) {
    const { tags = [], backend, ...configuration } = props;
    new ScalewayProvider(stack, "scaleway", escapeTemplates(configuration));
    warnOfOtherProject(stack, props.projectId);
    if (props.region !== undefined) setStackRegion(stack, props.region);
    if (backend !== undefined) orRemove(stack, () => new ObjectStorageBackend(stack, backend));
    this.#tags = tags.length === 0 ? undefined : new StackTags([...tags]);
    if (this.#tags !== undefined) Aspects.of(stack).add(this.#tags);
    checkElements(stack);
    translateDependencies(stack);
  }

  /** Adds the tags before `prepareStack`, in which CDKTF looks for references to other stacks: a tag may be such a reference. */
  public prepare(prepareStack: () => void): void {
    if (this.#tags !== undefined) for (const construct of this.stack.node.findAll()) this.#tags.visit(construct);
    withFastResolution(this.stack, prepareStack);
  }

  /** @throws ValidationError if the configuration contains the placeholder of a SecretValue or a part of a token */
  public synthesize<T>(toTerraform: () => T): T {
    return checkConfiguration(this.stack, withFastResolution(this.stack, toTerraform));
  }

  /** Adds a local backend with a relative path. CDKTF's default backend writes an absolute path to the same file. */
  public ensureBackendExists(): TerraformBackend {
    const { stack } = this;
    const [existing] = membersOf(stack, (each) => TerraformBackend.isBackend(each));
    if (existing !== undefined) return existing;
    const file = localStateFile(stack);
    const others = otherStateFiles(stack);
    if (others.length > 0) {
      const message = `The local state ${file} does not exist, but another output folder has ${listed(others)}. If it is the state of this stack, move the file, or the apply creates all resources again. Or store the state in a backend.`;
      addWarning(stack, "other-local-state", message);
    }
    return new LocalBackend(backendScope(stack), { path: fromStackFolder(stack, file) });
  }
}

/** The environment of the provider wins over its configuration. */
function warnOfOtherProject(stack: TerraformStack, projectId: string | undefined): void {
  const variable = process.env["SCW_DEFAULT_PROJECT_ID"] ?? "";
  if (projectId === undefined || Token.isUnresolved(projectId) || variable === "" || variable === projectId) return;
  const message = `SCW_DEFAULT_PROJECT_ID is not ${projectId}, the projectId of the stack, and the provider prefers the variable: resources would be created in its project. Unset SCW_DEFAULT_PROJECT_ID, or set it to the same project.`;
  addWarning(stack, "project-of-environment", message);
}

/** @internal A logical ID with a start that Terraform accepts in a name. */
export function validLogicalId(id: string): string {
  return id.replace(/^(?=[0-9-])/, "_");
}

/** The props of a stack that may have no region. Its provider then uses the region of the environment or the profile. */
export type RegionlessStackProps = Partial<ScalewayStackProps>;

const stackSchema = propsSchema<ScalewayStackProps>()({
  region: regionField(),
  projectId: uuidField().optional(),
  organizationId: uuidField().optional(),
  profile: anyName().optional(),
  tags: literalTexts().optional(),
  backend: backendSchema.optional(),
  raisedLimits: raisedLimitsField().optional(),
});
/** @internal */
export const regionlessStackSchema = stackSchema.partial({ region: true });
