import { Token } from "cdktf";
import { Construct } from "constructs";
import { ContainerTrigger as Resource } from "@cdktf/provider-scaleway/lib/container-trigger";
import type { ContainerReference } from "../contracts/container-reference";
import { DEFAULTS, SCHEDULE_LIMITS } from "../facts/limits";
import { cronProblem, parse, timezoneProblem } from "../schema/cron-expression";
import { warnAboutSecrets } from "../secrets/environment";
import { custom, plainText, text, whenFine } from "../schema/fields";
import { bodyProblem, renderBody } from "../schema/request-body";
import { headers, renderHeaders, secretHeaders } from "../secrets/headers";
import { escapeTemplates } from "../terraform/template";
import { renderTrigger, triggerFields } from "./trigger";
import { propsSchema, validate, withName } from "../schema/parse";
import type { SecretValue } from "../secrets/secret-value";
import type { TriggerOptions } from "./trigger-options";

export interface CronScheduleOptions extends TriggerOptions {
  /** When to run: minute, hour, day of month, month, day of week; Sunday is 0. One that never fires is refused. */
  readonly schedule: string;
  /**
   * The IANA timezone that the schedule is meant in, as `Europe/Paris`.
   * @default "UTC"
   */
  readonly timezone?: string | undefined;
  /**
   * The request's body: an object, sent as JSON, or JSON text. At most 10 000 characters.
   * @default - none
   */
  readonly args?: Readonly<Record<string, unknown>> | string | undefined;
  /**
   * The request's headers. Plans show them, but for those that are a SecretValue, as credentials (`Authorization`,
   * `X-Auth-Token`, …) have to be.
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string | SecretValue>> | undefined;
}

export interface CronScheduleProps extends CronScheduleOptions {
  /** The container that is called. */
  readonly container: ContainerReference;
}

/** Calls a container on a schedule. */
export class CronSchedule extends Construct {
  public readonly schedule: string;
  public readonly timezone: string;
  public readonly name: string;
  readonly #resource: Resource;

  constructor(scope: Construct, id: string, props: CronScheduleProps) {
    super(scope, id);
    const named = withName(id, props);
    validate(this, scheduleSchema, named);
    this.schedule = props.schedule;
    this.timezone = props.timezone ?? DEFAULTS.schedule.timezone;
    this.name = named.name;
    this.#resource = new Resource(this, "Resource", render(this, props));
    warnAboutSecrets(this, secretHeaders(props.headers));
  }

  /** `region/uuid` of the trigger. */
  public get triggerId(): string {
    return this.#resource.id;
  }

  /**
   * The next runs after a moment, as UNIX cron reckons them: where both days are given, either one is enough.
   * @param from a run at this very moment does not count
   * @returns fewer than `count` when the schedule ends, none when the schedule or timezone is a token
   */
  public nextRuns(count: number, from: Date = new Date()): Date[] {
    if (Token.isUnresolved(this.schedule) || Token.isUnresolved(this.timezone)) return [];
    return parse(this.schedule, this.timezone).nextRuns(count, from);
  }
}

/** @internal */
export const scheduleSchema = propsSchema<CronScheduleProps>()({
  ...triggerFields(),
  schedule: text(SCHEDULE_LIMITS.schedule).refine((value) => cronProblem(value) === undefined, {
    error: ({ input }) => cronProblem(String(input)),
    ...whenFine,
  }),
  timezone: plainText()
    .refine((value) => timezoneProblem(value) === undefined, { error: ({ input }) => timezoneProblem(String(input)) })
    .optional(),
  args: custom<NonNullable<CronScheduleProps["args"]>>((args) => bodyProblem(args)).optional(),
  headers: headers().optional(),
});

function render(schedule: CronSchedule, { args, headers = {}, ...props }: CronScheduleProps) {
  return {
    ...renderTrigger(schedule, props),
    cron: {
      ...escapeTemplates({ schedule: schedule.schedule, timezone: schedule.timezone }),
      body: renderBody(args),
      headers: renderHeaders(schedule, headers),
    },
  };
}
