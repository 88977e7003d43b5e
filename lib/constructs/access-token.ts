import { Token, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import { IamApiKey as Resource } from "@cdktf/provider-scaleway/lib/iam-api-key";
import { IamApplication } from "@cdktf/provider-scaleway/lib/iam-application";
import { IamPolicy } from "@cdktf/provider-scaleway/lib/iam-policy";
import { Secret } from "@cdktf/provider-scaleway/lib/secret";
import { SecretVersion } from "@cdktf/provider-scaleway/lib/secret-version";
import type { ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import { fieldsOf } from "../base/objects";
import { show } from "../base/show";
import type { ContainerReference } from "../contracts/container-reference";
import { containerReferenceField, isContainerReference } from "../contracts/container-reference-schema";
import { DAYS_BEFORE_EXPIRY, TOKEN_LIMITS, type Region } from "../facts/limits";
import { withCheck, formattedText, nameField, text, texts } from "../schema/fields";
import { secretNameField, secretPathField } from "../schema/identifiers";
import { acrossFields, parse, propsSchema, type Unchecked } from "../schema/parse";
import { raisedLimitsField, withoutRaised, type RaisedLimit } from "../schema/raised-limits";
import { exceeding } from "../base/exceeded-limit";
import { orRaise } from "../schema/limit-text";
import { SecretValue } from "../secrets/secret-value";
import { checkedId } from "../terraform/construct-id";
import { translateDependencies } from "../terraform/dependencies";
import { providerOf, shareProvider } from "../terraform/provider";
import { checkStack, duplicates, membersOf } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";
import { addWarning } from "../terraform/warnings";

/** The place of an access token in Secret Manager. */
export interface StoreInOptions {
  /** The name of the secret that is created in Secret Manager: 1 to 255 letters, digits, `-`, `.` and `_`. */
  readonly secretName: string;
  /**
   * The folder of the secret, for example `/shop`.
   * @default "/"
   */
  readonly path?: string | undefined;
}

/** The options of `addToken`. */
export interface AccessTokenOptions {
  /**
   * The name of the IAM application and the IAM policy, 1 to 64 characters. They are created in the organization, beside those
   * of other projects.
   * @default - the container's name, a hyphen and the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The description of the IAM application, the IAM policy and the API key. At most 200 characters.
   * @default - no description
   */
  readonly description?: string | undefined;
  /**
   * The time at which the token expires, in RFC 3339, for example `2030-01-31T00:00:00Z`. It must be in the future at synth.
   * Another time replaces the token.
   * @default - never, with the warning `token-without-expiry`
   * @example
   * ```ts
   * expiresAt: "2099-01-31T00:00:00Z"
   * ```
   */
  readonly expiresAt?: string | undefined;
  /**
   * Writes the secret key to Secret Manager in the stack's region, for callers that are deployed elsewhere.
   * @default - the key is only in the state of Terraform
   * @example
   * ```ts
   * storeIn: { secretName: "order-api-token", path: "/shop" }
   * ```
   */
  readonly storeIn?: StoreInOptions | undefined;
  /**
   * The tags of the IAM application, the IAM policy and the secret of `storeIn`. Scaleway has no tags for API keys. IAM accepts
   * at most 10 tags, including those of the stack.
   * @default - no tags
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this token.
   * @default - the limits that are raised on the scopes
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/** The props of an `AccessToken`. */
export interface AccessTokenProps extends AccessTokenOptions {
  /** The container that is called with the token. */
  readonly container: ContainerReference;
}

/**
 * A credential for private containers: an IAM application that can call the containers of the container's project, and an API
 * key of this application. The project is the smallest scope that Scaleway supports: a token calls every private container of it.
 * @example
 * ```ts
 * const token = api.addToken("caller", { expiresAt: "2099-01-31T00:00:00Z" });
 * const caller = new ServerlessContainer(stack, "caller", { image, privacy: "private" });
 * caller.addSecret("ORDER_API_TOKEN", token.secretKey);
 * ```
 */
export class AccessToken extends Construct {
  /** The name of the IAM application and the IAM policy. */
  public readonly name: string;
  /** The header in which callers send the secret key. */
  public readonly headerName = "X-Auth-Token";
  /** The value that callers send in the header. */
  public readonly secretKey: SecretValue;
  readonly #resource: Resource;

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID, with which the default name ends
   * @throws ValidationError with every problem of the props, such as `expired`; with the code `unknown-project` if the project of the
   * container is not known; at synth with the code `too-many` if the token has more than 10 tags with those of the stack, and
   * `duplicate-name` if two tokens are stored in the same secret
   */
  constructor(scope: Construct, id: string, props: AccessTokenProps) {
    super(scope, checkedId(scope, id));
    const parsed = parse(this, tokenSchema, props, { name: defaultName(id, props) });
    const { name, description, tags, container, expiresAt, storeIn } = parsed;
    this.name = name;
    shareProvider(this, container);
    const labels = escapeTemplates({ name, description, tags: tags && [...tags] });
    const application = new IamApplication(this, "Application", labels);
    const policy = new IamPolicy(this, "Policy", {
      ...labels,
      applicationId: application.id,
      // The schema rejects a container without a project.
      rule: [{ projectIds: [container.projectId ?? ""], permissionSetNames: ["ContainersPrivateAccess"] }],
    });
    // The key has no default project, which only Object Storage uses: replacing the namespace would replace the key.
    this.#resource = new Resource(this, "Resource", {
      applicationId: application.id,
      description: labels.description,
      expiresAt,
      dependsOn: [policy],
    });
    this.secretKey = SecretValue.reference(this.#resource.secretKey);
    if (storeIn !== undefined) this.store(storeIn, labels.tags, container.region);
    checkStack(this, iamIssues);
    translateDependencies(this);
    warn(this, container, expiresAt);
  }

  /** The API key of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  /** The access key, which is also the ID of the API key. */
  public get accessKey(): string {
    return this.#resource.accessKey;
  }

  /** Stores the key in the stack's region and the provider's project, where `SecretValue.secretManager` looks for it. */
  private store(
    { secretName, path }: StoreInOptions,
    tags: string[] | undefined,
    containerRegion: Region | undefined,
  ): void {
    const region = stackRegion(this) ?? containerRegion;
    const secret = new Secret(this, "Secret", { ...escapeTemplates({ name: secretName, path }), tags, region });
    new SecretVersion(this, "SecretVersion", { secretId: secret.id, data: this.#resource.secretKey, region });
  }
}

/** The default name of the application. It starts with the container's name, because an organization has one list of applications. */
function defaultName(id: string, props: unknown): string {
  const { name } = fieldsOf(fieldsOf(props)["container"]);
  return typeof name === "string" ? `${name}-${id}` : id;
}

const tokenSchema = acrossFields(
  propsSchema<AccessTokenProps>()({
    container: containerReferenceField(),
    name: nameField(TOKEN_LIMITS.name).optional(),
    description: text(TOKEN_LIMITS.description).optional(),
    expiresAt: withCheck(
      formattedText({
        name: "a time in RFC 3339",
        remedy: "Use a time such as 2030-01-31T00:00:00Z.",
        isValid: (value) => z.iso.datetime({ offset: true }).safeParse(value).success,
      }),
      (value) =>
        Date.parse(value) > Date.now()
          ? undefined
          : {
              code: "expired",
              message: `is in the past, got ${show(value)}. Use a later time, which replaces the token.`,
            },
    ).optional(),
    storeIn: propsSchema<StoreInOptions>()({
      secretName: secretNameField(),
      path: secretPathField().optional(),
    }).optional(),
    tags: texts().optional(),
    raisedLimits: raisedLimitsField().optional(),
  }),
  projectIssues,
);

function* projectIssues({ container }: Unchecked<AccessTokenProps>): Iterable<ValidationIssue> {
  if (!isContainerReference(container) || container.projectId !== undefined) return;
  const message =
    "has no known project for the policy of the token. Pass projectId to fromAttributes of the container or its namespace.";
  yield { code: "unknown-project", path: "container", message };
}

const MILLISECONDS_PER_DAY = 24 * 3600 * 1000;

/** Finds issues that IAM and Secret Manager would report in the middle of an apply. */
function iamIssues(stack: TerraformStack): ValidationIssue[] {
  const applications = membersOf(stack, (each) => each instanceof IamApplication);
  const secrets = membersOf(stack, (each) => each instanceof Secret);
  const pathOf = ({ pathInput = "/", nameInput = "" }: Secret) => `${pathInput.replace(/\/$/, "")}/${nameInput}`;
  return [
    ...applications.flatMap((application) => {
      const { node, tagsInput = [] } = application;
      const limit = TOKEN_LIMITS.tags;
      if (Token.isUnresolved(tagsInput) || tagsInput.length <= limit.max) return [];
      const message = `has too many tags, got ${tagsInput.length}. IAM accepts at most ${limit.max}: remove tags from the token or the stack${orRaise(limit)}.`;
      const exceeded = exceeding(limit, tagsInput.length);
      return withoutRaised(application, [{ code: "too-many", path: node.path, message, exceeded }]);
    }),
    ...[...groupBy(secrets, providerOf).values()].flatMap((each) =>
      duplicates("secret", each, pathOf, "Store each token under its own name."),
    ),
  ];
}

function warn(token: AccessToken, container: ContainerReference, expiresAt: string | undefined): void {
  if (expiresAt === undefined) {
    addWarning(
      token,
      "token-without-expiry",
      "The token never expires. Set expiresAt, and replace the token before that time.",
    );
  } else {
    const daysLeft = (Date.parse(expiresAt) - Date.now()) / MILLISECONDS_PER_DAY;
    if (daysLeft < DAYS_BEFORE_EXPIRY) {
      const period = daysLeft <= 1 ? "a day" : `${Math.ceil(daysLeft)} days`;
      addWarning(
        token,
        "token-expires-soon",
        `The token expires within ${period}. Set a later expiresAt, which replaces it.`,
      );
    }
  }
  if (container.privacy === "public") {
    const message = 'The container is public, so it also answers calls without the token. Set privacy: "private".';
    addWarning(token, "token-of-public-container", message);
  }
}
