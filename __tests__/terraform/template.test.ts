import { TerraformOutput, TerraformVariable } from "cdktf";
import { escapeTemplates } from "../../lib/terraform/template";
import { newStack, synth } from "../helpers/synth";

/** What CDKTF writes for a value that holds the token `${var.token}`. */
function rendered(value: (token: string) => unknown): unknown {
  const stack = newStack();
  const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
  new TerraformOutput(stack, "written", { value: escapeTemplates(value(token)) });
  return synth(stack)["output"].written.value;
}

describe("text around a token", () => {
  test.each([
    // Directly before the token, dollars would escape its `${`: they are written as an expression.
    ["$", "", '${"$"}${var.token}'],
    ["US$", "", 'US${"$"}${var.token}'],
    ["$$", "", '${"$$"}${var.token}'],
    ["a$$$", "b", 'a${"$$$"}${var.token}b'],
    ["$$ ", "", "$$ ${var.token}"],
    // A percent escapes `%{` alone, and a dollar after the token begins nothing.
    ["%", "", "%${var.token}"],
    ["%%", "", "%%${var.token}"],
    ["%$", "", '%${"$"}${var.token}'],
    ["$%", "", "$%${var.token}"],
    ["", "$", "${var.token}$"],
    ["", "$$", "${var.token}$$"],
    ["{", "", "{${var.token}"],
    ["", "}", "${var.token}}"],
    ["${x}", "%{y}", "$${x}${var.token}%%{y}"],
    ["$${x}$", "", '$$${x}${"$"}${var.token}'],
  ])("%j + token + %j is written as a template that gives it back", (before, after, expected) => {
    expect(rendered((token) => `${before}${token}${after}`)).toBe(expected);
    expect(rendered((token) => [{ key: `${before}${token}${after}` }])).toEqual([{ key: expected }]);
  });

  test("between two tokens has its dollars as an expression as well", () => {
    expect(rendered((token) => `$${token}$${token}$`)).toBe('${"$"}${var.token}${"$"}${var.token}$');
  });
});

test.each([
  ["${x}", "$${x}"],
  ["$${x}", "$$${x}"],
  ["%{x}", "%%{x}"],
  ["$", "$"],
  ["%{", "%%{"],
  ["{$}", "{$}"],
])("the literal %j is written as %j, as a value and as a key", (text, expected) => {
  expect(escapeTemplates({ [text]: [text, 1, true, null, undefined] })).toEqual({
    [expected]: [expected, 1, true, null, undefined],
  });
});
