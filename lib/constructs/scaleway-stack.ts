import { Aspects, LocalBackend, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import type { Region } from "../facts/limits";
import { ObjectStorageBackend, backendSchema, type ObjectStorageBackendProps } from "./object-storage-backend";
import { literalTexts, nonEmpty } from "../schema/fields";
import { fromStackFolder } from "../terraform/output-folder";
import { region, uuid } from "../schema/identifiers";
import { checkOutputsAndVariables } from "../terraform/stack-checks";
import { setStackRegion } from "../terraform/stack-region";
import { StackTags } from "../terraform/stack-tags";
import { escapeTemplates } from "../terraform/template";
import { orRemove, propsSchema, validate } from "../schema/parse";

export interface ScalewayStackProps {
  /** The region of everything in the stack that names no other. Serverless Containers run in fr-par, nl-ams and pl-waw. */
  readonly region: Region;
  /**
   * The project, a UUID.
   * @default - SCW_DEFAULT_PROJECT_ID, or the profile's
   */
  readonly projectId?: string | undefined;
  /**
   * The organization, a UUID.
   * @default - SCW_DEFAULT_ORGANIZATION_ID, or the profile's
   */
  readonly organizationId?: string | undefined;
  /**
   * A profile of the Scaleway configuration file.
   * @default - SCW_PROFILE, or the file's active one
   */
  readonly profile?: string | undefined;
  /**
   * Added to everything in the stack that Scaleway can tag, behind the tags it has itself. IAM takes 10 tags at most.
   * @default - none
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Keeps the state in Scaleway Object Storage, as an `ObjectStorageBackend` does.
   * @default - the state is in a local file
   */
  readonly backend?: ObjectStorageBackendProps | undefined;
}

/** What every stack with the Scaleway provider in it does. Without a region, that of the environment or the profile applies. */
export abstract class ProviderStack extends TerraformStack {
  readonly #tags: StackTags | undefined;

  constructor(scope: Construct, id: string, props: Partial<ScalewayStackProps>, needsRegion: boolean) {
    super(scope, id);
    validate(this, needsRegion ? schema : regionlessSchema, props);
    const { tags = [], backend, ...configuration } = props;
    new ScalewayProvider(this, "scaleway", escapeTemplates(configuration));
    if (props.region !== undefined) setStackRegion(this, props.region);
    if (backend !== undefined) orRemove(this, () => new ObjectStorageBackend(this, backend));
    this.#tags = tags.length === 0 ? undefined : new StackTags([...tags]);
    if (this.#tags !== undefined) Aspects.of(this).add(this.#tags);
    checkOutputsAndVariables(this);
  }

  /** Tags that come from another stack have to be in place before CDKTF looks for references between stacks. */
  public override prepareStack(): void {
    if (this.#tags !== undefined) for (const construct of this.node.findAll()) this.#tags.visit(construct);
    super.prepareStack();
  }

  /** CDKTF's default backend writes this machine's absolute path into the configuration; this one a relative path to the same file. */
  public override ensureBackendExists(): TerraformBackend {
    const existing = this.node.children.find((child) => TerraformBackend.isBackend(child));
    return existing ?? new LocalBackend(this, { path: fromStackFolder(this, `terraform.${this.node.id}.tfstate`) });
  }
}

/**
 * A stack with the Scaleway provider in it. Credentials come from the environment (`SCW_ACCESS_KEY`, `SCW_SECRET_KEY`)
 * or the profile, never from code. State is local unless a backend is added.
 */
export class ScalewayStack extends ProviderStack {
  public readonly region: Region;

  constructor(scope: Construct, id: string, props: ScalewayStackProps) {
    super(scope, id, props, true);
    this.region = props.region;
  }
}

const schema = propsSchema<ScalewayStackProps>()({
  region: region(),
  projectId: uuid().optional(),
  organizationId: uuid().optional(),
  profile: nonEmpty().optional(),
  tags: literalTexts().optional(),
  backend: backendSchema.optional(),
});
const regionlessSchema = schema.partial({ region: true });
