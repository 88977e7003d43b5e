import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasTools } from "../helpers/ci-project";

const CI = join(__dirname, "../../templates/ci/ci");

function mask(plan: object, text: string, known: readonly string[] = []): string {
  const filter = `$known as $known | ${readFileSync(join(CI, "mask.jq"), "utf8")}`;
  const args = ["-rj", "--arg", "text", text, "--argjson", "known", JSON.stringify(known), filter];
  const { status, stdout, stderr } = spawnSync("jq", args, { input: JSON.stringify(plan), encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const change = (fields: object) => ({ resource_changes: [{ change: { actions: ["update"], ...fields } }] });
const SECRET = "s3cr3t/ä";
const variable = { variables: { a: { value: SECRET } } };
const declared = (sensitive: boolean) => ({ configuration: { root_module: { variables: { a: { sensitive } } } } });

(hasTools() ? describe : describe.skip)("the mask of an error", () => {
  test.each([
    ["a sensitive variable", { ...variable, ...declared(true) }],
    ["a sensitive value before", change({ before: { a: SECRET }, before_sensitive: { a: true } })],
    ["a sensitive value after", change({ after: { a: SECRET }, after_sensitive: { a: true } })],
    ["a part of a sensitive object", change({ after: { a: { b: [1, { c: SECRET }] } }, after_sensitive: { a: true } })],
    ["a sensitive item of a list", change({ after: { a: ["x", SECRET] }, after_sensitive: { a: [false, true] } })],
    ["a sensitive value in a block", change({ after: { a: [{ b: SECRET }] }, after_sensitive: { a: [{ b: true }] } })],
    ["a sensitive output", { output_changes: { a: { after: SECRET, after_sensitive: true } } }],
    ["drift", { resource_drift: [{ change: { before: SECRET, before_sensitive: true } }] }],
    ["an output of the state", { prior_state: { values: { outputs: { a: { sensitive: true, value: SECRET } } } } }],
    [
      "a resource of the state",
      {
        prior_state: {
          values: { root_module: { resources: [{ values: { a: SECRET }, sensitive_values: { a: true } }] } },
        },
      },
    ],
  ])("hides %s", (_, plan) => {
    expect(mask(plan, `is ${SECRET}.`)).toBe("is •••.");
  });

  test("keeps other values, and is not confused by marks without a value", () => {
    const plan = {
      ...variable,
      ...declared(false),
      ...change({ after: null, after_sensitive: { a: [true], b: true }, before: { a: "x" }, before_sensitive: false }),
    };
    expect(mask(plan, `is ${SECRET}.`)).toBe(`is ${SECRET}.`);
    expect(mask({}, "text")).toBe("text");
  });

  test.each([
    ["a number", 4711, "is 4711."],
    ["an escaped text", 'a"b\nc', 'is a\\"b\\nc.'],
    ["a URL", "p/w ä", "is p%2Fw%20%C3%A4."],
    ["a URL of Go", "p w", "is p+w."],
    ["the password in a URL", "postgres://user:p4ssw0rd@host/db", "is p4ssw0rd."],
    ["a text in JSON", '{"a":["p4ss"]}', "is p4ss."],
    ["base64", "password", "is cGFzc3dvcmQ=."],
    ["a text that Terraform wraps", "correct horse battery", "is correct horse\nbattery."],
    ["a longer secret first", ["abcd", "abcdefgh"], "is abcdefgh."],
  ])("hides the form of %s", (_, value, text) => {
    const masked = mask(change({ after: value, after_sensitive: true }), text);
    expect(masked.replaceAll(/•••|\s/g, "")).toBe("is.");
  });

  test("hides known credentials", () => {
    expect(mask({}, "key SCWKEY", ["SCWKEY"])).toBe("key •••");
  });
});
