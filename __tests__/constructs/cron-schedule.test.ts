import { TerraformOutput, TerraformVariable, Token } from "cdktf";
import { CronSchedule, ScalewayStack, SecretValue, ServerlessContainer, type CronScheduleOptions } from "../../lib";
import { warnings } from "../../lib/testing";
import { codeAndPath, codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth } from "../helpers/synth";

const schedule = (options: Partial<CronScheduleOptions> = {}) => {
  const stack = newStack();
  const api = new ServerlessContainer(stack, "api", minimal);
  return { stack, cron: api.addSchedule("nightly", { schedule: "0 2 * * *", ...options }) };
};
const trigger = (options: Partial<CronScheduleOptions> = {}) =>
  only(synth(schedule(options).stack), "scaleway_container_trigger");

test("creates a trigger with every argument if only a schedule is given", () => {
  expect(trigger()).toEqual({
    container_id: "${scaleway_container.api_C8550315.id}",
    region: "fr-par",
    name: "nightly",
    description: "",
    tags: [],
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

test("sends any text as the body unchanged", () => {
  const body = '<report day="${today}">\n  50 % done\n</report>';
  expect(trigger({ body, headers: { "Content-Type": "application/xml" } })["cron"]).toMatchObject({
    body: body.replace("${", "$$${"),
    headers: { "Content-Type": "application/xml" },
  });
});

test("sends no body if the body is empty, and accepts 10,000 characters", () => {
  expect(trigger({ body: "" })["cron"].body).toBe("");
  expect(trigger({ body: "x".repeat(10_000) })["cron"].body).toHaveLength(10_000);
});

test.each([
  ["args is given too", { args: { a: 1 }, body: "a=1" }, ["option-conflict body"]],
  ["the body is too long", { body: "x".repeat(10_001) }, ["too-long body"]],
  ["the body is an object", { body: { a: 1 } }, ["wrong-type body"]],
  ["the body contains a secret", { body: `key=${String(SecretValue.variable("key"))}` }, ["secret-as-text body"]],
  ["the body is a secret", { body: SecretValue.variable("key") }, ["secret-not-accepted body"]],
])("fails if %s", (_, options, codes) => {
  const error = validationError(() => schedule(options as Partial<CronScheduleOptions>));
  expect(error.issues.map(codeAndPath)).toEqual(codes);
  expect(error.message).not.toContain("xxx");
});

test("accepts a longer body if the limit schedule.args is raised", () => {
  const raisedLimits = [{ limit: "schedule.args", to: 20_000, reason: "support" }] as const;
  expect(trigger({ body: "x".repeat(10_001), raisedLimits })["cron"].body).toHaveLength(10_001);
});

test("warns about a body that looks like a secret", () => {
  const { stack } = schedule({ body: "token=ghp_0123456789abcdefghijABCDEFGHIJ012345" });
  expect(warnings(stack).map(({ id }) => id)).toEqual(["secret-looking-variable"]);
});

test("has the tags of the trigger, before those of the stack", () => {
  const stack = new ScalewayStack(newApp(), "stack", { region: "fr-par", tags: ["env=prod"] });
  new ServerlessContainer(stack, "api", minimal).addSchedule("nightly", { schedule: "0 2 * * *", tags: ["${team}"] });
  expect(only(synth(stack), "scaleway_container_trigger")["tags"]).toEqual(["$${team}", "env=prod"]);
});

test("sends JSON text unchanged", () => {
  const args = '{"task": "sync", "source": "s3://input-bucket"}';
  expect(trigger({ args })["cron"].body).toBe(args);
});

test("encodes the body in Terraform if args contain a token", () => {
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

test("encodes tokens of whole lists and maps in the body", () => {
  const { stack, cron } = schedule();
  const map = new TerraformVariable(stack, "map", { type: "map(string)" }).value as unknown;
  const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
  (cron.node.scope as ServerlessContainer).addSchedule("sync", {
    schedule: "0 * * * *",
    args: { map, maps: [Token.asStringMap(map)], list },
  });
  expect(JSON.stringify(synth(stack))).toContain(
    '{\\"map\\" = var.map, \\"maps\\" = [var.map], \\"list\\" = var.list}',
  );
});

test("has its options and the ID of the trigger as attributes", () => {
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

  test("uses the timezone, also across the change to summer time", () => {
    expect(runs({ schedule: "0 12 * * *", timezone: "Europe/Paris" })).toEqual([
      "2026-03-28T11:00:00.000Z",
      "2026-03-29T10:00:00.000Z",
    ]);
  });

  test("runs on either day if day of month and day of week are given", () => {
    expect(runs({ schedule: "0 0 1 * MON" })).toEqual(["2026-03-30T00:00:00.000Z", "2026-04-01T00:00:00.000Z"]);
  });

  test("starts now by default", () => {
    const [next] = schedule({ schedule: "* * * * *" }).cron.nextRuns(1);
    expect(next!.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test("is empty if the schedule or the timezone is a token", () => {
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
  ])("creates a trigger if the schedule is %s", (expression) => {
    expect(trigger({ schedule: expression })["cron"].schedule).toBe(expression);
  });

  test.each([
    ["schedule-never-runs", "0 0 30 2 *", []],
    ["schedule-never-runs", "0 0 31 4,6 *", []],
    ["invalid-schedule", "0 2 * *", [" 4 ", "5", "minute, hour, day of month, month, day of week"]],
    ["invalid-schedule", "0 0 2 * * *", [" 6 "]],
    ["invalid-schedule", " 0 2 * * *", ["space"]],
    ["invalid-schedule", "60 * * * *", ["minute", '"60"', "0 to 59"]],
    ["invalid-schedule", "0 24 * * *", ["hour", '"24"', "0 to 23"]],
    ["invalid-schedule", "0 0 0 * *", ["day of month", '"0"', "1 to 31"]],
    ["invalid-schedule", "0 0 32 * *", ["day of month", '"32"']],
    ["invalid-schedule", "0 0 1 13 *", ["month", '"13"', "1 to 12", "JAN to DEC"]],
    ["invalid-schedule", "0 0 * * 8", ["day of week", '"8"', "0 to 6", "SUN to SAT"]],
    ["invalid-schedule", "5-1 * * * *", ["minute", '"5-1"']],
    ["invalid-schedule", "*/0 * * * *", ["minute", '"*/0"']],
    ["invalid-schedule", "x * * * *", ["minute", '"x"']],
    ["unsupported-schedule", "0 0 * * 7", ["0", "Sunday"]],
    ["unsupported-schedule", "0 0 * * 5-7", ["0", "Sunday"]],
    ["unsupported-schedule", "0 0 * * ?", ['"*"', '"?"']],
    ["unsupported-schedule", "@yearly", ['"0 0 1 1 *"']],
    ["unsupported-schedule", "@monthly", ['"0 0 1 * *"']],
    ["unsupported-schedule", "@weekly", ['"0 0 * * 0"']],
    ["unsupported-schedule", "@daily", ['"0 0 * * *"']],
    ["unsupported-schedule", "@hourly", ['"0 * * * *"']],
    ["unsupported-schedule", "@every 5m", ["fields"]],
    ["unsupported-schedule", "CRON_TZ=Europe/Paris 0 2 * * *", ["time zone"]],
    ["unsupported-schedule", "TZ=Europe/Paris 0 2 * * *", ["time zone"]],
    ["unsupported-schedule", "0 0 L * *", ["L, W and #"]],
    ["unsupported-schedule", "0 0 15W * *", ["L, W and #"]],
    ["unsupported-schedule", "0 0 * * MON#1", ["L, W and #"]],
  ])("fails with %s if the schedule is %s", (code, expression, values) => {
    const error = validationError(() => schedule({ schedule: expression }));
    expect(error.issues.map(codeAndPath)).toEqual([`${code} schedule`]);
    for (const value of values) expect(error.message).toContain(value);
  });

  test.each(["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+3"])(
    "creates a trigger if the timezone is %s",
    (timezone) => {
      expect(trigger({ timezone })["cron"].timezone).toBe(timezone);
    },
  );

  test.each(["Europe/Pari", "europe/paris", "+02:00", ""])('fails if the timezone is "%s"', (timezone) => {
    expect(codesOf(() => schedule({ timezone }))).toEqual(["invalid-timezone timezone"]);
  });

  test.each([
    ["Europe/Pari", /"Europe\/Pari"\. .*\bUTC\b.*Europe\/Paris/],
    ["europe/paris", /"europe\/paris"\. \w+ Europe\/Paris\. \[/],
  ])("suggests another timezone for %s", (timezone, expected) => {
    expect(validationError(() => schedule({ timezone })).message).toMatch(expected);
  });
});

test.each([
  ["the container is another object", { container: {} }, "wrong-type container"],
  ["the schedule is missing", { schedule: undefined }, "missing schedule"],
  ["the headers are a list", { headers: ["x"] }, "wrong-type headers"],
  ["a header has an empty name", { headers: { "": "x" } }, "empty headers."],
  ["a header is a number", { headers: { A: 5 } }, "wrong-type headers.A"],
  [
    "the Authorization header is in plain text",
    { headers: { Authorization: "Bearer hunter2" } },
    "plain-text-credential headers.Authorization",
  ],
  [
    "the X-Auth-Token header is in plain text",
    { headers: { "x-auth-token": "hunter2" } },
    "plain-text-credential headers.x-auth-token",
  ],
  [
    "a header is a SecretValue converted to text",
    { headers: { A: `Bearer ${String(SecretValue.variable("token"))}` } },
    "secret-as-text headers.A",
  ],
  ["a secret header is empty", { headers: { A: SecretValue.unsafePlainText("") } }, "empty headers.A"],
  ["a prop is unknown", { cron: "0 2 * * *" }, "unknown-prop cron"],
])("fails if %s", (_, options, code) => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  const error = validationError(
    () => new CronSchedule(stack, "nightly", { container, schedule: "0 2 * * *", ...options } as never),
  );
  expect(error.issues.map(codeAndPath)).toEqual([code]);
  expect(error.message).not.toContain("hunter2");
});

test("accepts a token as a credential, which may be an attribute of another resource", () => {
  const { stack, cron } = schedule();
  const token = new TerraformVariable(stack, "token", { type: "string", sensitive: true });
  (cron.node.scope as ServerlessContainer).addSchedule("other", {
    schedule: "0 3 * * *",
    headers: { Authorization: `Bearer ${token.stringValue}` },
  });
  expect(JSON.stringify(synth(stack))).toContain('"Authorization":"Bearer ${var.token}"');
});
