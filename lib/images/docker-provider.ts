import { Lazy, TerraformElement, TerraformProvider, TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { DOCKER_PROVIDER_VERSION, PLATFORM } from "../facts/image-facts";
import { FROM_DIRECTORY } from "./build-context";
import { checkStack, membersOf } from "../terraform/stack-checks";
import { escapeTemplates } from "../terraform/template";

const SOURCE = "kreuzwerker/docker";

/** The login to a registry. Without a password, the provider uses the credentials of `docker login`, helpers included. */
interface RegistryLogin {
  readonly address: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * The Docker provider with the logins to registries. It has an alias, so that the stack can have another Docker provider.
 * It has no bindings, because CDKTF's package for Docker is archived with an old version.
 */
export class DockerProvider extends TerraformProvider {
  readonly #logins = new Map<string, RegistryLogin>();

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: "docker",
      terraformProviderSource: SOURCE,
      terraformGeneratorMetadata: { providerName: "docker", providerVersionConstraint: DOCKER_PROVIDER_VERSION },
    });
    checkStack(this, versionIssues);
  }

  public override get alias(): string {
    return "images";
  }

  public logIn(login: RegistryLogin): void {
    this.#logins.set(login.address, login);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { registry_auth: [...this.#logins.values()] };
  }

  public override toHclTerraform(): never {
    const message = "cannot be synthesized as HCL: CDKTF does not support ephemeral blocks in HCL. Synthesize JSON.";
    throw new ValidationError(FROM_DIRECTORY, [{ code: "hcl-not-supported", path: "", message }]);
  }
}

/** Rejects a second version of the provider: Terraform installs one per stack, and CDKTF would require the last one. */
function* versionIssues(stack: TerraformStack): Iterable<ValidationIssue> {
  for (const provider of membersOf(stack, (each) => TerraformProvider.isTerraformProvider(each))) {
    const { terraformResourceType, terraformProviderSource, terraformGeneratorMetadata: metadata } = provider;
    const version = metadata?.providerVersion ?? metadata?.providerVersionConstraint;
    const isSame = terraformProviderSource === SOURCE && [undefined, DOCKER_PROVIDER_VERSION].includes(version);
    if (terraformResourceType !== "docker" || isSame) continue;
    const actual = [terraformProviderSource, version].filter((part) => part !== undefined).join(" ");
    const problem = `differs from ${SOURCE} ${DOCKER_PROVIDER_VERSION}, which ${FROM_DIRECTORY} requires, got ${actual}`;
    const remedy = `Use the same source and version in ${provider.node.path}, or move it to another stack.`;
    yield { code: "provider-conflict", path: "provider.docker", message: `${problem}. ${remedy}` };
  }
}

/** The secret key of the Scaleway provider. It is ephemeral, so it is not in the plan and not in the state. */
export class ScalewayKey extends TerraformElement {
  public override toTerraform(): object {
    return { ephemeral: { scaleway_config: { [this.friendlyUniqueId]: {} } } };
  }

  public get secretKey(): string {
    return Lazy.stringValue({ produce: () => `\${ephemeral.scaleway_config.${this.friendlyUniqueId}.secret_key}` });
  }
}

export interface Build {
  /** The path of the build context, relative to the directory where Terraform runs. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
}

interface BuiltImageProps {
  readonly provider: DockerProvider;
  /** The full reference, with registry and tag. */
  readonly reference: string;
  readonly build: Build;
}

/** An image that Terraform builds and pushes if its name or its build changes, or if the registry does not have it. */
export class BuiltImage extends TerraformResource {
  readonly #reference: string;
  readonly #build: Build;

  constructor(scope: Construct, id: string, { provider, reference, build }: BuiltImageProps) {
    // If the image were destroyed first, a failed build would remove it from the state.
    const lifecycle = { createBeforeDestroy: true };
    super(scope, id, { terraformResourceType: "docker_registry_image", provider, lifecycle });
    this.#reference = reference;
    this.#build = build;
  }

  /** The reference, which is known in the plan, unlike the digest. Terraform pushes the image before it creates a resource with it. */
  public get reference(): string {
    return this.getStringAttribute("name");
  }

  public get digest(): string {
    return this.getStringAttribute("sha256_digest");
  }

  /** Whether the image has the reference and the build arguments. The tag is a hash of everything else. */
  public hasSameBuild(reference: string, { buildArgs }: Build): boolean {
    return reference === this.#reference && JSON.stringify(buildArgs) === JSON.stringify(this.#build.buildArgs);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { context, dockerfile, target, buildArgs } = escapeTemplates(this.#build);
    return {
      name: escapeTemplates(this.#reference),
      // Keeps previous images for a rollback.
      keep_remotely: true,
      build: {
        context,
        dockerfile,
        target,
        platform: PLATFORM,
        // CDKTF would convert the names of arguments to snake case.
        build_args: Lazy.anyValue({ produce: () => buildArgs }),
        // With provenance, the containerd image store pushes an index whose digest differs after every build.
        provenance: "false",
      },
    };
  }
}
