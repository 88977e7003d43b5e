import { Construct, type IConstruct } from "constructs";
import { AccessToken, type AccessTokenOptions } from "./access-token";
import { CronSchedule, type CronScheduleOptions } from "./cron-schedule";
import { CustomDomain, type CustomDomainOptions } from "./custom-domain";
import type { PRIVACIES, Region } from "./limits";
import { MnqTrigger, type MnqTriggerOptions } from "./mnq-trigger";

/** A container that schedules, domains, tokens and triggers can be attached to. */
export interface IServerlessContainer extends IConstruct {
  /** Its name; the construct id where `fromAttributes` was not given it. */
  readonly name: string;
  /** `region/uuid`, as the provider refers to it and `terraform import` takes it. */
  readonly containerId: string;
  /** Nothing when the provider's own region applies. */
  readonly region: Region | undefined;
  /** The host of its URL; nothing where `fromAttributes` was not given the endpoint. */
  readonly domainName: string | undefined;
  /** The project that it is in; nothing where `fromAttributes` was not given it. */
  readonly projectId: string | undefined;
  /** Nothing where `fromAttributes` was not given it. */
  readonly privacy: (typeof PRIVACIES)[number] | undefined;
  /** @internal Its project where the code names one. Unlike `projectId` it is never computed, so that nothing is replaced with the namespace. */
  readonly namedProjectId: string | undefined;
  /** Calls the container on a schedule. */
  addSchedule(id: string, options: CronScheduleOptions): CronSchedule;
  /** Serves the container under a hostname of your own. */
  addDomain(id: string, options: CustomDomainOptions): CustomDomain;
  /** Makes a credential that private containers ask for. */
  addToken(id: string, options?: AccessTokenOptions): AccessToken;
  /** Calls the container with each message of a queue or subject. */
  addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger;
}

/** The verbs that made and imported containers share. */
export abstract class ServerlessContainerBase extends Construct implements IServerlessContainer {
  public abstract readonly name: string;
  public abstract readonly containerId: string;
  public abstract readonly region: Region | undefined;
  public abstract readonly domainName: string | undefined;
  public abstract readonly projectId: string | undefined;
  public abstract readonly privacy: (typeof PRIVACIES)[number] | undefined;
  /** @internal */
  public abstract readonly namedProjectId: string | undefined;

  public addSchedule(id: string, options: CronScheduleOptions): CronSchedule {
    return new CronSchedule(this, id, { ...options, container: this });
  }

  public addDomain(id: string, options: CustomDomainOptions): CustomDomain {
    return new CustomDomain(this, id, { ...options, container: this });
  }

  public addToken(id: string, options: AccessTokenOptions = {}): AccessToken {
    return new AccessToken(this, id, { ...options, container: this });
  }

  public addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger {
    return new MnqTrigger(this, id, { ...options, container: this });
  }
}
