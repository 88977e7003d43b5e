import { Construct } from "constructs";
import { ValidationError } from "../../base/errors";
import { withFields } from "../../base/objects";
import type { ContainerReference } from "../../contracts/container-reference";
import type { Privacy, Region } from "../../facts/limits";
import { AccessToken, type AccessTokenOptions } from "../access-token";
import { CronSchedule, type CronScheduleOptions } from "../cron-schedule";
import { CustomDomain, type CustomDomainOptions } from "../custom-domain";
import { MnqTrigger, type MnqTriggerOptions } from "../mnq/mnq-trigger";
import { grantInvoke, type GrantInvokeOptions, type IContainerCaller } from "./invocation";

/**
 * A container with the methods that add schedules, domains, tokens and triggers to it. A `ServerlessContainer` is one, and
 * `ServerlessContainer.fromAttributes` returns one.
 */
export interface IServerlessContainer extends ContainerReference {
  /**
   * Adds a schedule that calls the container.
   * @param id the construct ID, which is also the default name of the trigger
   * @example
   * ```ts
   * api.addSchedule("nightly", { schedule: "0 2 * * *", timezone: "Europe/Paris", path: "/cleanup" });
   * ```
   * @returns the schedule
   * @throws ValidationError with every problem of the options
   */
  addSchedule(id: string, options: CronScheduleOptions): CronSchedule;
  /**
   * Serves the container under a custom hostname.
   * @param id the construct ID
   * @example
   * ```ts
   * api.addDomain("domain", { hostname: "api.example.com", dnsZone: "example.com" });
   * ```
   * @returns the domain
   * @throws ValidationError with every problem of the options
   */
  addDomain(id: string, options: CustomDomainOptions): CustomDomain;
  /**
   * Creates a credential for calls of a private container.
   * @param id the construct ID, with which the default name of the IAM application ends
   * @example
   * ```ts
   * const token = api.addToken("partner", { expiresAt: "2099-01-31T00:00:00Z", storeIn: { secretName: "order-api-token" } });
   * ```
   * @returns the token
   * @throws ValidationError with every problem of the options
   */
  addToken(id: string, options?: AccessTokenOptions): AccessToken;
  /**
   * Calls the container with each message of a queue or subject.
   * @param id the construct ID, which is also the default name of the trigger
   * @example
   * ```ts
   * api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }), path: "/orders" });
   * ```
   * @returns the trigger
   * @throws ValidationError with every problem of the options
   */
  addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger;
  /**
   * Lets another container call this one: it gets the URL and, unless this container is public, a token in its variables.
   * @param caller the container that calls, in this or another stack
   * @example
   * ```ts
   * const web = new ServerlessContainer(stack, "web", { image, privacy: "public" });
   * api.grantInvoke(web, { expiresAt: "2099-01-31T00:00:00Z" });
   * ```
   * @returns the token; undefined if this container is public
   * @throws ValidationError with every problem of the options; with the code `circular-reference` if the stacks of the containers would
   * depend on each other; with the code `unknown-endpoint` or `unknown-project` if an imported container has no endpoint or project
   */
  grantInvoke(caller: IContainerCaller, options?: GrantInvokeOptions): AccessToken | undefined;
}

/**
 * The methods of `IServerlessContainer`, for a class with the properties of a `ContainerReference`.
 * @example
 * ```ts
 * class LegacyContainer extends ServerlessContainerBase {
 *   public readonly name = "legacy-api";
 *   public readonly containerId = "fr-par/11111111-1111-1111-1111-111111111111";
 *   public readonly region = "fr-par";
 *   public readonly domainName = "legacy.example.com";
 *   public readonly projectId = undefined;
 *   public readonly explicitProjectId = undefined;
 *   public readonly privacy = "public";
 *   public readonly timeoutSeconds = 300;
 * }
 *
 * new LegacyContainer(stack, "legacy").addSchedule("nightly", { schedule: "0 2 * * *" });
 * ```
 */
export abstract class ServerlessContainerBase extends Construct implements IServerlessContainer {
  public abstract readonly name: string;
  public abstract readonly containerId: string;
  public abstract readonly region: Region | undefined;
  public abstract readonly domainName: string | undefined;
  public abstract readonly projectId: string | undefined;
  public abstract readonly explicitProjectId: string | undefined;
  public abstract readonly privacy: Privacy | undefined;
  public abstract readonly timeoutSeconds: number | undefined;

  public addSchedule(id: string, options: CronScheduleOptions): CronSchedule {
    return new CronSchedule(this, id, withFields(options, { container: this }));
  }

  public addDomain(id: string, options: CustomDomainOptions): CustomDomain {
    return new CustomDomain(this, id, withFields(options, { container: this }));
  }

  public addToken(id: string, options: AccessTokenOptions = {}): AccessToken {
    return new AccessToken(this, id, withFields(options, { container: this }));
  }

  public addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger {
    return new MnqTrigger(this, id, withFields(options, { container: this }));
  }

  public grantInvoke(caller: IContainerCaller, options: GrantInvokeOptions = {}): AccessToken | undefined {
    return grantInvoke({ container: this, urlOf: (isPredicted) => this.invocationUrl(isPredicted) }, caller, options);
  }

  /**
   * The HTTPS URL for callers.
   * @param isPredicted whether Terraform must know the URL before the container, because the container calls its caller
   * @throws ValidationError with the code `unknown-endpoint` if the URL is not known
   */
  protected invocationUrl(isPredicted: boolean): string;
  protected invocationUrl(): string {
    if (this.domainName !== undefined) return `https://${this.domainName}`;
    const message = "is not known. Pass endpoint to ServerlessContainer.fromAttributes.";
    throw new ValidationError(this.node.path, [{ code: "unknown-endpoint", path: "endpoint", message }]);
  }
}
