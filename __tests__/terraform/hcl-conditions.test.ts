import { Testing, TerraformVariable, Token } from "cdktf";
import { ServerlessContainer } from "../../lib";
import { minimal, newStack } from "../helpers/synth";

test("the deploy gate is a block in HCL, beside the other settings of the lifecycle", () => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  container.resource.addOverride("lifecycle.prevent_destroy", true);
  container.resource.addOverride("lifecycle.precondition", [{ condition: "${1 > 0}", error_message: "One." }]);
  expect(lifecycleIn(Testing.synthHcl(stack))).toEqual([
    "postcondition {",
    'condition = "${self.status == "ready" || timestamp() == ""}"',
    expect.stringMatching(/^error_message = "Container api .*"$/),
    "}",
    "prevent_destroy = true",
    "precondition {",
    'condition = "${1 > 0}"',
    'error_message = "One."',
    "}",
  ]);
});

test("the condition of a deploy gate that is a token is rendered", () => {
  const stack = newStack();
  const { value } = new TerraformVariable(stack, "gate", { type: "bool" });
  new ServerlessContainer(stack, "api", { ...minimal, deployGate: Token.asAny(value) });
  expect(lifecycleIn(Testing.synthHcl(stack))[1]).toMatch(/^condition = "\$\{.*var\.gate.*\}"$/);
});

test("a lifecycle without conditions is the one that CDKTF writes", () => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", { ...minimal, deployGate: false });
  expect(Testing.synthHcl(stack)).not.toContain("lifecycle");
  container.resource.lifecycle = { createBeforeDestroy: true };
  expect(lifecycleIn(Testing.synthHcl(stack))).toEqual(["create_before_destroy = true"]);
});

/** The lines of the only lifecycle. */
function lifecycleIn(hcl: string): string[] {
  const lines = hcl.split("\n").map((line) => line.trim());
  const start = lines.indexOf("lifecycle {") + 1;
  let depth = 1;
  const length = lines.slice(start).findIndex((line) => {
    depth += line.endsWith("{") ? 1 : 0;
    depth -= line === "}" ? 1 : 0;
    return depth === 0;
  });
  return lines.slice(start, start + length);
}
