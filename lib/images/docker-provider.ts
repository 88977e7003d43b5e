import { Lazy, TerraformElement, TerraformProvider, TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { DOCKER_PROVIDER_VERSION, PLATFORM } from "../facts/limits";
import { FROM_DIRECTORY } from "./build-context";
import { checkStack, membersOf } from "../terraform/stack-checks";
import { escapeTemplates } from "../terraform/template";

const SOURCE = "kreuzwerker/docker";

/** How to log in to a registry. Without a password Docker's own configuration is read, helpers included. */
export interface RegistryLogin {
  readonly address: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * The Docker provider with the logins to registries. Under an alias, so that a stack may have one of its own. CDKTF's package for
 * it is archived with an old version; three blocks need no bindings.
 */
export class DockerProvider extends TerraformProvider {
  readonly #logins = new Map<string, RegistryLogin>();

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: "docker",
      terraformProviderSource: SOURCE,
      terraformGeneratorMetadata: { providerName: "docker", providerVersionConstraint: DOCKER_PROVIDER_VERSION },
    });
    checkStack(this, otherVersions);
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
    const message = "is built by blocks that CDKTF cannot write as HCL; synthesize JSON";
    throw new ValidationError(FROM_DIRECTORY, [{ path: "", message }]);
  }
}

/** Terraform takes one version of a provider for a stack; CDKTF would keep the last one that is asked for. */
function* otherVersions(stack: TerraformStack): Iterable<ValidationIssue> {
  for (const provider of membersOf(stack, (each) => TerraformProvider.isTerraformProvider(each))) {
    const { terraformResourceType, terraformProviderSource, terraformGeneratorMetadata: metadata } = provider;
    const version = metadata?.providerVersion ?? metadata?.providerVersionConstraint;
    const isSame = terraformProviderSource === SOURCE && [undefined, DOCKER_PROVIDER_VERSION].includes(version);
    if (terraformResourceType !== "docker" || isSame) continue;
    const message = `${provider.node.path} asks for ${[terraformProviderSource, version].filter(Boolean).join(" ")}, and ${FROM_DIRECTORY} for ${SOURCE} ${DOCKER_PROVIDER_VERSION}; ask for the same, or move it to a stack of its own`;
    yield { path: "provider.docker", message };
  }
}

/** The key that the Scaleway provider uses, wherever it has it from. Being ephemeral, it is in no plan and no state. */
export class ScalewayKey extends TerraformElement {
  public override toTerraform(): object {
    return { ephemeral: { scaleway_config: { [this.friendlyUniqueId]: {} } } };
  }

  public get secretKey(): string {
    return Lazy.stringValue({ produce: () => `\${ephemeral.scaleway_config.${this.friendlyUniqueId}.secret_key}` });
  }
}

export interface Build {
  /** From the folder where Terraform runs. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
}

/** An image that is built and pushed when its name or its build is new, or the registry has it no more. */
export class BuiltImage extends TerraformResource {
  readonly #reference: string;
  readonly #build: Build;

  /** @param reference with registry and tag */
  constructor(
    scope: Construct,
    id: string,
    {
      provider,
      reference,
      build,
    }: { readonly provider: DockerProvider; readonly reference: string; readonly build: Build },
  ) {
    // Else a build that fails would leave nothing in the state to go back to.
    const lifecycle = { createBeforeDestroy: true };
    super(scope, id, { terraformResourceType: "docker_registry_image", provider, lifecycle });
    this.#reference = reference;
    this.#build = build;
  }

  /** Known at plan, unlike the digest; whoever refers to it waits for the push. */
  public get reference(): string {
    return this.getStringAttribute("name");
  }

  public get digest(): string {
    return this.getStringAttribute("sha256_digest");
  }

  public isOf(reference: string, { buildArgs }: Build): boolean {
    return reference === this.#reference && JSON.stringify(buildArgs) === JSON.stringify(this.#build.buildArgs);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { context, dockerfile, target, buildArgs } = escapeTemplates(this.#build);
    return {
      name: escapeTemplates(this.#reference),
      // What ran before stays, for a way back.
      keep_remotely: true,
      build: {
        context,
        dockerfile,
        target,
        platform: PLATFORM,
        // CDKTF would write the names of arguments in snake case.
        build_args: Lazy.anyValue({ produce: () => buildArgs }),
        // With it, the containerd image store pushes an index, whose digest differs after every build of the same content.
        provenance: "false",
      },
    };
  }
}
