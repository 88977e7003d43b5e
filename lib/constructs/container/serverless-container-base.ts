import { Construct } from "constructs";
import { AccessToken, type AccessTokenOptions } from "../access-token";
import { CronSchedule, type CronScheduleOptions } from "../cron-schedule";
import { CustomDomain, type CustomDomainOptions } from "../custom-domain";
import type { ContainerReference } from "../../contracts/container-reference";
import type { Privacy, Region } from "../../facts/limits";
import { isObject } from "../../base/objects";
import { MnqTrigger, type MnqTriggerOptions } from "../mnq/mnq-trigger";

/** A container with the methods that attach schedules, domains, tokens and triggers to it. */
export interface IServerlessContainer extends ContainerReference {
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
  public abstract readonly privacy: Privacy | undefined;
  public abstract readonly timeoutSeconds: number | undefined;
  public abstract readonly explicitProjectId: string | undefined;

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
function withContainer<Options>(container: ContainerReference, options: Options) {
  return (isObject(options) ? { ...options, container } : options) as Options & {
    readonly container: ContainerReference;
  };
}
