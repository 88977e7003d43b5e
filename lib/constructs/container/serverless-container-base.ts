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

/** A container with the methods that add schedules, domains, tokens and triggers to it. */
export interface IServerlessContainer extends ContainerReference {
  /** Adds a schedule that calls the container. */
  addSchedule(id: string, options: CronScheduleOptions): CronSchedule;
  /** Serves the container under a custom hostname. */
  addDomain(id: string, options: CustomDomainOptions): CustomDomain;
  /** Creates a credential for calls of a private container. */
  addToken(id: string, options?: AccessTokenOptions): AccessToken;
  /** Calls the container with each message of a queue or subject. */
  addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger;
  /**
   * Lets another container call this one: it gets the URL and, unless this container is public, a token in its variables.
   * @returns the token; undefined if this container is public
   */
  grantInvoke(caller: IContainerCaller, options?: GrantInvokeOptions): AccessToken | undefined;
}

/** The methods of `IServerlessContainer`, for a class with the properties of a `ContainerReference`. */
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
   * @throws ValidationError if the URL is not known
   */
  protected invocationUrl(isPredicted: boolean): string;
  protected invocationUrl(): string {
    if (this.domainName !== undefined) return `https://${this.domainName}`;
    const message = "is not known. Pass endpoint to ServerlessContainer.fromAttributes.";
    throw new ValidationError(this.node.path, [{ code: "unknown-endpoint", path: "endpoint", message }]);
  }
}
