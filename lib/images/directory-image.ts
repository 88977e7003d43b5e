import { Token } from "cdktf";
import { z } from "zod";
import type { BoundImage, ContainerImage, ImageScope } from "../contracts/container-image";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { CONTENT_TAG_DIGITS, IMAGE_LIMITS, PLATFORM } from "../facts/limits";
import { SCALEWAY_REGISTRY_HOSTS, isScalewayRegistryHost } from "../facts/registry-hosts";
import { isSecretName } from "../facts/secret-looking";
import { FROM_DIRECTORY, hashContext, readContext, type BuildContext } from "./build-context";
import { isSecret } from "../base/secret-brand";
import { BuiltImage, DockerProvider, ScalewayKey } from "./docker-provider";
import { filePath, formatted, nonEmpty, plainText } from "../schema/fields";
import { IMAGE_NAME, REFERENCE, quoteReference } from "../base/image-reference";
import { fieldsOf } from "../base/objects";
import { fromStackFolder } from "../terraform/output-folder";
import { registryEndpoint } from "../schema/image-fields";
import { shared } from "../terraform/shared";
import { kind } from "../base/show";
import { acrossFields, problems, propsSchema, refuse } from "../schema/parse";
import { addWarning } from "../terraform/warnings";

/** A directory that is built into an image. */
export interface DirectoryImageOptions {
  /**
   * The registry and its path without a scheme, as `rg.fr-par.scw.cloud/my-registry`. It has to exist, or be made by the same stack:
   * a token is the endpoint of a registry of Scaleway.
   */
  readonly registryEndpoint: string;
  /** The image's name in the registry, as `order-api`. The tag is made of the content. */
  readonly name: string;
  /**
   * Values for the Dockerfile's `ARG`s. They stay in the image's history, for all who may pull it: no place for secrets.
   * @default - none
   */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  /**
   * The Dockerfile's path from the directory, inside of it; no token.
   * @default "Dockerfile"
   */
  readonly dockerfile?: string | undefined;
  /**
   * The stage to build.
   * @default - the last one
   */
  readonly target?: string | undefined;
}

export class DirectoryImage implements ContainerImage {
  readonly #options: DirectoryImageOptions;
  readonly #context: BuildContext;
  readonly #tag: string;

  constructor(path: string, options: DirectoryImageOptions) {
    const { dockerfile = "Dockerfile" } = fieldsOf(options);
    const issues = problems(schema, { ...fieldsOf(options), path });
    const context = isLiteral(path) && isLiteral(dockerfile) ? readContext(path, dockerfile) : [];
    if (Array.isArray(context)) throw new ValidationError(FROM_DIRECTORY, [...issues, ...context]);
    refuse(FROM_DIRECTORY, issues);
    const { buildArgs } = options;
    const isMap = buildArgs !== undefined && !Token.isUnresolved(buildArgs);
    this.#options = { ...options, buildArgs: isMap ? Object.fromEntries(argumentsOf(options)) : buildArgs };
    this.#context = context;
    this.#tag = hashContext(this.#context, settingsOf(this.#options)).slice(0, CONTENT_TAG_DIGITS);
  }

