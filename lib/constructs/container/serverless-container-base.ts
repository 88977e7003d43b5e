import { Construct, type IConstruct } from "constructs";
import { AccessToken, type AccessTokenOptions } from "../access-token";
import { CronSchedule, type CronScheduleOptions } from "../cron-schedule";
import { CustomDomain, type CustomDomainOptions } from "../custom-domain";
import type { PRIVACIES, Region } from "../../facts/limits";
import { isObject } from "../../base/objects";
import { MnqTrigger, type MnqTriggerOptions } from "../mnq/mnq-trigger";

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
  /** Seconds that a request may take; nothing where `fromAttributes` was not given it. */
  readonly timeoutSeconds: number | undefined;
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
  public abstract readonly timeoutSeconds: number | undefined;
  /** @internal */
  public abstract readonly namedProjectId: string | undefined;

  public addSchedule(id: string, options: CronScheduleOptions): CronSchedule {
    return new CronSchedule(this, id, withContainer(this, options));
  }

  public addDomain(id: string, options: CustomDomainOptions): CustomDomain {
    return new CustomDomain(this, id, withContainer(this, options));
  }

  public addToken(id: string, options: AccessTokenOptions = {}): AccessToken {
    return new AccessToken(this, id, withContainer(this, options));
  }

  public addTrigger(id: string, options: MnqTriggerOptions): MnqTrigger {
    return new MnqTrigger(this, id, withContainer(this, options));
  }
}

/** What is no object is left to the construct to refuse: spread, it would be many unknown props. */
function withContainer<Options>(container: IServerlessContainer, options: Options) {
  return (isObject(options) ? { ...options, container } : options) as Options & {
    readonly container: IServerlessContainer;
  };
}
