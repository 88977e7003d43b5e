import {
  Annotations,
  Aspects,
  LocalBackend,
  S3Backend,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import { ContainerTrigger } from "@cdktf/provider-scaleway/lib/container-trigger";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { SecretVersion } from "@cdktf/provider-scaleway/lib/secret-version";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer, acknowledgeWarning } from "../lib";
import { plaintextSecrets, resources, synth, warnings } from "../lib/testing";
import { DATA_SOURCE_TYPES, RESOURCE_TYPES } from "../lib/facts/provider-types";
import { KEY_ATTRIBUTES, SENSITIVE_ATTRIBUTES } from "../lib/facts/sensitive-attributes";
import { schema, type Block } from "./helpers/provider-package";
import { codesOf, validationError } from "./helpers/issues";
import { minimal, newApp, newStack } from "./helpers/synth";

const PLANTED = "p1antedSecret";

describe("resources", () => {
  test.each([
    ["scaleway_contaner", "scaleway_container"],
    ["scaleway_containers", "scaleway_container"],
    ["Scaleway_Container", "scaleway_container"],
    ["scaleway_registry_image", "data.scaleway_registry_image"],
    ["data.scaleway_mnq_sqss", "data.scaleway_mnq_sqs"],
    ["data.scaleway_container_cron", "scaleway_container_cron"],
  ])("fails for the type %s, which the provider does not have, and names %s", (type, suggestion) => {
    const error = validationError(() => resources({}, type));
    expect(error.issues).toEqual([expect.objectContaining({ code: "not-allowed", path: "type" })]);
    expect(error.message).toContain(`${suggestion}?`);
  });

  test.each([
    "scaleway_instance_server",
    "data.scaleway_account_project",
    "aws_s3_bucket",
    "data.http",
    "terraform_data",
  ])("has no resources of the type %s", (type) => {
    expect(resources({}, type)).toEqual([]);
  });

  test("accepts a type of a newer provider that the stack contains", () => {
    expect(resources({ resource: { scaleway_new: { a: { name: "a" } } } }, "scaleway_new")).toEqual([{ name: "a" }]);
  });

  test("knows every type of the pinned schema", () => {
    expect(RESOURCE_TYPES).toEqual(expect.arrayContaining(Object.keys(schema.resource_schemas)));
    expect(DATA_SOURCE_TYPES).toEqual(expect.arrayContaining(Object.keys(schema.data_source_schemas)));
  });
});

describe("synth", () => {
  test("gives plain JSON without metadata, versions of tools and local paths", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", { region: "fr-par" });
    new LocalBackend(stack, { path: "/home/me/state" });
    new ServerlessContainer(stack, "api", minimal);
    const text = JSON.stringify(synth(stack));
    expect(text).not.toMatch(/"\/\/"|metadata|0\.21|2\.81|\/home\/me/);
    expect(synth(stack).terraform).toEqual({
      required_providers: { scaleway: { source: "scaleway/scaleway" } },
    });
  });

  test("leaves out where the state of another stack is on this machine", () => {
    const app = newApp();
    const api = new ServerlessContainer(new ScalewayStack(app, "one", { region: "fr-par" }), "api", minimal);
    const two = new TerraformStack(app, "two");
    new ScalewayProvider(two, "scaleway");
    new ServerlessContainer(two, "shop", { ...minimal, environmentVariables: { API_URL: api.endpoint } });
    const json = synth(two);
    expect(JSON.stringify(json)).not.toContain("tfstate");
    expect(resources(json, "scaleway_container")[0]!["environment_variables"].API_URL).toMatch(
      /^\$\{data\.terraform_remote_state\./,
    );
  });

  test("keeps a backend that is not local", () => {
    const stack = newStack();
    new S3Backend(stack, { bucket: "state", key: "shop" });
    expect(synth(stack).terraform!["backend"]).toEqual({ s3: { bucket: "state", key: "shop" } });
  });

  test("runs the validations", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", minimal);
    new TerraformOutput(stack, "again", { value: "1" }).overrideLogicalId("api_endpoint");
    expect(codesOf(() => synth(stack))).toEqual(["duplicate-name output.api_endpoint"]);
  });

  test("throws an error annotation as an issue, as cdktf synth does", () => {
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", minimal);
    Annotations.of(api).addError("Not on a Friday");
    expect(validationError(() => synth(stack)).issues).toEqual([
      { code: "error-annotation", path: "stack/api", message: "Not on a Friday" },
    ]);
  });

  test("gives an empty stack as it is", () => {
    expect(synth(new TerraformStack(newApp(), "plain"))).toEqual({});
  });

  test("gives the same twice", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", minimal);
    expect(synth(stack)).toEqual(synth(stack));
  });
});