  /** Built once a stack, however many containers run it. */
  public bind(scope: ImageScope): BoundImage {
    const { name, target, buildArgs } = this.#options;
    const { folder, dockerfile } = this.#context;
    const endpoint = this.#options.registryEndpoint.replace(/\/$/, "");
    const reference = `${endpoint}/${name}:${this.#tag}`;
    const build = { context: fromStackFolder(scope, folder), dockerfile, target, buildArgs };
    const image = shared(
      scope,
      GROUP,
      [name, endpoint],
      (parent, id) => new BuiltImage(parent, id, { provider: providerFor(scope, endpoint), reference, build }),
    );
    if (!image.isOf(reference, build)) {
      const message = `${name} is built from other content in this stack as well; give one of them another name`;
      refuse(scope.node.path, [{ path: "image", message }]);
    }
    for (const [argument] of argumentsOf(this.#options).filter(([each]) => isSecretName(each))) {
      const message = `Whoever may pull ${name} can read the build argument ${argument}; a secret belongs into secretEnvironmentVariables`;
      addWarning(scope, "secret-build-argument", message);
    }
    return { image: image.reference, registrySha256: image.digest };
  }
}

const GROUP = "BuiltImages";

/** The stack's Docker provider, logged in to the registry. */
function providerFor(scope: ImageScope, endpoint: string): DockerProvider {
  const provider = shared(scope, GROUP, ["docker"], (parent, id) => new DockerProvider(parent, id));
  const host = endpoint.replace(/\/.*/s, "");
  // Terraform would know it too late where the registry is still to be made.
  const scaleway = Token.isUnresolved(host) ? SCALEWAY_REGISTRY_HOSTS : [host].filter(isScalewayRegistryHost);
  for (const address of scaleway) {
    const key = shared(scope, GROUP, ["scaleway"], (parent, id) => new ScalewayKey(parent, id));
    provider.logIn({ address, username: "nologin", password: key.secretKey });
  }
  if (scaleway.length === 0) provider.logIn({ address: host });
  return provider;
}

function isLiteral(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !Token.isUnresolved(value);
}

/** Sorted, and none of a map that only Terraform knows. */
function argumentsOf({ buildArgs = {} }: DirectoryImageOptions): [name: string, value: string][] {
  if (Token.isUnresolved(buildArgs)) return [];
  return Object.entries(buildArgs).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What changes an image beside its context. What only Terraform knows has no part in it: the provider builds anew when it changes. */
function settingsOf(options: DirectoryImageOptions) {
  const known = (value: string | undefined) => (Token.isUnresolved(value) ? null : value);
  const args = argumentsOf(options).map(([name, value]) => [name, known(value)]);
  return { platform: PLATFORM, target: known(options.target), args };
}

const buildArgument = () =>
  plainText({
    error: ({ input }) =>
      isSecret(input)
        ? "is a SecretValue, and whoever may pull an image can read its build arguments; give it to secretEnvironmentVariables"
        : `is ${kind(input)}; write text`,
  });

const schema = acrossFields(
  propsSchema<DirectoryImageOptions & { readonly path: string }>()({
    path: filePath(),
    registryEndpoint: registryEndpoint(),
    name: formatted(
      "image name",
      "write lower-case letters and digits, with single . _ or - inside, in parts divided by /",
      (name) => IMAGE_NAME.test(name),
    ),
    buildArgs: z
      .record(z.string(), buildArgument(), {
        error: ({ input }) => `is ${kind(input)}; write an object of names and texts`,
      })
      .readonly()
      .optional(),
    dockerfile: filePath().optional(),
    target: nonEmpty().optional(),
  }),
  referenceIssues,
);

/** What only the whole reference shows. */
function* referenceIssues({
  registryEndpoint: endpoint,
  name,
}: Partial<DirectoryImageOptions>): Iterable<ValidationIssue> {
  if (!isLiteral(endpoint) || endpoint.includes("://")) return;
  const hasHost = /^([^/]*[.:][^/]*|localhost)(\/|$)/.test(endpoint);
  const [, ...path] = endpoint.replace(/\/$/, "").split("/");
  if (!hasHost || !REFERENCE.test(`${endpoint.replace(/\/$/, "")}/x`) || path.includes("")) {
    const message = `${quoteReference(endpoint)} is no registry; write its host and path, as rg.fr-par.scw.cloud/my-registry`;
    yield { path: "registryEndpoint", message };
  }
  const { maxLength } = IMAGE_LIMITS.reference;
  const length = `${endpoint}/${name}:`.length + CONTENT_TAG_DIGITS;
  if (isLiteral(name) && length > maxLength) {
    yield {
      path: "name",
      message: `makes a reference of ${length} characters with the registry and the tag, more than ${maxLength}; write a shorter one`,
    };
  }
}
