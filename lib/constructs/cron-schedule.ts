import { Token } from "cdktf";
import { Construct } from "constructs";
import type { z } from "zod";
import { ContainerTrigger as Resource } from "@cdktf/provider-scaleway/lib/container-trigger";
import type { ValidationIssue } from "../base/errors";
import type { ContainerReference } from "../contracts/container-reference";
import { DEFAULTS, SCHEDULE_LIMITS } from "../facts/limits";
import { cronProblem, parseSchedule, timezoneProblem } from "../schema/cron-expression";
import { withCheck, custom, plainText, text } from "../schema/fields";
import { acrossFields, parse, propsSchema, type Unchecked } from "../schema/parse";
import { bodyProblem, renderBody } from "../schema/request-body";
import { warnAboutSecrets } from "../secrets/environment";
import { headersField, renderHeaders, secretHeaders } from "../secrets/headers";
import { warnAboutLookalikes } from "../secrets/lookalikes";
import type { SecretValue } from "../secrets/secret-value";
import { checkedId } from "../terraform/construct-id";
import { translateDependencies } from "../terraform/dependencies";
import { shareProvider } from "../terraform/provider";
import { escapeTemplates } from "../terraform/template";
import { renderTrigger, triggerFields, type TriggerOptions } from "./trigger";

/** The options of `addSchedule`. */
export interface CronScheduleOptions extends TriggerOptions {
  /**
   * Minute, hour, day of month, month and day of week, where 0 is Sunday. At most 255 characters. A schedule that never runs is
   * rejected.
   * @example
   * ```ts
   * schedule: "30 7 * * MON-FRI"
   * ```
   */
  readonly schedule: string;
  /**
   * A case-sensitive IANA time zone, for example `Europe/Paris`.
   * @default "UTC"
   * @example
   * ```ts
   * timezone: "Europe/Paris"
   * ```
   */
  readonly timezone?: string | undefined;
  /**
   * The body of the request: an object, which is sent as JSON, or JSON text. At most 10,000 characters.
   * @default - no body
   * @example
   * ```ts
   * args: { task: "report", days: 7 }
   * ```
   */
  readonly args?: Readonly<Record<string, unknown>> | string | undefined;
  /**
   * The body of the request as text that is sent unchanged, for example XML or a form. At most 10,000 characters. Set its
   * `Content-Type` in `headers`. It cannot be combined with `args`.
   * @default - args
   * @example
   * ```ts
   * body: "task=report&days=7",
   * headers: { "Content-Type": "application/x-www-form-urlencoded" }
   * ```
   */
  readonly body?: string | undefined;
  /**
   * The headers of the request. Plans display them, except those that are a SecretValue. Credentials, such as `Authorization`
   * or `X-Auth-Token`, must be a SecretValue.
   * @default - no headers
   * @example
   * ```ts
   * headers: { "X-Source": "schedule", Authorization: SecretValue.variable("report_token") }
   * ```
   */
  readonly headers?: Readonly<Record<string, string | SecretValue>> | undefined;
}

/** The props of a `CronSchedule`. */
export interface CronScheduleProps extends CronScheduleOptions {
  /** The container that the schedule calls. */
  readonly container: ContainerReference;
}

/**
 * Calls a container on a schedule. The method `addSchedule` of a container creates the same.
 * @example
 * ```ts
 * const weekly = new CronSchedule(stack, "weekly-report", { container: api, schedule: "0 6 * * MON", timezone: "Europe/Paris" });
 * console.log(weekly.nextRuns(3));
 * ```
 */
export class CronSchedule extends Construct {
  /** The name of the trigger. */
  public readonly name: string;
  /** The five fields of the schedule. */
  public readonly schedule: string;
  /** The IANA time zone in which the fields are read. */
  public readonly timezone: string;
  /** Private, so that `console.log` of the construct does not display literals of secrets. */
  readonly #resource: Resource;

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID, which is also the default name
   * @throws ValidationError with every problem of the props, such as `invalid-schedule`, `schedule-never-runs` or `invalid-timezone`
   */
  constructor(scope: Construct, id: string, props: CronScheduleProps) {
    super(scope, checkedId(scope, id, "name"));
    const parsed = parse(this, scheduleSchema, props, { name: id });
    this.name = parsed.name;
    this.schedule = parsed.schedule;
    this.timezone = parsed.timezone;
    shareProvider(this, parsed.container);
    this.#resource = new Resource(this, "Resource", render(this, parsed));
    translateDependencies(this);
    warnAboutLookalikes(this, "headers", parsed.headers, "headers");
    warnAboutLookalikes(this, "args", parsed.args, "body");
    warnAboutLookalikes(this, "body", parsed.body, "body");
    warnAboutSecrets(this, secretHeaders(parsed.headers));
  }

  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  /** The ID of the trigger in the form `region/uuid`. */
  public get triggerId(): string {
    return this.#resource.id;
  }

  /**
   * The next runs, as UNIX cron calculates them: if both day fields are set, a day that matches one of them is enough.
   * @param count the number of runs
   * @param from the runs are later than this time; the default is now
   * @example
   * ```ts
   * const nightly = api.addSchedule("nightly", { schedule: "0 2 * * *" });
   * nightly.nextRuns(1, new Date("2027-01-31T12:00:00Z"))[0]?.toISOString(); // 2027-02-01T02:00:00.000Z
   * ```
   * @returns fewer than `count` runs if the schedule ends, and none if the schedule or the time zone is a token
   */
  public nextRuns(count: number, from: Date = new Date()): Date[] {
    if (Token.isUnresolved(this.schedule) || Token.isUnresolved(this.timezone)) return [];
    return parseSchedule(this.schedule, this.timezone).nextRuns(count, from);
  }
}

/** @internal */
export const scheduleFields = propsSchema<CronScheduleProps>()({
  ...triggerFields(),
  schedule: withCheck(text(SCHEDULE_LIMITS.schedule), cronProblem),
  timezone: withCheck(plainText(), timezoneProblem).default(DEFAULTS.schedule.timezone),
  args: custom<NonNullable<CronScheduleProps["args"]>>((args) => bodyProblem(args)).optional(),
  body: text(SCHEDULE_LIMITS.args, { isHidden: true }).optional(),
  headers: headersField().default({}),
});

const scheduleSchema = acrossFields(scheduleFields, bodyIssues);

function* bodyIssues({ args, body }: Unchecked<CronScheduleProps>): Iterable<ValidationIssue> {
  if (args === undefined || body === undefined) return;
  const message = "cannot be combined with args. Use args for JSON, or body for other text.";
  yield { code: "option-conflict", path: "body", message };
}

function render(scope: CronSchedule, props: z.output<typeof scheduleSchema> & { readonly name: string }) {
  const { schedule, timezone, args, body, headers } = props;
  return {
    ...renderTrigger(scope, props),
    cron: {
      ...escapeTemplates({ schedule, timezone }),
      body: renderBody(body ?? args),
      headers: renderHeaders(scope, headers),
    },
  };
}
