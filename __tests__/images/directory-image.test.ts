import fs from "node:fs";
import { join, resolve } from "node:path";
import { App, TerraformVariable, Testing } from "cdktf";
import { ContainerImage, SecretValue, acknowledgeWarning, type DirectoryImageOptions } from "../../lib";
import { setOutputFolder } from "../../lib/terraform/output-folder";
import { warnings } from "../../lib/testing";
import { directory, minimalFiles, write } from "../helpers/directories";
import { EXAMPLE, deployed, imageOf, options, run } from "../helpers/directory-image";
import { codesOf, validationError } from "../helpers/issues";
import { newStack, only, synth, type Json } from "../helpers/synth";

const tagOf = (json: Json) => String(imageOf(json)["name"]).split(":")[1];

describe("ContainerImage.fromDirectory", () => {
  test("builds and pushes the directory under a hash of its content, and deploys the pushed digest", () => {
    const json = deployed({ buildArgs: { NODE_VERSION: "22" }, target: "final" });
    expect(json["terraform"].required_providers.docker).toEqual({ source: "kreuzwerker/docker" });
    expect(imageOf(json)).toEqual({
      provider: "docker.images",
      name: expect.stringMatching(/^rg\.fr-par\.scw\.cloud\/my-registry\/order-api:[0-9a-f]{16}$/),
      keep_remotely: true,
      lifecycle: { create_before_destroy: true },
      build: {
        context: `../../../${EXAMPLE}`,
        dockerfile: "Dockerfile",
        target: "final",
        platform: "linux/amd64",
        build_args: { NODE_VERSION: "22" },
        provenance: "false",
      },
    });
    const address = `docker_registry_image.${Object.keys(json["resource"].docker_registry_image)[0]}`;
    expect(only(json, "scaleway_container")).toMatchObject({
      image: `\${${address}.name}`,
      registry_sha256: `\${${address}.sha256_digest}`,
    });
  });

  test("builds the same image independent of the output directory and of how the path is written", () => {
    const here = deployed();
    const inside = newStack();
    setOutputFolder(App.of(inside), resolve("cdktf.out"));
    expect(imageOf(deployed({}, inside))).toEqual(imageOf(here));
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(`${resolve(EXAMPLE)}/`, { ...options, dockerfile: "./Dockerfile" }));
    expect(imageOf(synth(stack))).toEqual(imageOf(here));
  });

  test("builds once for several containers, and again for another name or registry", () => {
    const stack = newStack();
    const image = ContainerImage.fromDirectory(EXAMPLE, options);
    run(stack, image, "one");
    run(stack, image, "two");
    run(
      stack,
      ContainerImage.fromDirectory(EXAMPLE, { ...options, registryEndpoint: `${options.registryEndpoint}/` }),
      "three",
    );
    expect(only(synth(stack), "docker_registry_image")).toBeDefined();
    run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, name: "worker" }), "four");
    run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, registryEndpoint: "ghcr.io/org" }), "five");
    expect(Object.keys(synth(stack)["resource"].docker_registry_image)).toHaveLength(3);
  });

  test.each<[string, Partial<DirectoryImageOptions>]>([
    ["another target", { target: "test" }],
    ["another build argument", { buildArgs: { A: "1" } }],
  ])("fails for the same name with %s, and leaves nothing in the tree", (_, other) => {
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(EXAMPLE, options), "one");
    const act = () => run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, ...other }), "two");
    expect(codesOf(act)).toEqual(["duplicate-name image"]);
    expect(stack.node.tryFindChild("two")).toBeUndefined();
  });

  test("fails for the same name with different tokens as build arguments", () => {
    const stack = newStack();
    const build = (variable: string) => {
      const { stringValue } = new TerraformVariable(stack, `${variable}-version`, { type: "string" });
      return ContainerImage.fromDirectory(EXAMPLE, { ...options, buildArgs: { VERSION: `v{${stringValue}` } });
    };
    const image = build("one");
    run(stack, image, "one");
    run(stack, image, "same");
    expect(codesOf(() => run(stack, build("two"), "two"))).toEqual(["duplicate-name image"]);
  });

  test("escapes template characters in build arguments and in the target", () => {
    const { build } = imageOf(deployed({ buildArgs: { my_Arg: "${x}", OTHER: "%{y}" }, target: "$${z}" }));
    expect(build).toMatchObject({ build_args: { OTHER: "%%{y}", my_Arg: "$${x}" }, target: "$$${z}" });
  });

  test("accepts tokens, which are not part of the tag", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "any", { type: "string" });
    const json = deployed({ name: stringValue, target: stringValue, buildArgs: { VERSION: stringValue } }, stack);
    expect(imageOf(json)).toMatchObject({
      name: expect.stringMatching(/^rg\.fr-par\.scw\.cloud\/my-registry\/\$\{var\.any\}:[0-9a-f]{16}$/),
      build: { build_args: { VERSION: "${var.any}" }, target: "${var.any}" },
    });
  });

  test("accepts a token for all build arguments", () => {
    const stack = newStack();
    const buildArgs = new TerraformVariable(stack, "args", { type: "map(string)" }).value as Record<string, string>;
    const json = deployed({ buildArgs }, stack);
    expect(imageOf(json)["build"].build_args).toBe("${var.args}");
    expect(tagOf(json)).toBe(tagOf(deployed()));
    expect(warnings(stack)).toEqual([]);
  });

  test("does not change the options, and does not follow later changes of the options", () => {
    const buildArgs: Record<string, string> = { B: "2", A: "1" };
    const image = ContainerImage.fromDirectory(
      EXAMPLE,
      Object.freeze({ ...options, buildArgs: Object.freeze({ ...buildArgs }) }),
    );
    const other = ContainerImage.fromDirectory(EXAMPLE, { ...options, buildArgs });
    buildArgs["A"] = "changed";
    const stack = newStack();
    run(stack, image, "one");
    run(stack, other, "two");
    expect(imageOf(synth(stack))["build"].build_args).toEqual({ A: "1", B: "2" });
  });

  test("cannot be synthesized as HCL", () => {
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(EXAMPLE, options));
    expect(codesOf(() => Testing.synthHcl(stack))).toEqual(["hcl-not-supported"]);
  });

  test.each([
    ...["API_KEY", "npm_token", "DB_PASSWORD", "ACCESSKEY", "AWS_SECRET", "credentials"].map((name) => [name, "x"]),
    ["PIP_INDEX_URL", "https://app:hunter2@pypi.example.com/simple"],
    ["NPMRC", "//registry.npmjs.org/:_authToken=hunter22"],
  ])("warns once per container of the build argument %s", (name, value) => {
    const stack = newStack();
    const image = ContainerImage.fromDirectory(EXAMPLE, {
      ...options,
      buildArgs: { [name]: value, NODE_VERSION: "22", TOKEN_URL: "https://example.com/token" },
    });
    run(stack, image);
    const message = expect.stringContaining(` ${name}.`) as string;
    expect(warnings(stack)).toEqual([{ path: "stack/api", id: "secret-build-argument", message }]);
    acknowledgeWarning(stack, "secret-build-argument");
    expect(warnings(stack)).toEqual([]);
  });
});

