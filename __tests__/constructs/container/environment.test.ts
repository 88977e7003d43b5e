import { ContainerNamespace, SecretValue, ServerlessContainer, type ServerlessContainerProps } from "../../../lib";
import { codeAndPath, validationError } from "../../helpers/issues";
import { minimal, newStack, only, synth } from "../../helpers/synth";

describe("environment", () => {
  const stackWith = (props: Partial<ServerlessContainerProps> = {}) => {
    const stack = newStack();
    return { stack, api: new ServerlessContainer(stack, "api", { ...minimal, ...props }) };
  };

  test("contains what is added by addEnvironmentVariable and addSecret", () => {
    const { stack, api } = stackWith({
      environmentVariables: { A: "1" },
      secretEnvironmentVariables: { S: SecretValue.variable("s") },
    });
    api.addEnvironmentVariable("B", "${two}");
    api.addSecret("T", SecretValue.variable("t"));
    expect(only(synth(stack), "scaleway_container")).toMatchObject({
      environment_variables: { A: "1", B: "$${two}" },
      secret_environment_variables: { S: "${var.s}", T: "${var.t}" },
    });
  });

  test.each<[string, (api: ServerlessContainer) => void, string]>([
    [
      "the variable exists",
      (api) => {
        api.addEnvironmentVariable("A", "2");
      },
      "duplicate-variable environmentVariables.A",
    ],
    [
      "the secret exists",
      (api) => {
        api.addSecret("S", SecretValue.variable("x"));
      },
      "duplicate-variable secretEnvironmentVariables.S",
    ],
    [
      "a secret has the name",
      (api) => {
        api.addEnvironmentVariable("S", "2");
      },
      "duplicate-variable secretEnvironmentVariables.S",
    ],
    [
      "a variable has the name",
      (api) => {
        api.addSecret("A", SecretValue.variable("x"));
      },
      "duplicate-variable secretEnvironmentVariables.A",
    ],
    [
      "the name is missing",
      (api) => {
        api.addEnvironmentVariable(undefined as never, "80");
      },
      "missing name",
    ],
    [
      "the name of a secret is not a text",
      (api) => {
        api.addSecret(5 as never, SecretValue.variable("x"));
      },
      "wrong-type name",
    ],
    [
      "the name is reserved",
      (api) => {
        api.addEnvironmentVariable("PORT", "80");
      },
      "reserved environmentVariables.PORT",
    ],
    [
      "the value is not a text",
      (api) => {
        api.addEnvironmentVariable("B", 5 as unknown as string);
      },
      "wrong-type environmentVariables.B",
    ],
    [
      "the secret is a text",
      (api) => {
        api.addSecret("B", "hunter2" as unknown as SecretValue);
      },
      "not-a-secret secretEnvironmentVariables.B",
    ],
    [
      "the name is a special key of JavaScript",
      (api: ServerlessContainer) => {
        api.addEnvironmentVariable("__proto__", "1");
      },
      "unsupported-name environmentVariables.__proto__",
    ],
  ])("rejects an addition if %s", (_, add, code) => {
    const { stack, api } = stackWith({
      environmentVariables: { A: "1" },
      secretEnvironmentVariables: { S: SecretValue.variable("s") },
    });
    const error = validationError(() => {
      add(api);
    });
    expect(error.issues.map(codeAndPath)).toEqual([code]);
    expect(error.message).not.toContain("hunter2");
    expect(only(synth(stack), "scaleway_container")["environment_variables"]).toEqual({ A: "1" });
  });

  test("counts added variables and those of the namespace", () => {
    const stack = newStack();
    const many = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
    const namespace = new ContainerNamespace(stack, "shared", { environmentVariables: many(100, "N") });
    const api = new ServerlessContainer(stack, "api", {
      ...minimal,
      namespace,
      environmentVariables: { ...many(98, "C"), N0: "own" },
    });
    api.addEnvironmentVariable("LAST", "1");
    api.addEnvironmentVariable("N1", "own");
    api.addEnvironmentVariable("TWO_HUNDREDTH", "1");
    const error = validationError(() => {
      api.addEnvironmentVariable("ONE_MORE", "1");
    });
    expect(error.issues.map(codeAndPath)).toEqual(["too-many environmentVariables"]);
    expect(error.message).toMatch(/201 .*100 .*200/);
  });

  test("fails if a container and its namespace have more than 200 variables together", () => {
    const stack = newStack();
    const many = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, "x"]));
    const namespace = new ContainerNamespace(stack, "shared", { environmentVariables: many(100, "N") });
    const error = validationError(
      () => new ServerlessContainer(stack, "api", { ...minimal, namespace, environmentVariables: many(101, "C") }),
    );
    expect(error.issues.map(codeAndPath)).toEqual(["too-many environmentVariables"]);
    expect(error.message).toMatch(/201 .*100 .*200/);
  });
});
