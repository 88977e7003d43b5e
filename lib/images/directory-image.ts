import { TerraformStack, Token } from "cdktf";
import { z } from "zod";
import type { BoundImage, IContainerImage, ImageScope } from "../contracts/container-image";
import { ValidationError, throwIfAny, type ValidationIssue } from "../base/errors";
import { CONTENT_TAG_DIGITS, IMAGE_LIMITS, PLATFORM } from "../facts/image-facts";
import { SCALEWAY_REGISTRY_HOSTS, isScalewayRegistryHost } from "../facts/registry-hosts";
import { isSecretName } from "../base/secret-names";
import { findSecrets } from "../base/secret-search";
import { FROM_DIRECTORY, hashContext, readContext, type BuildContext } from "./build-context";
import { secretNameProblem } from "../base/deployable-text";
import { isSecret } from "../base/secret-brand";
import { BuiltImage, DockerProvider, ScalewayKey } from "./docker-provider";
import { anyName, filePath, filePaths, formattedText, plainText, withCheck } from "../schema/fields";
import { IMAGE_NAME, REFERENCE, quoteReference } from "../base/image-reference";
import { fieldsOf, withFields } from "../base/objects";
import { fromStackFolder } from "../terraform/output-folder";
import { registryEndpointField } from "../schema/image-fields";
import { createOnce } from "../terraform/shared";
import { kind, showName } from "../base/show";
import { acrossFields, parseInput, problems, propsSchema, type Unchecked } from "../schema/parse";
import { addWarning } from "../terraform/warnings";

/** The options of `ContainerImage.fromDirectory`. */
export interface DirectoryImageOptions {
  /**
   * The registry and its path without a scheme, such as `rg.fr-par.scw.cloud/my-registry`. The registry must exist or be created
   * in the same stack. A token must be the endpoint of a Scaleway registry.
   */
  readonly registryEndpoint: string;
  /** The name of the image in the registry, such as `order-api`. The tag is a hash of the content. */
  readonly name: string;
  /**
   * Values for the `ARG`s of the Dockerfile. Everyone who can pull the image can read them, so they must not be secrets.
   * @default - none
   * @example
   * ```ts
   * buildArgs: { NODE_VERSION: "22" }
   * ```
   */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  /**
   * The path of the Dockerfile, relative to the directory and inside it. Cannot be a token.
   * @default "Dockerfile"
   */
  readonly dockerfile?: string | undefined;
  /**
   * The stage of the Dockerfile to build, for example `production`.
   * @default - the last stage
   */
  readonly target?: string | undefined;
  /**
   * Files with credentials that the image may contain, such as `.env.production`: paths relative to the directory. Everyone who can
   * pull the image can read them. Cannot be tokens.
   * @default - files with credentials are rejected
   * @example
   * ```ts
   * allowedSecretFiles: [".env.production"]
   * ```
   */
  readonly allowedSecretFiles?: readonly string[] | undefined;
}

export class DirectoryImage implements IContainerImage {
  readonly #options: DirectoryImageOptions;
  readonly #context: BuildContext;
  readonly #tag: string;

  constructor(path: string, options: DirectoryImageOptions) {
    const input = withFields(options, { path });
    const { dockerfile = "Dockerfile", allowedSecretFiles } = fieldsOf(options);
    const allowed = Array.isArray(allowedSecretFiles) ? allowedSecretFiles.filter(isLiteral) : [];
    const context = isLiteral(path) && isLiteral(dockerfile) ? readContext(path, dockerfile, allowed) : [];
    if (Array.isArray(context)) throw new ValidationError(FROM_DIRECTORY, [...problems(schema, input), ...context]);
    const { buildArgs, ...others } = parseInput(FROM_DIRECTORY, schema, input);
    const isMap = buildArgs !== undefined && !Token.isUnresolved(buildArgs);
    this.#options = { ...others, buildArgs: isMap ? Object.fromEntries(sortedArguments(buildArgs)) : buildArgs };
    this.#context = context;
    this.#tag = hashContext(this.#context, settingsOf(this.#options)).slice(0, CONTENT_TAG_DIGITS);
  }

  /** An image that is built once per stack, for all containers that use it. */
  public bind(scope: ImageScope): BoundImage {
    const { name, target, buildArgs } = this.#options;
    const { directory, dockerfile } = this.#context;
    const endpoint = this.#options.registryEndpoint.replace(/\/$/, "");
    const reference = `${endpoint}/${name}:${this.#tag}`;
    const build = { context: fromStackFolder(scope, directory), dockerfile, target, buildArgs };
    const stack = TerraformStack.of(scope);
    const image = createOnce(
      stack,
      GROUP,
      [name, endpoint],
      (parent, id) => new BuiltImage(parent, id, { provider: providerFor(stack, endpoint), reference, build }),
    );
    if (!image.hasSameBuild(reference, build)) {
      const message = `has the name of another image in this stack with different content, got ${showName(name)}. Rename one of them.`;
      throwIfAny(scope.node.path, [{ code: "duplicate-name", path: "image", message }]);
    }
    for (const [argument] of sortedArguments(buildArgs).filter(isSecretArgument)) {
      const message = `Everyone who can pull ${name} can read the build argument ${argument}. Pass a secret in secretEnvironmentVariables.`;
      addWarning(scope, "secret-build-argument", message);
    }
    return { image: image.reference, registrySha256: image.digest };
  }
}

