import { PlanReview } from "../../../lib/review/plan-review";
import { change, container, planJson } from "../../helpers/plan-json";
import { validationError } from "../../helpers/issues";

const plan = (name: string) => planJson([container(null, { name })]);
const reviewOf = (text: string) => PlanReview.fromPlans([{ stack: "shop", plan: text, apply: ["apply"] }]).review;
const containersOf = (text: string) => reviewOf(text).containers.map(({ stack, name }) => `${stack} ${name}`);

const COMMAND = "[command]/opt/hostedtoolcache/terraform/1.11.4/x64/terraform show -json plan\n";

test.each([
  ["the command that setup-terraform prints", `${COMMAND}${plan("api")}`],
  ["the command and its exit code", `${COMMAND}${plan("api")}\n::debug::Terraform exited with code 0.\n::debug::x`],
  ["Windows line ends", `${COMMAND.replace("\n", "\r\n")}${plan("api")}\r\n::debug::x\r\n`],
  ["the log of another program", `12:00:00.000 INFO {"a"}\n\n${plan("api")}\n`],
  ["indentation", `\n\n  ${JSON.stringify(JSON.parse(plan("api")), null, 2)}\n\n`],
])("reads a plan with %s", (_, text) => {
  expect(containersOf(text)).toEqual(["shop api"]);
});

test.each([
  ["one after the other", `${plan("a")}\n${plan("b")}\n`],
  ["on one line", `${plan("a")}${plan("b")}`],
  ["with log lines between them", `${COMMAND}${plan("a")}\n${COMMAND}${plan("b")}\n::debug::x`],
  ["in a list", `[${plan("a")},\n${plan("b")}]`],
])("reads several plans %s, and offers their commands once", (_, text) => {
  expect(containersOf(text).sort()).toEqual(["shop 1 a", "shop 2 b"]);
  expect(reviewOf(text).apply).toEqual(["apply"]);
});

test("masks a secret of one plan in the next one", () => {
  const secret = change("a_b", ["create"], null, { s: "hunter2-x" }, { change: { after_sensitive: { s: true } } });
  const text = `${planJson([container({}, { tags: ["hunter2-x"] })])}\n${planJson([secret])}`;
  expect(PlanReview.fromPlans([{ stack: "shop", plan: text }]).toJson()).not.toContain("hunter2");
});

/** The words that name the text. */
test.each([
  ["nothing", "", "is empty"],
  ["white space", " \n\t\n", "is empty"],
  ["an HTML page", "<!DOCTYPE html>\n<script>\n{}\n</script>", "HTML"],
  [
    "a plan in text",
    "\u001b[1mTerraform used the selected providers to generate\n  + a = jsonencode(\n{\n",
    "plan in text",
  ],
  ["a plan in text of OpenTofu", "\nOpenTofu will perform the following actions:\n", "plan in text"],
  ["a plan in text without changes", "No changes. Your infrastructure matches", "plan in text"],
  ["a state in text", '# terraform_data.a["x"]:\nresource "terraform_data" "a" {\n', "state in text"],
  ["an error", "\u001b[31m╷\n│ Error: Failed to load\n", "error message"],
  ["other text", "hello", "is not JSON"],
  ["a stream", '{"@level":"info","type":"version"}\n{"@level":"info"}\n', "stream"],
  ["a state", '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}', "is a state,"],
  ["an empty state", '{"format_version":"1.0"}', "empty state"],
  ["a state file", '{"version":4,"terraform_version":"1.11.4","lineage":"x","resources":[]}', "state file"],
  ["cdk.tf.json", '{"//":{},"terraform":{},"resource":{}}', "configuration of a stack"],
  ["a report", '{"formatVersion":"1.0","verdict":""}', "report"],
  ["an empty list", "[]", "empty list"],
  ["a plan with text behind it", `${planJson([])}\nhello`, "more text"],
])("names what %s is", (_, text, words) => {
  const [issue] = validationError(() => reviewOf(text)).issues;
  expect(issue?.code).toBe("not-a-plan");
  expect(issue?.message).toContain(words);
  expect(issue?.message).toContain("terraform show -json PLANFILE");
});

test.each([
  ["a plan", planJson([]).slice(0, -10)],
  ["the second plan", `${planJson([])}\n${planJson([]).slice(0, -10)}`],
  ["a list of plans", `[${planJson([])}`],
])("reports that %s is truncated", (_, text) => {
  expect(validationError(() => reviewOf(text)).issues).toMatchObject([{ code: "truncated-json" }]);
});
