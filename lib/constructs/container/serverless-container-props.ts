import type { IResolvable, TerraformProvider } from "cdktf";
import type { IContainerImage } from "../../contracts/container-image";
import type { IContainerNamespace } from "../../contracts/container-namespace";
import type { HttpOption, Privacy, Protocol, Region, Sandbox } from "../../facts/limits";
import type { RaisedLimit } from "../../schema/raised-limits";
import type { SecretValue } from "../../secrets/secret-value";
import type { IgnorableProp } from "./ignore-changes";
import type { Probe } from "./probe";
import type { ScalingOption } from "./scaling-option";

/**
 * The props of a `ServerlessContainer`. Omitted props get the defaults of this library, which the plan contains: removing a prop resets
 * the setting.
 */
export interface ServerlessContainerProps {
  /**
   * The image that the container runs, built for linux/amd64.
   * @example
   * ```ts
   * image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0")
   * ```
   */
  readonly image: IContainerImage;
  /** Who can call the container: everybody (`"public"`), or holders of an IAM key (`"private"`). */
  readonly privacy: Privacy;
  /**
   * The name: 2 to 34 lowercase letters, digits and hyphens. The namespace has the same name, so the first character is a letter unless
   * `namespace` is given. Another name replaces the container and changes its URL.
   * @default - the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The namespace, which several containers can share. Another namespace replaces the container and changes its URL.
   * @default - a new namespace with the name of the container
   * @example
   * ```ts
   * namespace: new ContainerNamespace(stack, "shop", { environmentVariables: { LOG_LEVEL: "info" } })
   * ```
   */
  readonly namespace?: IContainerNamespace | undefined;
  /**
   * The region, for example `fr-par`. Another region replaces the container and its namespace, and changes its URL.
   * @default - the region of the namespace, else of the stack, else of the provider
   */
  readonly region?: Region | undefined;
  /**
   * The port that the program listens on: 1 to 65535, except 8008, 8012, 8013, 8022, 9090 and 9091, which Scaleway reserves.
   * The program finds it in the variable `PORT`.
   * @default 8080
   */
  readonly port?: number | undefined;
  /**
   * The description in Scaleway's console and API. At most 255 characters.
   * @default - no description
   */
  readonly description?: string | undefined;
  /**
   * The memory of an instance in decimal megabytes: 128 to 12288.
   * @default 256
   */
  readonly memoryLimitMb?: number | undefined;
  /**
   * The CPU of an instance in thousandths of a vCPU: 70 to 6000.
   * @default - 70 per 128 MB of memory, at most 6000
   */
  readonly cpuLimit?: number | undefined;
  /**
   * The number of instances that always run and are always billed: 0 to 10, and at most `maxScale`.
   * @default 0
   */
  readonly minScale?: number | undefined;
  /**
   * The maximum number of instances: 1 to 200.
   * @default 20
   */
  readonly maxScale?: number | undefined;
  /**
   * The maximum duration of a request in seconds: 10 to 3600.
   * @default 300
   */
  readonly timeoutSeconds?: number | undefined;
  /**
   * Whether Scaleway answers plain HTTP (`"enabled"`) or redirects it to HTTPS (`"redirected"`).
   * @default "enabled"
   */
  readonly httpOption?: HttpOption | undefined;
  /**
   * The protocol of the container: HTTP/1.1 (`"http1"`), or HTTP/2 without TLS (`"h2c"`), which gRPC requires.
   * @default "http1"
   */
  readonly protocol?: Protocol | undefined;
  /**
   * Replaces the entry point of the image.
   * @default - the entry point of the image
   * @example
   * ```ts
   * command: ["node", "server.js"]
   * ```
   */
  readonly command?: readonly string[] | undefined;
  /**
   * Replaces the arguments of the image. They are visible in plans: pass secrets in `secretEnvironmentVariables`.
   * @default - the arguments of the image
   * @example
   * ```ts
   * args: ["--log-level", "info"]
   * ```
   */
  readonly args?: readonly string[] | undefined;
  /**
   * The variables of the program in plain text. At most 200 variables, including those of the namespace. Names have at most 100 characters, values at most
   * 65,536. `PORT` is reserved, and a name that starts with `SCW_` causes a warning.
   * @default - no variables
   * @example
   * ```ts
   * environmentVariables: { LOG_LEVEL: "info", REGION: stack.region }
   * ```
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /**
   * The variables of the program that are secret. At most 200 secrets, including those of the namespace, with at most 65,536 bytes each. A name cannot also be in
   * `environmentVariables`.
   * @default - no secrets
   * @example
   * ```ts
   * secretEnvironmentVariables: {
   *   DATABASE_URL: SecretValue.variable("database_url"),
   *   API_KEY: SecretValue.secretManager("payment-api-key"),
   * }
   * ```
   */
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
  /**
   * The ID of the private network to join, in the form `region/uuid`. The region is replaced by the container's region.
   * @default - no private network
   * @example
   * ```ts
   * privateNetworkId: "fr-par/11111111-1111-1111-1111-111111111111"
   * ```
   */
  readonly privateNetworkId?: string | undefined;
  /**
   * The execution environment: `"v1"` or `"v2"`.
   * @default "v2"
   */
  readonly sandbox?: Sandbox | undefined;
  /**
   * The liveness probe. Scaleway restarts an instance that fails it.
   * @default - TCP, 30 failures, every 10 seconds, with a timeout of 1 second
   * @example
   * ```ts
   * healthCheck: { path: "/healthz", intervalSeconds: 30, timeoutSeconds: 2, failureThreshold: 5 }
   * ```
   */
  readonly healthCheck?: Probe | undefined;
  /**
   * Scaleway sends no requests to an instance until it passes this probe. The provider cannot remove it: to disable it, set
   * `{ tcp: true }`.
   * @default - no startup probe
   * @example
   * ```ts
   * startupProbe: { path: "/ready", failureThreshold: 30 }
   * ```
   */
  readonly startupProbe?: Probe | undefined;
  /**
   * The threshold at which Scaleway adds instances: exactly one of concurrent requests, CPU usage and memory usage.
   * @default - 50 concurrent requests
   * @example
   * ```ts
   * scalingOption: { concurrentRequestsThreshold: 20 }
   * ```
   */
  readonly scalingOption?: ScalingOption | undefined;
  /**
   * The disk of an instance in decimal megabytes: 1000 to 24456. The disk is deleted with the instance.
   * @default 1000
   */
  readonly localStorageLimitMb?: number | undefined;
  /**
   * The digest of the image, a build ID or a git SHA. Every change, including its removal, triggers a redeployment.
   * @default - the digest of the image if the image has one
   * @example
   * ```ts
   * registrySha256: "sha256:b5b2b2c507a0944348e0303114d8d93aaaa081732b86451d9bce1f432a537bc7"
   * ```
   */
  readonly registrySha256?: string | undefined;
  /**
   * The tags of the container in Scaleway's console and API.
   * @default - no tags
   * @example
   * ```ts
   * tags: ["team=shop"]
   * ```
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Whether a failed deployment fails the apply. The provider itself only prints a warning.
   * @default true
   */
  readonly deployGate?: boolean | IResolvable | undefined;
  /**
   * The ID of an existing container in the form `region/uuid`. The next apply imports it instead of creating a container.
   * Requires its `namespace` or `importNamespaceFrom`, its name, and Terraform 1.5 or later.
   * @default - the container is created
   * @example
   * ```ts
   * importFrom: "fr-par/11111111-1111-1111-1111-111111111111",
   * importNamespaceFrom: "fr-par/22222222-2222-2222-2222-222222222222"
   * ```
   */
  readonly importFrom?: string | undefined;
  /**
   * The ID of the existing namespace of the container in the form `region/uuid`, if no other container shares it. The next apply
   * imports it. Requires that the namespace has the name of the container: import any other namespace with a
   * `ContainerNamespace`, and pass it as `namespace`.
   * @default - the namespace is created, unless `namespace` is given
   */
  readonly importNamespaceFrom?: string | undefined;
  /**
   * The provider for the container, its namespace and everything that is added to it, for example an alias with another region,
   * project or profile. It must be in the same stack. The default region is the region of the provider.
   * @default - the provider of the namespace, else of the scope, else the default provider of the stack
   * @example
   * ```ts
   * provider: new ScalewayProvider(stack, "milan", { alias: "milan", region: "it-mil" })
   * ```
   */
  readonly provider?: TerraformProvider | undefined;
  /**
   * Props that Terraform sets when it creates the container, and whose later changes it ignores, for example `["image"]` if
   * another tool deploys new images.
   * @default - no changes are ignored
   * @example
   * ```ts
   * ignoreChanges: ["image", "registrySha256"]
   * ```
   */
  readonly ignoreChanges?: readonly IgnorableProp[] | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this container and its triggers.
   * @default - the limits that are raised on the scopes
   * @example
   * ```ts
   * raisedLimits: [{ limit: "container.maxScale", to: 500, reason: "Scaleway's support, ticket 4711" }]
   * ```
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}
