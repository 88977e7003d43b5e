import { ContainerNamespace, SecretValue, ServerlessContainer } from "../../lib";
import { annotations, minimal, newStack } from "../helpers/synth";

const PLAIN = "environmentVariables.SCW_DEFAULT_REGION";
const SECRET = "secretEnvironmentVariables.SCW_SECRET_KEY";
const environment = {
  environmentVariables: { SCW_DEFAULT_REGION: "fr-par", MY_SCW_REGION: "fr-par" },
  secretEnvironmentVariables: { SCW_SECRET_KEY: SecretValue.variable("scw_secret_key") },
};

test("warns about variables with the reserved prefix, also those of a namespace and those that are added later", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shared", environment);
  const { environmentVariables, secretEnvironmentVariables } = environment;
  const container = new ServerlessContainer(stack, "api", { ...minimal, namespace, environmentVariables });
  container.addSecret("SCW_SECRET_KEY", secretEnvironmentVariables.SCW_SECRET_KEY);
  const found = annotations(stack, "WARN").map(({ path, id, field }) => [id, path, field?.join(".")]);
  expect(found).toEqual([
    ["reserved-prefix", "stack/shared", PLAIN],
    ["reserved-prefix", "stack/shared", SECRET],
    ["reserved-prefix", "stack/api", PLAIN],
    ["reserved-prefix", "stack/api", SECRET],
  ]);
});