describe("resources", () => {
  const stack = newStack();
  for (const name of ["bb", "aa"]) new ServerlessContainer(stack, name, minimal);
  new ServerlessContainer(stack, "cc", {
    ...minimal,
    secretEnvironmentVariables: { A: SecretValue.secretManager("a") },
  });
  const json = synth(stack);

  test("gives those of a type, in the order of their names", () => {
    expect(resources(json, "scaleway_container").map(({ name }) => name as string)).toEqual(["aa", "bb", "cc"]);
  });

  test("gives data sources", () => {
    expect(resources(json, "data.scaleway_secret_version")).toEqual([expect.objectContaining({ secret_name: "a" })]);
  });

  test.each(["scaleway_vpc", "data.scaleway_vpc"])("returns nothing if there is no %s", (type) => {
    expect(resources(json, type)).toEqual([]);
    expect(resources({}, type)).toEqual([]);
  });
});

describe("plaintextSecrets", () => {
  test("finds none if every secret is a reference", () => {
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", {
      ...minimal,
      environmentVariables: { PLAIN: PLANTED },
      secretEnvironmentVariables: { A: SecretValue.variable("a"), B: SecretValue.secretManager("b") },
    });
    api.addSchedule("nightly", {
      schedule: "0 2 * * *",
      headers: { Authorization: SecretValue.variable("c"), X: "1" },
    });
    const url = `postgres://app:${new TerraformVariable(stack, "d", { sensitive: true }).stringValue}@db`;
    api.addSecret("URL", SecretValue.reference(url));
    expect(plaintextSecrets(synth(stack))).toEqual([]);
  });

  test("finds literals, with address and attribute and without the value", () => {
    const stack = newStack();
    const secret = SecretValue.unsafePlainText(PLANTED);
    const api = new ServerlessContainer(stack, "api", { ...minimal, secretEnvironmentVariables: { A: secret } });
    api.addSchedule("nightly", { schedule: "0 2 * * *", headers: { Authorization: secret, "X-Hook": secret } });
    const found = plaintextSecrets(synth(stack));
    expect(found).toEqual([
      { address: "scaleway_container.api_C8550315", attribute: "secret_environment_variables.A" },
      {
        address: expect.stringMatching(/^scaleway_container_trigger\.api_nightly_\w+$/),
        attribute: "cron.headers.Authorization",
      },
      { address: expect.stringMatching(/^scaleway_container_trigger/), attribute: "cron.headers.X-Hook" },
    ]);
    expect(JSON.stringify(found)).not.toContain(PLANTED);
  });

  test("finds those of the provider's own classes, providers, variables and outputs", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", { accessKey: PLANTED, secretKey: PLANTED });
    new S3Backend(stack, { bucket: "state", key: "shop", secretKey: PLANTED });
    new SecretVersion(stack, "version", { secretId: "x", data: PLANTED });
    new ContainerTrigger(stack, "trigger", {
      containerId: "x",
      destinationConfig: { httpMethod: "get", httpPath: "/" },
      nats: { subject: "x", serverUrls: ["nats://a"], credentialsFileContent: PLANTED },
    });
    new TerraformVariable(stack, "password", { sensitive: true, default: PLANTED });
    new TerraformVariable(stack, "pin", { sensitive: true, default: 1234 });
    new TerraformVariable(stack, "size", { default: "s" });
    new TerraformOutput(stack, "out", { value: PLANTED, sensitive: true });
    new TerraformOutput(stack, "open", { value: PLANTED });
    expect(plaintextSecrets(synth(stack)).map(({ address, attribute }) => `${address} ${attribute}`)).toEqual([
      expect.stringMatching(/^scaleway_container_trigger\.trigger nats.credentials_file_content$/),
      "scaleway_secret_version.version data",
      "provider.scaleway access_key",
      "provider.scaleway secret_key",
      "terraform.backend.s3 secret_key",
      "variable.password default",
      "variable.pin default",
      "output.out value",
    ]);
  });

  test.each([
    ["hunter2", true],
    ["$${var.x}", true],
    ["%%{if}", true],
    ['${sensitive("hunter2")}', true],
    ['${base64encode("user:pa.ss")}', true],
    ['${sensitive("\\"var.x\\"")}', true],
    ['${sensitive("$ var.x")}', true],
    ['${merge(var.m, {"A" = "hunter2"})}', true],
    ['${"s3cret"}foo.bar', true],
    ['${sensitive("abc") /* var.x */}', true],
    ['${sensitive("a}b.c")}', true],
    ["", false],
    ['${merge(var.m, {"A" = "${var.x}"})}', false],
    ['${var.x == "ready" ? var.y : var.z}', false],
    ['${merge({"a" = var.x}, {})}', false],
    ["${var.x}", false],
    ["${sensitive(data.scaleway_secret_version.x.data)}", false],
    ['${base64encode("user:${var.x}")}', false],
    ["postgres://app:${random_password.x.result}@db", false],
    ["${local.x}", false],
  ])("%s is plaintext: %s", (data, expected) => {
    const json = { resource: { scaleway_secret_version: { x: { data } } } };
    expect(plaintextSecrets(json)).toHaveLength(expected ? 1 : 0);
  });

  test("finds what looks like a secret, in any attribute and beside a reference", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "host", { type: "string" });
    const api = new ServerlessContainer(stack, "api", {
      ...minimal,
      environmentVariables: { DB_PASSWORD: "hunter2", URL: `postgres://app:hunter2@${stringValue}/app`, LOG: "info" },
      args: ["--token", "hunter22"],
    });
    api.addSchedule("nightly", {
      schedule: "0 2 * * *",
      args: { password: "hunter2", host: stringValue },
      headers: { "X-Api-Token": "hunter22" },
    });
    new TerraformVariable(stack, "api_key", { default: "hunter22" });
    new TerraformOutput(stack, "db_password", { value: "hunter2" });
    new TerraformLocal(stack, "access_token", "hunter22");
    const found = plaintextSecrets(synth(stack));
    expect(found.map(({ address, attribute }) => `${address.replace(/_[\dA-F]{8}$/, "")} ${attribute}`)).toEqual([
      "scaleway_container.api args.1",
      "scaleway_container.api environment_variables.DB_PASSWORD",
      "scaleway_container.api environment_variables.URL",
      "scaleway_container_trigger.api_nightly cron.body",
      "scaleway_container_trigger.api_nightly cron.headers.X-Api-Token",
      "local.access_token value",
      "variable.api_key default",
      "output.db_password value",
    ]);
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  test.each<[string, unknown]>([
    ["the stack itself", newStack()],
    ["an empty object", {}],
    ["a number", 1],
    ["a text that is not JSON", "stack"],
    ["a JSON text of something else", "[]"],
    ["an object with other keys", { name: "shop" }],
    ["a list", [{ resource: {} }]],
    ["nothing", undefined],
  ])("rejects %s", (_, input) => {
    expect(codesOf(() => plaintextSecrets(input as never))).toEqual(["not-synthesized json"]);
  });

  test("finds what looks like a secret in blocks that are lists, data sources, providers and modules", () => {
    const json = {
      resource: { scaleway_container_trigger: { x: { cron: [{ headers: { "X-Token": "hunter22" } }] } } },
      data: { http: { x: { request_headers: { "X-Token": "hunter22" } } } },
      provider: { other: [{ api_token: "hunter22" }] },
      module: { shop: { db_password: "hunter2" } },
    };
    expect(plaintextSecrets(json).map(({ address, attribute }) => `${address} ${attribute}`)).toEqual([
      "scaleway_container_trigger.x cron.headers.X-Token",
      "data.http.x request_headers.X-Token",
      "provider.other api_token",
      "module.shop db_password",
    ]);
  });

  test("accepts the JSON text of a stack", () => {
    const json = { resource: { scaleway_container: { api: { environment_variables: { PGPASSWORD: "hunter2" } } } } };
    expect(plaintextSecrets(JSON.stringify(json))).toEqual(plaintextSecrets(json));
    expect(plaintextSecrets(json)).toHaveLength(1);
  });

  test("looks into blocks that are lists", () => {
    const json = {
      resource: { scaleway_container_trigger: { x: { sqs: [{ access_key: "a", secret_key: "${var.x}" }] } } },
    };
    expect(plaintextSecrets(json).map(({ attribute }) => attribute)).toEqual(["sqs.access_key"]);
  });

  test("knows every attribute that the pinned provider marks as sensitive or write-only and accepts a value for", () => {
    const sensitive = (block: Block, path: string[] = []): string[] => [
      ...Object.entries(block.attributes ?? {})
        .filter(([, { sensitive, write_only }]) => sensitive === true || write_only === true)
        .filter(([, { required, optional }]) => required ?? optional)
        .map(([name]) => [...path, name].join(".")),
      ...Object.entries(block.block_types ?? {}).flatMap(([name, nested]) => sensitive(nested.block, [...path, name])),
    ];
    const marked = Object.entries(schema.resource_schemas)
      .map(([type, { block }]) => [type, sensitive(block)] as const)
      .filter(([, paths]) => paths.length > 0);
    const known = { ...SENSITIVE_ATTRIBUTES };
    const unmarked = "nats.credentials_file_content";
    expect(known["scaleway_container_trigger"]).toContain(unmarked);
    known["scaleway_container_trigger"] = known["scaleway_container_trigger"]!.filter((path) => path !== unmarked);
    expect(known).toEqual(Object.fromEntries(marked));
    expect(Object.keys(schema.provider.block.attributes!)).toEqual(expect.arrayContaining([...KEY_ATTRIBUTES]));
  });
});

