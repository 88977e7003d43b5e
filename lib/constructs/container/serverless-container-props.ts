import type { IResolvable } from "cdktf";
import type { ContainerImage } from "../../contracts/container-image";
import type { ContainerNamespace } from "../container-namespace";
import type { HttpOption, Privacy, Protocol, Region, Sandbox } from "../../facts/limits";
import type { Probe } from "./probe";
import type { ScalingOption } from "./scaling-option";
import type { SecretValue } from "../../secrets/secret-value";

export interface ServerlessContainerProps {
  /** What to run. */
  readonly image: ContainerImage;
  /** Whether anybody may call it, or only holders of an IAM key. */
  readonly privacy: Privacy;
  /**
   * 2 to 34 lower-case letters, digits and -. The namespace takes the same name, so a letter comes first unless
   * `namespace` is given. A new name replaces the container and gives it a new URL.
   * @default - the construct id
   */
  readonly name?: string | undefined;
  /**
   * A namespace that several containers share. Another one replaces the container and gives it a new URL.
   * @default - one of its own, with the same name
   */
  readonly namespace?: ContainerNamespace | undefined;
  /**
   * Another region replaces the container, its namespace and its URL.
   * @default - the namespace's, else the stack's, else the provider's
   */
  readonly region?: Region | undefined;
  /**
   * The port that the program listens on: 1 to 65535, but not 8008, 8012, 8013, 8022, 9090, 9091. It finds it in `PORT`.
   * @default 8080
   */
  readonly port?: number | undefined;
  /**
   * At most 255 characters.
   * @default - none
   */
  readonly description?: string | undefined;
  /**
   * Memory of an instance: 128 to 12288 decimal megabytes.
   * @default 256
   */
  readonly memoryLimitMb?: number | undefined;
  /**
   * CPU of an instance: 70 to 6000 thousandths of a vCPU.
   * @default - 70 for each 128 MB of memory, at most 6000
   */
  readonly cpuLimit?: number | undefined;
  /**
   * Instances that always run, and cost: 0 to 10, not above maxScale.
   * @default 0
   */
  readonly minScale?: number | undefined;
  /**
   * Instances at most: 1 to 50.
   * @default 20
   */
  readonly maxScale?: number | undefined;
  /**
   * Seconds that a request may take: 10 to 3600.
   * @default 300
   */
  readonly timeoutSeconds?: number | undefined;
  /**
   * Whether plain HTTP is answered or redirected to HTTPS.
   * @default "enabled"
   */
  readonly httpOption?: HttpOption | undefined;
  /**
   * What the container speaks: HTTP/1.1, or HTTP/2 without TLS, as gRPC needs.
   * @default "http1"
   */
  readonly protocol?: Protocol | undefined;
  /**
   * Replaces the image's entry point.
   * @default - the image's
   */
  readonly command?: readonly string[] | undefined;
  /**
   * Replaces the image's arguments.
   * @default - the image's
   */
  readonly args?: readonly string[] | undefined;
  /**
   * At most 200 with the namespace's; names up to 100 and values up to 1000 characters. `PORT` and `SCW_*` are reserved.
   * @default - none
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;
  /**
   * At most 200 with the namespace's, up to 65 536 bytes each. No name that environmentVariables has.
   * @default - none
   */
  readonly secretEnvironmentVariables?: Readonly<Record<string, SecretValue>> | undefined;
  /**
   * The private network to join, as `region/uuid`; its region is replaced by the container's.
   * @default - none
   */
  readonly privateNetworkId?: string | undefined;
  /**
   * The execution environment.
   * @default "v2"
   */
  readonly sandbox?: Sandbox | undefined;
  /**
   * Restarts instances that fail it (Scaleway's liveness probe).
   * @default - TCP, 30 failures, every 10 seconds, 1 second each
   */
  readonly healthCheck?: Probe | undefined;
  /**
   * Holds back requests until an instance passes it. Once set it cannot be removed: to go back, write `{ tcp: true }`.
   * @default - none
   */
  readonly startupProbe?: Probe | undefined;
  /**
   * What adds instances.
   * @default - 50 concurrent requests
   */
  readonly scalingOption?: ScalingOption | undefined;
  /**
   * Disk of an instance: 1000 to 24456 decimal megabytes, lost with the instance.
   * @default 1000
   */
  readonly localStorageLimitMb?: number | undefined;
  /**
   * The image's digest, a build id or a git SHA: any change, removal included, redeploys.
   * @default - the image's digest, else none
   */
  readonly registrySha256?: string | undefined;
  /**
   * Labels of the container in Scaleway's console and API.
   * @default - none
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Whether a deployment that Scaleway reports as failed fails the apply. The provider itself only warns.
   * @default true
   */
  readonly deployGate?: boolean | IResolvable | undefined;
  /**
   * The id of a container that exists in the account, as `region/uuid`: the next apply takes it over instead of creating
   * one. Needs its `namespace`, its own name, and Terraform 1.5 or later.
   * @default - none: the container is created
   */
  readonly importFrom?: string | undefined;
}
