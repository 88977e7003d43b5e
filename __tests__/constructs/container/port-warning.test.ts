import { TerraformVariable } from "cdktf";
import { ServerlessContainer } from "../../../lib";
import { NON_HTTP_PORTS } from "../../../lib/facts/well-known-ports";
import { warnings } from "../../../lib/testing";
import { minimal, newStack } from "../../helpers/synth";

describe("the port of another protocol", () => {
  const warningsFor = (port: number) => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", { ...minimal, port });
    return warnings(stack);
  };

  test.each(Object.entries(NON_HTTP_PORTS))("warns about %s (%s)", (port, service) => {
    const found = warningsFor(Number(port));
    expect(found).toEqual([expect.objectContaining({ id: "non-http-port", path: "stack/api" })]);
    expect(found[0]?.message).toContain(service);
  });

  test.each([25, 465])("says that the port %s is closed outward", (port) => {
    expect(warningsFor(port)[0]?.message).toContain(`connections from a container to port ${port}`);
    expect(warningsFor(587)[0]?.message).not.toContain("connections from");
  });

  test.each([80, 443, 3000, 5000, 8000, 8080, 8443, 9000, 9200])("does not warn about %s", (port) => {
    expect(warningsFor(port)).toEqual([]);
  });

  test("does not warn about a token", () => {
    const stack = newStack();
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    new ServerlessContainer(stack, "api", { ...minimal, port });
    expect(warnings(stack)).toEqual([]);
  });
});
