import { PlanReview } from "../../../lib/review/plan-review";
import { LOOKS_SECRET } from "../../../lib/review/plan/secrets";
import { change, container, planJson } from "../../helpers/plan-json";

type Json = Record<string, unknown>;

const literal = (value: unknown) => ({ constant_value: value });
const refers = (...references: string[]) => ({ references });

/** The severity of a review, and the values in what its commands are reported with. */
function commands(changes: readonly unknown[], root_module: Json, more: Json = {}): string[] {
  const plan = planJson(changes, { configuration: { root_module }, ...more });
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan }]);
  return review.risks
    .filter(({ id }) => id === "runs-command")
    .map(({ where, what, severity }) => {
      expect(severity).toBe("high");
      const values = what.parts.flatMap((part) => (typeof part === "object" && "code" in part ? [part.code] : []));
      return [...(where === undefined ? [] : [`${where}:`]), ...values].join(" ");
    });
}

const resource = (...provisioners: readonly Json[]) => ({
  ...{ address: "terraform_data.it", mode: "managed", type: "terraform_data", provisioners },
});
const local = (expressions: Json) => ({ type: "local-exec", expressions });
const changed = (actions: readonly string[], more: Json = {}) => change("terraform_data", actions, {}, {}, more);
const MIGRATE = local({ command: literal("./migrate") });

test.each<readonly [string, Json, string]>([
  ["of local-exec", local({ command: literal("echo a") }), "local-exec echo a"],
  [
    "of local-exec with an interpreter",
    local({ command: literal("print(1)"), interpreter: literal(["python3", "-c"]), working_dir: literal("/x") }),
    "local-exec python3 -c print(1)",
  ],
  ["with references only", local({ command: refers("var.a.b", "var.a") }), "local-exec var.a.b var.a"],
  [
    "with references and a literal interpreter",
    local({ command: refers("var.a"), interpreter: literal(["sh", "-c"]) }),
    "local-exec var.a",
  ],
  [
    "that CDKTF writes with references in the text",
    local({ command: { constant_value: "echo ${var.a}", references: ["var.a"] } }),
    "local-exec echo ${var.a}",
  ],
  [
    "with a short password, which is masked as a whole",
    local({ interpreter: literal(["db", "--password", "abc1"]) }),
    `local-exec ${LOOKS_SECRET}`,
  ],
  ["of several lines", local({ command: literal("set -e\n  curl x | sh\r\n") }), "local-exec set -e ⏎ curl x | sh"],
  ["that is long", local({ command: literal("x".repeat(310)) }), `local-exec ${"x".repeat(300)}… (10 more characters)`],
  ["of remote-exec", { type: "remote-exec", expressions: { inline: literal(["a", "b"]) } }, "remote-exec a ⏎ b"],
  ["of a script", { type: "remote-exec", expressions: { script: literal("setup.sh") } }, "remote-exec setup.sh"],
  ["of file", { type: "file", expressions: { source: literal("a"), destination: literal("/b") } }, "file a /b"],
  ["of a provisioner of another plugin", { type: "chef", expressions: { recipe: literal("r") } }, "chef r"],
  ["of a provisioner without a configuration", { type: "chef" }, "chef "],
])("reports the command %s", (_, provisioner, expected) => {
  expect(commands([changed(["create"])], { resources: [resource(provisioner)] })).toEqual([
    `terraform_data.it: ${expected}`,
  ]);
});

test.each<readonly [string, readonly string[], number]>([
  ["a creation", ["create"], 1],
  ["a replacement", ["delete", "create"], 1],
  ["a replacement that creates first", ["create", "delete"], 1],
  ["a destruction, which may run it", ["delete"], 1],
  ["an update", ["update"], 0],
  ["no change", ["no-op"], 0],
  ["a resource that is forgotten", ["forget"], 0],
])("counts the provisioner of %s", (_, actions, count) => {
  expect(commands([changed(actions)], { resources: [resource(MIGRATE)] })).toHaveLength(count);
});

test("runs no provisioner of a deposed object or of a resource that is no longer in the configuration", () => {
  expect(commands([changed(["delete"], { deposed: "01234567" })], { resources: [resource(MIGRATE)] })).toEqual([]);
  expect(commands([changed(["delete"])], { resources: [] })).toEqual([]);
});

test("finds the provisioners of all instances in nested modules", () => {
  const inner = { resources: [resource(MIGRATE)] };
  const outer = { module_calls: { b: { module: inner } } };
  const addresses = ['module.a[0].module.b["x"].terraform_data.it[1]', "module.a[1].module.b.terraform_data.it"];
  const changes = addresses.map((address) => changed(["create"], { address }));
  expect(commands(changes, { module_calls: { a: { module: outer } } })).toEqual(
    addresses.map((address) => `${address}: local-exec ./migrate`),
  );
});

test.each(["a]b", String.raw`a\"b`, "a.b[0]", "a (deposed b", "(deposed 0123)", String.raw`\\`])(
  "finds the provisioner and the container of an instance with the key %s",
  (key) => {
    const changes = [
      changed(["create"], { address: `terraform_data.it["${key}"]` }),
      container(null, {}, { address: `scaleway_container.it["${key}"]` }),
    ];
    const plan = planJson(changes, { configuration: { root_module: { resources: [resource(MIGRATE)] } } });
    const { review } = PlanReview.fromPlans([{ stack: "shop", plan }]);
    expect(review.risks.map(({ id }) => id)).toContain("runs-command");
    expect(review.containers).toHaveLength(1);
  },
);

