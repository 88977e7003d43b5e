import { Token, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import { IamApiKey as Resource } from "@cdktf/provider-scaleway/lib/iam-api-key";
import { IamApplication } from "@cdktf/provider-scaleway/lib/iam-application";
import { IamPolicy } from "@cdktf/provider-scaleway/lib/iam-policy";
import { Secret } from "@cdktf/provider-scaleway/lib/secret";
import { SecretVersion } from "@cdktf/provider-scaleway/lib/secret-version";
import { containerReference, isContainerReference, type ContainerReference } from "../contracts/container-reference";
import type { ValidationIssue } from "../base/errors";
import { DAYS_BEFORE_EXPIRY, IAM_TAGS, TOKEN_LIMITS, type Region } from "../facts/limits";
import { formatted, nonEmpty, text, whenFine } from "../schema/fields";
import { secretPath } from "../schema/identifiers";
import { show } from "../base/show";
import { checkStack, membersOf, repeated } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { acrossFields, propsSchema, validate, withName } from "../schema/parse";
import { SecretValue } from "../secrets/secret-value";
import { addWarning } from "../terraform/warnings";

export interface StoreInOptions {
  /** The name of the secret that is made in Secret Manager. */
  readonly secretName: string;
  /**
   * The folder of the secret.
   * @default "/"
   */
  readonly path?: string | undefined;
}

export interface AccessTokenOptions {
  /**
   * The name of the IAM application and policy, 1 to 64 characters. Both stand in the organization, beside those of its
   * other projects.
   * @default - the container's name, a dash and the construct id
   */
  readonly name?: string | undefined;
  /**
   * At most 200 characters.
   * @default - none
   */
  readonly description?: string | undefined;
  /**
   * When the token stops working, in RFC 3339, as `2030-01-31T00:00:00Z`. In the future at synth; another moment
   * replaces the token.
   * @default - never, with a warning
   */
  readonly expiresAt?: string | undefined;
  /**
   * Writes the secret key to Secret Manager, in the stack's region, for what is deployed elsewhere.
   * @default - only in Terraform's state
   */
  readonly storeIn?: StoreInOptions | undefined;
}

export interface AccessTokenProps extends AccessTokenOptions {
  /** The container that is called with it. */
  readonly container: ContainerReference;
}

/**
 * A credential for private containers: an IAM application that may call the containers of the container's project (the
 * smallest scope that Scaleway has), and an API key of it.
 */
export class AccessToken extends Construct {
  public readonly name: string;
  /** The header that callers send the secret key in. */
  public readonly headerName = "X-Auth-Token";
  /** What callers send. */
  public readonly secretKey: SecretValue;
  readonly #resource: Resource;

  constructor(scope: Construct, id: string, props: AccessTokenProps) {
    super(scope, id);
    const named = withName(defaultName(id, props), props);
    validate(this, schema, named);
    this.name = named.name;
    // Known: the schema refuses a container whose project is not.
    const { projectId = "" } = props.container;
    const shown = escapeTemplates({ name: this.name, description: props.description });
    const application = new IamApplication(this, "Application", shown);
    const policy = new IamPolicy(this, "Policy", {
      ...shown,
      applicationId: application.id,
      rule: [{ projectIds: [projectId], permissionSetNames: ["ContainersPrivateAccess"] }],
    });
    // Without a default project: only Object Storage uses it, and a replaced namespace would replace the key with it.
    this.#resource = new Resource(this, "Resource", {
      applicationId: application.id,
      description: shown.description,
      expiresAt: props.expiresAt,
      dependsOn: [policy],
    });
    this.secretKey = SecretValue.reference(this.#resource.secretKey);
    if (props.storeIn !== undefined) this.store(this.#resource.secretKey, props.storeIn, props.container.region);
    checkStack(this, iamIssues);
    warn(this, props);
  }

  /** The public part of the API key, and its id. */
  public get accessKey(): string {
    return this.#resource.accessKey;
  }

  /** Where `SecretValue.secretManager` looks for it: in the stack's region and the provider's project. */
  private store(data: string, { secretName, path }: StoreInOptions, containerRegion: Region | undefined): void {
    const region = stackRegion(this) ?? containerRegion;
    const secret = new Secret(this, "Secret", { ...escapeTemplates({ name: secretName, path }), region });
    new SecretVersion(this, "SecretVersion", { secretId: secret.id, data, region });
  }
}

/** Applications stand side by side in the organization, so the container's name is part of theirs. */
function defaultName(id: string, props: Partial<AccessTokenProps> | null | undefined): string {
  const container = props?.container?.name;
  return typeof container === "string" ? `${container}-${id}` : id;
}

const schema = acrossFields(
  propsSchema<AccessTokenProps>()({
    container: containerReference(),
    name: text(TOKEN_LIMITS.name).optional(),
    description: text(TOKEN_LIMITS.description).optional(),
    expiresAt: formatted("time in RFC 3339", "write it as 2030-01-31T00:00:00Z", isTime)
      .refine((value) => Date.parse(value) > Date.now(), {
        error: ({ input }) => `${show(input)} is in the past; write a later moment, which replaces the token`,
        ...whenFine,
      })
      .optional(),
    storeIn: propsSchema<StoreInOptions>()({ secretName: nonEmpty(), path: secretPath().optional() }).optional(),
  }),
  projectIssues,
);

function isTime(value: string): boolean {
  return z.iso.datetime({ offset: true }).safeParse(value).success;
}

function* projectIssues({ container }: Partial<AccessTokenProps>): Iterable<ValidationIssue> {
  if (!isContainerReference(container) || container.projectId !== undefined) return;
  const message = "has no known project for the token's policy; give projectId to ServerlessContainer.fromAttributes";
  yield { path: "container", message };
}

const MILLISECONDS_PER_DAY = 24 * 3600 * 1000;

/** What IAM and Secret Manager would refuse in the middle of an apply. */
function iamIssues(stack: TerraformStack): ValidationIssue[] {
  const tagged = membersOf(stack, (each) => each instanceof IamApplication);
  const secrets = membersOf(stack, (each) => each instanceof Secret);
  const path = ({ pathInput = "/", nameInput }: Secret) => `${pathInput.replace(/\/$/, "")}/${String(nameInput)}`;
  return [
    ...tagged.flatMap(({ node, tagsInput = [] }) => {
      if (Token.isUnresolved(tagsInput) || tagsInput.length <= IAM_TAGS) return [];
      const message = `has ${tagsInput.length} tags; IAM takes at most ${IAM_TAGS}, so give the stack fewer`;
      return [{ path: node.path, message }];
    }),
    ...repeated("secret", secrets, path, "store each token under a name of its own"),
  ];
}

function warn(token: AccessToken, { container, expiresAt }: AccessTokenProps): void {
  const daysLeft = (Date.parse(expiresAt ?? "") - Date.now()) / MILLISECONDS_PER_DAY;
  if (daysLeft < DAYS_BEFORE_EXPIRY) {
    addWarning(
      token,
      "token-expires-soon",
      `The token stops working within ${daysLeft <= 1 ? "a day" : `${Math.ceil(daysLeft)} days`}; write a later expiresAt, which replaces it`,
    );
  }
  if (expiresAt === undefined) {
    addWarning(
      token,
      "token-without-expiry",
      "The token never stops working; set expiresAt, and replace it before then",
    );
  }
  if (container.privacy === "public") {
    addWarning(
      token,
      "token-of-public-container",
      'The container is public: it answers without the token as well; set privacy: "private"',
    );
  }
}
