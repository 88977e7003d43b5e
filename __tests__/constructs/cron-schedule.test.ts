import { TerraformOutput, TerraformVariable } from "cdktf";
import { CronSchedule, SecretValue, ServerlessContainer, type CronScheduleOptions } from "../../lib";
import { issuesOf, minimal, newStack, only, synth } from "../helpers/synth";

const schedule = (options: Partial<CronScheduleOptions> = {}) => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", minimal);
  return { stack, cron: api.addSchedule("nightly", { schedule: "0 2 * * *", ...options }) };
};
const trigger = (options: Partial<CronScheduleOptions> = {}) =>
  only(synth(schedule(options).stack), "scaleway_container_trigger");
const refused = (options: object) => issuesOf(() => schedule(options));

test("creates a trigger with every argument written out, when only a schedule is given", () => {
  expect(trigger()).toEqual({
    container_id: "${scaleway_container.api_C8550315.id}",
    region: "fr-par",
    name: "nightly",
    description: "",
    cron: { schedule: "0 2 * * *", timezone: "UTC", body: "", headers: {} },
    destination_config: { http_path: "/", http_method: "post" },
  });
});

test("emits every option as the provider names it", () => {
  expect(
    trigger({
      schedule: "30 7 * * MON-FRI",
      timezone: "Europe/Warsaw",
      args: { task: "mail", text: "${x}" },
      path: "/mail",
      method: "put",
      headers: { "X-Source": "cron", Authorization: SecretValue.variable("token") },
      name: "Week_days",
      description: "Mails",
    }),
  ).toMatchObject({
    name: "Week_days",
    description: "Mails",
    cron: {
      schedule: "30 7 * * MON-FRI",
      timezone: "Europe/Warsaw",
      body: '{"task":"mail","text":"$${x}"}',
      headers: { "X-Source": "cron", Authorization: "${sensitive(var.token)}" },
    },
    destination_config: { http_path: "/mail", http_method: "put" },
  });
});

test("sends JSON text as it is written", () => {
  const args = '{"task": "sync", "source": "s3://input-bucket"}';
  expect(trigger({ args })["cron"].body).toBe(args);
});

test("encodes the body in Terraform, when args hold a token", () => {
  const { stack, cron } = schedule();
  const bucket = new TerraformVariable(stack, "bucket", { type: "string" });
  new CronSchedule(stack, "sync", {
    container: cron.node.scope as ServerlessContainer,
    schedule: "0 * * * *",
    args: { source: bucket.stringValue, literal: "${y}" },
  });
  const bodies = Object.values(
    synth(stack)["resource"].scaleway_container_trigger as Record<string, { cron: { body: string } }>,
  ).map((each) => each.cron.body);
  expect(bodies).toContain('${jsonencode({"source" = var.bucket, "literal" = "$${y}"})}');
});

test("exposes what it was given, and the trigger's id", () => {
  const { stack, cron } = schedule({ timezone: "Europe/Paris" });
  new TerraformOutput(stack, "id", { value: cron.triggerId });
  expect([cron.name, cron.schedule, cron.timezone]).toEqual(["nightly", "0 2 * * *", "Europe/Paris"]);
  expect(synth(stack)["output"].id.value).toMatch(/^\$\{scaleway_container_trigger\.\w+\.id\}$/);
});