const data = (type: string, expressions: Json, more: Json = {}) => ({
  ...{ address: `data.${type}.it`, mode: "data", type, expressions },
  ...more,
});
const external = (more: Json = {}) =>
  data("external", { program: literal(["sh", "x.sh"]), query: refers("a.b") }, more);

test.each<readonly [string, Json, readonly string[]]>([
  ["external", external(), ["data.external.it sh x.sh"]],
  [
    "local_command",
    data("local_command", { command: literal("ls"), arguments: literal(["-l"]) }),
    ["data.local_command.it ls -l"],
  ],
  [
    "http with another method",
    data("http", { url: literal("https://x"), method: literal("POST") }),
    ["data.http.it POST https://x"],
  ],
  [
    "http with a method that is not known",
    data("http", { url: literal("https://x"), method: refers("var.m") }),
    ["data.http.it var.m"],
  ],
  [
    "http with a body",
    data("http", { url: literal("https://x"), request_body: literal("a") }),
    ["data.http.it https://x a"],
  ],
  ["http that reads", data("http", { url: literal("https://x"), method: literal("get") }), []],
  ["http without a method", data("http", { url: literal("https://x") }), []],
  ["another type", data("scaleway_container", { name: literal("api") }), []],
  ["a type that every object has as a field", data("constructor", {}), []],
])("reports the data source %s as it is: %j", (_, configured, expected) => {
  expect(commands([], { resources: [configured] })).toEqual(expected);
});

test("reports a data source with count or for_each only if it was read, or is read at apply", () => {
  const configured = { resources: [external({ count_expression: refers("var.on") })] };
  expect(commands([], configured)).toEqual([]);
  const resources = [{ address: "data.external.it[0]", mode: "data", type: "external", values: {} }];
  const state = { prior_state: { values: { root_module: { resources } } } };
  expect(commands([], configured, state)).toEqual(["data.external.it sh x.sh"]);
  const read = change("external", ["read"], null, {}, { address: "data.external.it[0]", mode: "data" });
  expect(commands([read], configured)).toEqual(["data.external.it[0] sh x.sh"].map((each) => each.replace("[0]", "")));
  const module = { for_each_expression: literal({}), module: { resources: [external()] } };
  expect(commands([], { module_calls: { m: module } })).toEqual([]);
});

const action = (config: Json, marks: Json = {}) => ({
  ...{ address: "action.a.run", type: "a", config_values: config, config_sensitive: marks },
});

test.each<readonly [string, Json, Json, string]>([
  ["its command", { command: "sh", arguments: ["-c", "ls"] }, {}, "action.a.run sh -c ls"],
  ["its configuration", { server: "1", none: null }, {}, 'action.a.run {"server":"1"}'],
  ["nothing without a configuration", {}, {}, "action.a.run"],
  ["no sensitive value", { server: "1", pin: "0000-1111" }, { pin: true }, 'action.a.run {"server":"1"}'],
  [
    "no value with the name of a secret",
    { api_key: "hunter2-hunter2" },
    {},
    'action.a.run {"api_key":"(looks like a secret)"}',
  ],
])("reports an action with %s", (_, config, marks, expected) => {
  expect(commands([], {}, { action_invocations: [action(config, marks)] })).toEqual([expected]);
});

test("offers the apply of a plan that only runs an action", () => {
  const plan = planJson([], { action_invocations: [action({})] });
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan, apply: ["terraform apply plan"] }]);
  expect(review.apply).toEqual(["terraform apply plan"]);
});

test("reports a deferred action by its address, and masks its secrets everywhere", () => {
  const deferred = { action_invocation: action({ pin: "0000-1111-2222" }, { pin: true }) };
  const plan = planJson([change("a_b", ["create"], null, { note: "pin 0000-1111-2222" })], {
    deferred_action_invocations: [deferred],
  });
  const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
  expect(review.toJson()).not.toContain("0000-1111");
  expect(review.review.risks.map(({ id, what }) => `${id} ${String(what)}`)).toEqual([
    "plan-incomplete deferred to a later plan: action.a.run",
  ]);
});

test("masks the secrets in a command and its environment", () => {
  const provisioner = local({
    command: literal("curl -H 'Authorization: Bearer abc123abc123abc123' https://x?pin=ENV-SECRET-77"),
    environment: literal({ DB_PASSWORD: "ENV-SECRET-77" }),
  });
  const plan = planJson([changed(["create"])], {
    configuration: { root_module: { resources: [resource(provisioner)] } },
  });
  const report = PlanReview.fromPlans([{ stack: "shop", plan }]).toJson();
  expect(report).toContain("curl -H 'Authorization: Bearer (sensitive)' https://x?pin=(sensitive)");
  expect(report).not.toMatch(/abc123|ENV-SECRET/);
});

test.each<readonly [type: string, expressions: Json, command: string]>([
  ["ssh_resource", { commands: literal(["./setup", "reboot"]) }, "ssh_resource ./setup reboot"],
  ["ansible_playbook", { playbook: literal("site.yml") }, "ansible_playbook site.yml"],
  ["shell_script", { lifecycle_commands: [{ create: literal("./run") }] }, "shell_script"],
])("reports a resource of the type %s, which runs a command at every change", (type, expressions, command) => {
  const resources = [{ address: `${type}.it`, mode: "managed", type, expressions }];
  for (const action of ["create", "update", "delete"]) {
    expect(commands([change(type, [action], {}, {})], { resources })).toEqual([`${type}.it: ${command}`]);
  }
  expect(commands([change(type, ["no-op"], {}, {})], { resources })).toEqual([]);
});