/** A token with the name of a secret is in the image too. */
function isSecretArgument([name, value]: [name: string, value: string]): boolean {
  return isSecretName(name) || findSecrets({ [name]: value }).length > 0;
}

const GROUP = "BuiltImages";

/** The Docker provider of the stack, with a login to the registry. */
function providerFor(stack: TerraformStack, endpoint: string): DockerProvider {
  const provider = createOnce(stack, GROUP, ["docker"], (parent, id) => new DockerProvider(parent, id));
  const host = endpoint.replace(/\/.*/s, "");
  // The host of a registry that is not created yet would be known too late for the provider.
  const scaleway = Token.isUnresolved(host) ? SCALEWAY_REGISTRY_HOSTS : [host].filter(isScalewayRegistryHost);
  for (const address of scaleway) {
    const key = createOnce(stack, GROUP, ["scaleway"], (parent, id) => new ScalewayKey(parent, id));
    provider.logIn({ address, username: "nologin", password: key.secretKey });
  }
  if (scaleway.length === 0) provider.logIn({ address: host });
  return provider;
}

function isLiteral(value: unknown): value is string {
  return typeof value === "string" && !/^$|\0/.test(value) && !Token.isUnresolved(value);
}

/** The build arguments, sorted by name; empty for a token. */
function sortedArguments(buildArgs: DirectoryImageOptions["buildArgs"] = {}): [name: string, value: string][] {
  if (Token.isUnresolved(buildArgs)) return [];
  return Object.entries(buildArgs).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The settings that are part of the tag. Tokens are omitted: the provider builds again if the value of a token changes. */
function settingsOf({ target, buildArgs }: DirectoryImageOptions) {
  const literalOrNull = (value: string | undefined) => (Token.isUnresolved(value) ? null : value);
  const args = sortedArguments(buildArgs).map(([name, value]) => [name, literalOrNull(value)]);
  return { platform: PLATFORM, target: literalOrNull(target), args };
}

const buildArgumentField = () =>
  plainText({
    error: ({ input }) =>
      isSecret(input)
        ? "is a SecretValue, which everyone who can pull the image could read. Pass it in secretEnvironmentVariables."
        : `is not text, got ${kind(input)}. Use text.`,
  });

const schema = acrossFields(
  propsSchema<DirectoryImageOptions & { readonly path: string }>()({
    path: filePath(),
    registryEndpoint: registryEndpointField(),
    name: formattedText({
      name: "a valid image name",
      remedy: "Use lowercase letters and digits, with single . _ or - between them, in parts separated by /.",
      isValid: (name) => IMAGE_NAME.test(name),
      show: showName,
    }),
    buildArgs: z
      .record(withCheck(plainText(), secretNameProblem), buildArgumentField(), {
        error: ({ input }) => `is not an object, got ${kind(input)}. Use an object of names and values.`,
      })
      .readonly()
      .optional(),
    dockerfile: filePath().optional(),
    target: anyName().optional(),
    allowedSecretFiles: filePaths().optional(),
  }),
  referenceIssues,
);

/** Finds issues of the whole reference, whose parts are valid. */
function* referenceIssues(options: Unchecked<DirectoryImageOptions>): Iterable<ValidationIssue> {
  const { registryEndpoint: endpoint, name } = options;
  if (!isLiteral(endpoint) || endpoint.includes("://")) return;
  const hasHost = /^([^/]*[.:][^/]*|localhost)(\/|$)/.test(endpoint);
  const [, ...path] = endpoint.replace(/\/$/, "").split("/");
  if (!hasHost || !REFERENCE.test(`${endpoint.replace(/\/$/, "")}/x`) || path.includes("")) {
    const problem = `is not a registry endpoint, got ${quoteReference(endpoint)}`;
    const message = `${problem}. Use a host and a path, such as rg.fr-par.scw.cloud/my-registry.`;
    yield { code: "invalid-registry-endpoint", path: "registryEndpoint", message };
  }
  if (!isLiteral(name)) return;
  const { maxLength } = IMAGE_LIMITS.reference;
  const length = `${endpoint}/${name}:`.length + CONTENT_TAG_DIGITS;
  if (length <= maxLength) return;
  const message = `is too long, got ${length} characters with registry and tag. Use at most ${maxLength} for all three.`;
  yield { code: "too-long", path: "name", message };
}