describe("nextRuns", () => {
  const from = new Date("2026-03-28T00:00:00Z");
  const runs = (options: Partial<CronScheduleOptions>, count = 2) =>
    schedule(options)
      .cron.nextRuns(count, from)
      .map((run) => run.toISOString());

  test("reckons in the timezone, over the change to summer time", () => {
    expect(runs({ schedule: "0 12 * * *", timezone: "Europe/Paris" })).toEqual([
      "2026-03-28T11:00:00.000Z",
      "2026-03-29T10:00:00.000Z",
    ]);
  });

  test("runs on either day, when day of month and day of week are given", () => {
    expect(runs({ schedule: "0 0 1 * MON" })).toEqual(["2026-03-30T00:00:00.000Z", "2026-04-01T00:00:00.000Z"]);
  });

  test("starts now, when no moment is given", () => {
    const [next] = schedule({ schedule: "* * * * *" }).cron.nextRuns(1);
    expect(next!.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test("is empty, when the schedule or the timezone is a token", () => {
    const { stack, cron } = schedule();
    const variable = new TerraformVariable(stack, "schedule", { type: "string" });
    const container = cron.node.scope as ServerlessContainer;
    const late = container.addSchedule("late", { schedule: variable.stringValue });
    const elsewhere = container.addSchedule("elsewhere", { schedule: "0 2 * * *", timezone: variable.stringValue });
    expect([late.nextRuns(3), elsewhere.nextRuns(3)]).toEqual([[], []]);
  });
});

describe("schedules", () => {
  test.each([
    "* * * * *",
    "*/5 0-6/2 1,15 JAN-MAR SUN",
    "0 0 29 2 *",
    "59 23 31 12 6",
    "0 2 * * MON-FRI",
    "0 0 31 1,4 0",
  ])("creates a trigger, when the schedule is %s", (expression) => {
    expect(trigger({ schedule: expression })["cron"].schedule).toBe(expression);
  });

  test.each([
    ["0 0 30 2 *", "never fires; there is no such day"],
    ["0 0 31 4,6 *", "never fires"],
    ["0 2 * *", "has 4 fields; write 5, with one space between them: minute, hour, day of month, month, day of week"],
    ["0 0 2 * * *", "has 6 fields"],
    [" 0 2 * * *", "has white space around it; remove it"],
    ["60 * * * *", '"60" is no minute; write 0 to 59'],
    ["0 24 * * *", '"24" is no hour; write 0 to 23'],
    ["0 0 0 * *", '"0" is no day of month; write 1 to 31'],
    ["0 0 32 * *", '"32" is no day of month'],
    ["0 0 1 13 *", '"13" is no month; write 1 to 12, or JAN to DEC'],
    ["0 0 * * 8", '"8" is no day of week; write 0 to 6, or SUN to SAT'],
    ["5-1 * * * *", '"5-1" is no minute'],
    ["*/0 * * * *", '"*/0" is no minute'],
    ["x * * * *", '"x" is no minute'],
    ["0 0 * * 7", "Sunday is 0"],
    ["0 0 * * 5-7", "Sunday is 0"],
    ["0 0 * * ?", 'write "*" for "?"'],
    ["@yearly", 'write "0 0 1 1 *"'],
    ["@monthly", 'write "0 0 1 * *"'],
    ["@weekly", 'write "0 0 * * 0"'],
    ["@daily", 'write "0 0 * * *"'],
    ["@hourly", 'write "0 * * * *"'],
    ["@every 5m", "write the five fields"],
    ["CRON_TZ=Europe/Paris 0 2 * * *", "a timezone is no part of it"],
    ["TZ=Europe/Paris 0 2 * * *", "a timezone is no part of it"],
    ["0 0 L * *", "no UNIX cron; list the days"],
    ["0 0 15W * *", "no UNIX cron"],
    ["0 0 * * MON#1", "no UNIX cron"],
  ])("fails, when the schedule is %s", (expression, says) => {
    const issues = refused({ schedule: expression });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(says);
  });

  test.each(["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+3"])(
    "creates a trigger, when the timezone is %s",
    (timezone) => {
      expect(trigger({ timezone })["cron"].timezone).toBe(timezone);
    },
  );

  test.each([
    ["Europe/Pari", "is no IANA timezone; write UTC or one as Europe/Paris"],
    ["europe/paris", "is no IANA timezone; write Europe/Paris"],
    ["+02:00", "is no IANA timezone"],
    ["", "is no IANA timezone"],
  ])("fails, when the timezone is %s", (timezone, says) => {
    expect(refused({ timezone })).toEqual([expect.stringContaining(says)]);
  });
});

test.each([
  ["the container is none", { container: {} }, "container: is an object; give a ServerlessContainer"],
  ["the schedule is missing", { schedule: undefined }, "schedule: is missing; write 1 to 255 characters"],
  ["the headers are a list", { headers: ["x"] }, "headers: is a list; write an object of names and values"],
  ["a header has no name", { headers: { "": "x" } }, "is an empty name"],
  ["a header is a number", { headers: { A: 5 } }, "headers.A: is a number; write text or a SecretValue"],
  [
    "a credential is plain",
    { headers: { Authorization: "Bearer hunter2" } },
    "headers.Authorization: holds a credential in clear",
  ],
  [
    "a credential is plain",
    { headers: { "x-auth-token": "hunter2" } },
    "headers.x-auth-token: holds a credential in clear",
  ],
  [
    "a header is a SecretValue turned into text",
    { headers: { A: `Bearer ${String(SecretValue.variable("token"))}` } },
    "headers.A: holds a SecretValue turned into text; give the SecretValue itself",
  ],
  [
    "a secret header is too long for Scaleway",
    { headers: { A: SecretValue.unsafePlainText("") } },
    "headers.A: is empty",
  ],
  ["a prop is unknown", { cron: "0 2 * * *" }, "cron: is not a known prop"],
])("fails, when %s", (_, options, says) => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  const issues = issuesOf(
    () => new CronSchedule(stack, "nightly", { container, schedule: "0 2 * * *", ...options } as never),
  );
  expect(issues).toEqual([expect.stringContaining(says)]);
  expect(issues[0]).not.toContain("hunter2");
});

test("takes a token as a credential, which may be another resource's attribute", () => {
  const { stack, cron } = schedule();
  const token = new TerraformVariable(stack, "token", { type: "string", sensitive: true });
  (cron.node.scope as ServerlessContainer).addSchedule("other", {
    schedule: "0 3 * * *",
    headers: { Authorization: `Bearer ${token.stringValue}` },
  });
  expect(JSON.stringify(synth(stack))).toContain('"Authorization":"Bearer ${var.token}"');
});