describe("fails if", () => {
  const path = directory();
  const codes = (given: object, from: unknown = path) =>
    codesOf(() => ContainerImage.fromDirectory(from as string, { ...options, ...given }));

  test.each<[string, object, string]>([
    [
      "the registry has a scheme",
      { registryEndpoint: "https://x.cloud/x" },
      "invalid-registry-endpoint registryEndpoint",
    ],
    ["the registry is empty", { registryEndpoint: "" }, "empty registryEndpoint"],
    ["the registry is missing", { registryEndpoint: undefined }, "missing registryEndpoint"],
    ["the registry has no host", { registryEndpoint: "my-registry" }, "invalid-registry-endpoint registryEndpoint"],
    ["the registry has capitals", { registryEndpoint: "ghcr.io/Org" }, "invalid-registry-endpoint registryEndpoint"],
    [
      "the registry has an empty part",
      { registryEndpoint: "ghcr.io//o" },
      "invalid-registry-endpoint registryEndpoint",
    ],
    ["the registry has a tag", { registryEndpoint: "ghcr.io/org:v1" }, "invalid-registry-endpoint registryEndpoint"],
    ["the name has capitals", { name: "Order-Api" }, "invalid-format name"],
    ["the name has a tag", { name: "order-api:v1" }, "invalid-format name"],
    ["the name is empty", { name: "" }, "invalid-format name"],
    ["the name is missing", { name: undefined }, "missing name"],
    ["the name is too long", { name: "a".repeat(207) }, "too-long name"],
    ["the target is empty", { target: "" }, "empty target"],
    ["an option is unknown", { platform: "linux/arm64" }, "unknown-prop platform"],
    [
      "an allowed file is a token",
      { allowedSecretFiles: ["${TfToken[TOKEN.0]}"] },
      "token-not-supported allowedSecretFiles.0",
    ],
    ["the allowed files are a text", { allowedSecretFiles: ".env" }, "wrong-type allowedSecretFiles"],
    ["the build arguments are a list", { buildArgs: ["A=1"] }, "wrong-type buildArgs"],
    ["a build argument is a number", { buildArgs: { A: 1 } }, "wrong-type buildArgs.A"],
    [
      "a build argument is a secret",
      { buildArgs: { A: SecretValue.variable("a") } },
      "secret-not-accepted buildArgs.A",
    ],
    [
      "a build argument contains a secret as text",
      { buildArgs: { A: `x${String(SecretValue.variable("a"))}` } },
      "secret-as-text buildArgs.A",
    ],
    ["the Dockerfile is a token", { dockerfile: "${TfToken[TOKEN.0]}" }, "token-not-supported dockerfile"],
    ["the Dockerfile is a number", { dockerfile: 1 }, "wrong-type dockerfile"],
    ["the Dockerfile is outside", { dockerfile: "../Dockerfile" }, "path-outside-directory dockerfile"],
    ["the Dockerfile is absolute", { dockerfile: join(path, "Dockerfile") }, "path-outside-directory dockerfile"],
    ["the Dockerfile does not exist", { dockerfile: "docker/prod" }, "file-not-found dockerfile"],
    ["the Dockerfile is a directory", { dockerfile: "." }, "file-not-found dockerfile"],
    ["the Dockerfile is not a path", { dockerfile: "\u0000" }, "null-character dockerfile"],
  ])("%s", (_, given, code) => {
    expect(codes(given)).toEqual([code]);
  });

  test.each<[string, unknown, string]>([
    ["does not exist", join(path, "none"), "directory-not-found path"],
    ["is a file", join(path, "Dockerfile"), "directory-not-found path"],
    ["is empty", "", "empty path"],
    ["is a token", "${TfToken[TOKEN.0]}", "token-not-supported path"],
    ["is null", null, "wrong-type path"],
  ])("the directory %s", (_, from, code) => {
    expect(codes({}, from)).toEqual([code]);
  });

  test("the name is too long, and not if it has the maximum length", () => {
    expect(() => ContainerImage.fromDirectory(path, { ...options, name: "a".repeat(206) })).not.toThrow();
  });

  test("several options and the Dockerfile are wrong, and lists all of them", () => {
    expect(codes({ name: "A", registryEndpoint: "", dockerfile: "none" })).toEqual([
      "empty registryEndpoint",
      "invalid-format name",
      "file-not-found dockerfile",
    ]);
    expect(codesOf(() => ContainerImage.fromDirectory("none", undefined as never))).toEqual([
      "missing registryEndpoint",
      "missing name",
      "directory-not-found path",
    ]);
  });

  test("the registry contains a password, and does not display it", () => {
    const act = () => ContainerImage.fromDirectory(path, { ...options, registryEndpoint: "user:hunter2@ghcr.io/org" });
    const { issues, message } = validationError(act);
    expect(issues).toHaveLength(1);
    expect(message).not.toContain("hunter2");
  });

  test.each([
    "cdktf.out/stacks/a/cdk.tf.json",
    "a/.terraform/x",
    ".git/HEAD",
    "a/.git",
    "terraform.a.tfstate",
    "a/b.tfstate.backup",
  ])("the image would contain %s, unless it is ignored", (file) => {
    const folder = directory({ ...minimalFiles, [file]: "x" });
    expect(codes({}, folder)).toEqual(["generated-file path"]);
    write(folder, ".dockerignore", "cdktf.out\n**/.terraform\n**/.git\n**/*.tfstate*\n");
    expect(() => ContainerImage.fromDirectory(folder, options)).not.toThrow();
  });

  test("the image would contain generated files, and lists each directory once", () => {
    const folder = directory({ ...minimalFiles, "cdktf.out/a": "", "cdktf.out/b": "" });
    const act = () => ContainerImage.fromDirectory(folder, options);
    expect(codesOf(act)).toEqual(["generated-file path"]);
    expect(act).toThrow('contains "cdktf.out"');
  });

  test("the .dockerignore has an invalid pattern", () => {
    const folder = directory({ ...minimalFiles, "Dockerfile.dockerignore": "app/(auth)\n[a\n" });
    expect(codes({}, folder)).toEqual(["invalid-format path"]);
    expect(() => ContainerImage.fromDirectory(folder, options)).toThrow('Dockerfile.dockerignore, got line 2: "[a".');
  });
});

test("fails if a file cannot be read", () => {
  const folder = directory({ ...minimalFiles, a: "" });
  const open = jest.spyOn(fs, "openSync").mockImplementation(() => {
    throw new Error("EACCES: permission denied, open 'a'");
  });
  try {
    const act = () => ContainerImage.fromDirectory(folder, options);
    expect(codesOf(act)).toEqual(["unreadable-file path"]);
    expect(act).toThrow("cannot be read: EACCES: permission denied, open 'a'.");
  } finally {
    open.mockRestore();
  }
});

test("the tag depends on the target and the build arguments, and not on the name", () => {
  const others: Partial<DirectoryImageOptions>[] = [
    {},
    { target: "a" },
    { buildArgs: { A: "1" } },
    { buildArgs: { A: "2" } },
    { buildArgs: { B: "1" } },
  ];
  const tags = others.map((given) => tagOf(deployed(given)));
  expect(new Set(tags).size).toBe(tags.length);
  expect(tagOf(deployed({ buildArgs: { A: "1", B: "2" } }))).toBe(tagOf(deployed({ buildArgs: { B: "2", A: "1" } })));
  expect(tagOf(deployed({ name: "other" }))).toBe(tags[0]);
});
