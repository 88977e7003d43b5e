import { join, relative } from "node:path";
import { App, LocalBackend, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import type { Region } from "./limits";
import { plainText } from "./private/fields";
import { region, uuid } from "./private/schemas";
import { setStackRegion } from "./private/stack-region";
import { escapeTemplates } from "./private/template";
import { requireUniqueNames } from "./private/unique-names";
import { propsSchema, validate } from "./private/validate";

export interface ScalewayStackProps {
  /** The region of everything in the stack that names no other. Serverless Containers run in fr-par, nl-ams and pl-waw. */
  readonly region: Region;
  /**
   * The project, a UUID.
   * @default - SCW_DEFAULT_PROJECT_ID, or the profile's
   */
  readonly projectId?: string;
  /**
   * The organization, a UUID.
   * @default - SCW_DEFAULT_ORGANIZATION_ID, or the profile's
   */
  readonly organizationId?: string;
  /**
   * A profile of the Scaleway configuration file.
   * @default - SCW_PROFILE, or the file's active one
   */
  readonly profile?: string;
}

/**
 * A stack with the Scaleway provider in it. Credentials come from the environment (`SCW_ACCESS_KEY`, `SCW_SECRET_KEY`)
 * or the profile, never from code. State is local unless a backend is added.
 */
export class ScalewayStack extends TerraformStack {
  public readonly region: Region;

  constructor(scope: Construct, id: string, props: ScalewayStackProps) {
    super(scope, id);
    validate(this, schema, props);
    new ScalewayProvider(this, "scaleway", escapeTemplates({ ...props }));
    this.region = props.region;
    setStackRegion(this, props.region);
    requireUniqueNames(this);
  }

  /** CDKTF's default backend writes this machine's absolute path into the configuration; this one a relative path to the same file. */
  public override ensureBackendExists(): TerraformBackend {
    const existing = this.node.children.find((child) => TerraformBackend.isBackend(child));
    return existing ?? new LocalBackend(this, { path: this.statePath() });
  }

  /** From the stack's folder, where Terraform runs, to the project's. */
  private statePath(): string {
    const stackFolder = join(App.of(this).outdir, "stacks", this.node.id);
    const project = relative(stackFolder, ".").replaceAll("\\", "/");
    const inside = /^(\.\.\/)*\.\.$/.test(project);
    return `${inside ? project : "../../.."}/terraform.${this.node.id}.tfstate`;
  }
}

const schema = propsSchema<ScalewayStackProps>()({
  region: region(),
  projectId: uuid().optional(),
  organizationId: uuid().optional(),
  profile: plainText().min(1, { error: "is empty" }).optional(),
});