describe("warnings", () => {
  const image = ContainerImage.fromRegistry("nginx:latest");

  test("returns path, ID and message of the warnings of this library and of others", () => {
    const stack = newStack();
    const api = new ServerlessContainer(stack, "api", { image, privacy: "private" });
    Annotations.of(api).addWarning("Mind [this]");
    Annotations.of(api).addInfo("No warning");
    expect(warnings(stack)).toEqual([
      {
        path: "stack/api",
        id: "mutable-tag",
        message: expect.stringMatching(/^nginx:latest .*[^\]]$/),
      },
      { path: "stack/api", id: undefined, message: "Mind [this]" },
    ]);
  });

  test("returns the warnings of an aspect, whose errors fail the synth", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", minimal);
    Aspects.of(stack).add({
      visit(node) {
        if (!(node instanceof ServerlessContainer)) return;
        Annotations.of(node).addWarning("No owner");
        Annotations.of(node).addError("No budget");
      },
    });
    expect(warnings(stack)).toEqual([{ path: "stack/api", id: undefined, message: "No owner" }]);
    expect(validationError(() => synth(stack)).issues).toEqual([
      { code: "error-annotation", path: "stack/api", message: "No budget" },
    ]);
  });

  test("omits acknowledged warnings", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", { image, privacy: "private" });
    acknowledgeWarning(stack, "mutable-tag");
    expect(warnings(stack)).toEqual([]);
  });
});
