import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import {
  ContainerNamespace,
  SecretValue,
  ServerlessContainer,
  acknowledgeWarning,
  type ServerlessContainerProps,
} from "../../lib";
import { annotations, minimal, newStack } from "../helpers/synth";

const PASSWORD = "hunter2-swordfish";

function containerIn(stack: TerraformStack, props: Partial<ServerlessContainerProps> = {}) {
  return new ServerlessContainer(stack, "api", { ...minimal, ...props });
}

/** The places of the warnings, which must not contain the secret. */
function placesIn(stack: TerraformStack) {
  const found = annotations(stack, "WARN");
  expect(JSON.stringify(found)).not.toContain(PASSWORD);
  return found.map(({ path, id, message, field }) => {
    expect([id, message]).toEqual(["secret-looking-variable", expect.stringContaining("SecretValue")]);
    return [path, field?.join(".")];
  });
}

test.each<[string, Partial<ServerlessContainerProps>]>([
  ["environmentVariables.DB_PASSWORD", { environmentVariables: { LOG: "info", DB_PASSWORD: PASSWORD } }],
  ["environmentVariables.CONFIG", { environmentVariables: { CONFIG: JSON.stringify({ db: { password: PASSWORD } }) } }],
  ["args.2", { args: ["serve", "--token", PASSWORD] }],
  ["command.1", { command: ["app", `--db-password=${PASSWORD}`] }],
])("warns about %s of a container", (field, props) => {
  const stack = newStack();
  containerIn(stack, props);
  expect(placesIn(stack)).toEqual([["stack/api", field]]);
});

test("warns about variables of a namespace, and about variables that are added later", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shared", { environmentVariables: { API_TOKEN: PASSWORD } });
  const api = containerIn(stack, { namespace });
  api.addEnvironmentVariable("MYSQL_PWD", PASSWORD);
  expect(placesIn(stack)).toEqual([
    ["stack/shared", "environmentVariables.API_TOKEN"],
    ["stack/api", "environmentVariables.MYSQL_PWD"],
  ]);
});

test.each([
  ["args.login.password", { args: { login: { password: PASSWORD } } }],
  ["args", { args: JSON.stringify({ apiKey: PASSWORD }) }],
  ["headers.X-Hook-Secret", { headers: { "X-Hook-Secret": PASSWORD, "X-Trace": "on" } }],
])("warns about %s of a schedule", (field, options) => {
  const stack = newStack();
  containerIn(stack).addSchedule("nightly", { schedule: "0 2 * * *", ...options });
  expect(placesIn(stack)).toEqual([["stack/api/nightly", field]]);
});

test("warns about the literal text beside a token, and not about tokens and secrets", () => {
  const stack = newStack();
  const { stringValue } = new TerraformVariable(stack, "db", { type: "string" });
  const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
  const { value } = new TerraformVariable(stack, "map", { type: "map(string)" });
  const api = containerIn(stack, {
    environmentVariables: {
      DB_PASSWORD: stringValue,
      API_TOKEN: `prod-${stringValue}`,
      DATABASE_URL: `postgres://app:${stringValue}@db/app`,
      OTHER_URL: `postgres://app:${PASSWORD}@${stringValue}/app`,
    },
    secretEnvironmentVariables: { SECRET: SecretValue.variable("secret") },
    args: listValue,
  });
  api.addSchedule("nightly", {
    schedule: "0 2 * * *",
    args: { password: stringValue },
    headers: { Authorization: `Bearer ${stringValue}`, "X-Token": SecretValue.variable("token") },
  });
  new ContainerNamespace(stack, "shared", { environmentVariables: Token.asStringMap(value) });
  expect(placesIn(stack)).toEqual([["stack/api", "environmentVariables.OTHER_URL"]]);
});

test("is silent after acknowledgeWarning", () => {
  const stack = newStack();
  acknowledgeWarning(
    containerIn(stack, { environmentVariables: { DB_PASSWORD: PASSWORD } }),
    "secret-looking-variable",
  );
  expect(annotations(stack, "WARN")).toEqual([]);
});
