import fs from "node:fs";
import { join, resolve } from "node:path";
import { App, TerraformVariable, Testing } from "cdktf";
import { ContainerImage, SecretValue, acknowledgeWarning, type DirectoryImageOptions } from "../../lib";
import { setOutputFolder } from "../../lib/terraform/output-folder";
import { directory, minimalFiles, write } from "../helpers/directories";
import { EXAMPLE, deployed, imageOf, options, run } from "../helpers/directory-image";
import { annotations, issuesOf, newStack, only, synth, type Json } from "../helpers/synth";

const tagOf = (json: Json) => String(imageOf(json)["name"]).split(":")[1];

describe("ContainerImage.fromDirectory", () => {
  test("has Docker build and push under a tag of the content, and deploys what was pushed", () => {
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

  test("builds the same image from the same directory, wherever the stack is written and the program runs", () => {
    const here = deployed();
    const inside = newStack();
    setOutputFolder(App.of(inside), resolve("cdktf.out"));
    expect(imageOf(deployed({}, inside))).toEqual(imageOf(here));
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(`${resolve(EXAMPLE)}/`, { ...options, dockerfile: "./Dockerfile" }));
    expect(imageOf(synth(stack))).toEqual(imageOf(here));
  });

  test("builds once, when several containers run it, and again for another name or registry", () => {
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
  ])("fails and leaves nothing in the tree, when one name stands for %s as well", (_, other) => {
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(EXAMPLE, options), "one");
    expect(issuesOf(() => run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, ...other }), "two"))).toEqual([
      "image: order-api is built from other content in this stack as well; give one of them another name",
    ]);
    expect(stack.node.tryFindChild("two")).toBeUndefined();
  });

  test("fails, when one name stands for values that only Terraform knows, and they differ", () => {
    const stack = newStack();
    const build = (variable: string) => {
      const { stringValue } = new TerraformVariable(stack, `${variable}-version`, { type: "string" });
      return ContainerImage.fromDirectory(EXAMPLE, { ...options, buildArgs: { VERSION: `v{${stringValue}` } });
    };
    const image = build("one");
    run(stack, image, "one");
    run(stack, image, "same");
    expect(() => run(stack, build("two"), "two")).toThrow("is built from other content");
  });

  test("writes what a template would read as it was given, arguments and target included", () => {
    const { build } = imageOf(deployed({ buildArgs: { my_Arg: "${x}", OTHER: "%{y}" }, target: "$${z}" }));
    expect(build).toMatchObject({ build_args: { OTHER: "%%{y}", my_Arg: "$${x}" }, target: "$$${z}" });
  });

  test("takes tokens, and has the tag tell nothing of what only Terraform knows", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "any", { type: "string" });
    const json = deployed({ name: stringValue, target: stringValue, buildArgs: { VERSION: stringValue } }, stack);
    expect(imageOf(json)).toMatchObject({
      name: expect.stringMatching(/^rg\.fr-par\.scw\.cloud\/my-registry\/\$\{var\.any\}:[0-9a-f]{16}$/),
      build: { build_args: { VERSION: "${var.any}" }, target: "${var.any}" },
    });
  });

  test("takes a map of arguments that only Terraform knows", () => {
    const stack = newStack();
    const buildArgs = new TerraformVariable(stack, "args", { type: "map(string)" }).value as Record<string, string>;
    const json = deployed({ buildArgs }, stack);
    expect(imageOf(json)["build"].build_args).toBe("${var.args}");
    expect(tagOf(json)).toBe(tagOf(deployed()));
    expect(annotations(stack, "warn")).toEqual([]);
  });

  test("changes neither the options nor what they hold, and does not follow later changes", () => {
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

  test("cannot be written as HCL, which has no ephemeral block in CDKTF", () => {
    const stack = newStack();
    run(stack, ContainerImage.fromDirectory(EXAMPLE, options));
    expect(issuesOf(() => Testing.synthHcl(stack))).toEqual([
      ": is built by blocks that CDKTF cannot write as HCL; synthesize JSON",
    ]);
  });

  test.each(["API_KEY", "npm_token", "DB_PASSWORD", "ACCESSKEY", "AWS_SECRET", "credentials"])(
    "warns once a container, when a build argument is called %s",
    (name) => {
      const stack = newStack();
      const image = ContainerImage.fromDirectory(EXAMPLE, {
        ...options,
        buildArgs: { [name]: "x", NODE_VERSION: "22" },
      });
      run(stack, image);
      expect(annotations(stack, "warn")).toEqual([
        `Whoever may pull order-api can read the build argument ${name}; a secret belongs into secretEnvironmentVariables [secret-build-argument]`,
      ]);
      acknowledgeWarning(stack, "secret-build-argument");
      expect(annotations(stack, "warn")).toEqual([]);
    },
  );
});

describe("fails, when", () => {
  const path = directory();
  const refused = (given: object, from: unknown = path) =>
    issuesOf(() => ContainerImage.fromDirectory(from as string, { ...options, ...given }));

  test.each<[string, object, string]>([
    ["the registry has a scheme", { registryEndpoint: "https://rg.fr-par.scw.cloud/x" }, "has a scheme"],
    ["the registry is empty", { registryEndpoint: "" }, "registryEndpoint: is empty"],
    ["the registry is missing", { registryEndpoint: undefined }, "registryEndpoint: is missing"],
    ["the registry has no host", { registryEndpoint: "my-registry" }, 'registryEndpoint: "my-registry" is no registry'],
    ["the registry has upper-case letters", { registryEndpoint: "ghcr.io/Org" }, "is no registry"],
    ["the registry has an empty part", { registryEndpoint: "ghcr.io//org" }, "is no registry"],
    ["the registry has a tag", { registryEndpoint: "ghcr.io/org:v1" }, "is no registry"],
    ["the name has upper-case letters", { name: "Order-Api" }, 'name: "Order-Api" is no image name; write lower-case'],
    ["the name has a tag", { name: "order-api:v1" }, "is no image name"],
    ["the name is empty", { name: "" }, 'name: "" is no image name'],
    ["the name is missing", { name: undefined }, "name: is missing"],
    ["the name is too long", { name: "a".repeat(207) }, "name: makes a reference of 256 characters with the registry"],
    ["the target is empty", { target: "" }, "target: is empty"],
    ["an option is unknown", { platform: "linux/arm64" }, "platform: is not a known prop"],
    [
      "the build arguments are a list",
      { buildArgs: ["A=1"] },
      "buildArgs: is a list; write an object of names and texts",
    ],
    ["a build argument is a number", { buildArgs: { A: 1 } }, "buildArgs.A: is a number; write text"],
    [
      "a build argument is a secret",
      { buildArgs: { A: SecretValue.variable("a") } },
      "buildArgs.A: is a SecretValue, and whoever may pull an image can read its build arguments; give it to secretEnvironmentVariables",
    ],
    [
      "a build argument holds a secret as text",
      { buildArgs: { A: `x${String(SecretValue.variable("a"))}` } },
      "buildArgs.A: holds a SecretValue turned into text",
    ],
    ["the Dockerfile is a token", { dockerfile: "${TfToken[TOKEN.0]}" }, "dockerfile: is a token"],
    ["the Dockerfile is a number", { dockerfile: 1 }, "dockerfile: 1 is a number, not text"],
    [
      "the Dockerfile is outside",
      { dockerfile: "../Dockerfile" },
      'dockerfile: "../Dockerfile" is outside of the directory',
    ],
    ["the Dockerfile's path is absolute", { dockerfile: join(path, "Dockerfile") }, "is outside of the directory"],
    [
      "there is no Dockerfile",
      { dockerfile: "docker/prod" },
      `dockerfile: there is no file ${join(path, "docker/prod")}; write it, or give the Dockerfile's path from the directory`,
    ],
    ["the Dockerfile is a directory", { dockerfile: "." }, "dockerfile: there is no file"],
    ["the Dockerfile's path is none", { dockerfile: "\u0000" }, "dockerfile: there is no file"],
  ])("%s", (_, given, says) => {
    expect(refused(given)).toEqual([expect.stringContaining(says)]);
  });

  test.each<[string, unknown, string]>([
    ["does not exist", join(path, "none"), `path: there is no directory ${join(path, "none")}; write its path`],
    ["is a file", join(path, "Dockerfile"), "path: there is no directory"],
    ["is empty", "", "path: is empty"],
    ["is a token", "${TfToken[TOKEN.0]}", "path: is a token, and is needed before Terraform knows any value"],
    ["is null", null, "path: is null, not text"],
  ])("the directory %s", (_, from, says) => {
    expect(refused({}, from)).toEqual([expect.stringContaining(says)]);
  });

  test("the name is as long as it may be, it succeeds", () => {
    expect(() => ContainerImage.fromDirectory(path, { ...options, name: "a".repeat(206) })).not.toThrow();
  });

  test("several things are wrong, it tells them all", () => {
    expect(refused({ name: "A", registryEndpoint: "", dockerfile: "none" })).toHaveLength(3);
    expect(issuesOf(() => ContainerImage.fromDirectory("none", undefined as never))).toEqual([
      "registryEndpoint: is missing",
      "name: is missing; write lower-case letters and digits, with single . _ or - inside, in parts divided by /",
      expect.stringContaining("path: there is no directory"),
    ]);
  });

  test("the registry's address holds a password, it does not repeat it", () => {
    expect(refused({ registryEndpoint: "user:hunter2@ghcr.io/org" })[0]).not.toContain("hunter2");
  });

  test.each([
    "cdktf.out/stacks/a/cdk.tf.json",
    "a/.terraform/x",
    ".git/HEAD",
    "a/.git",
    "terraform.a.tfstate",
    "a/b.tfstate.backup",
  ])("%s would be in the image, but not when it is ignored", (file) => {
    const folder = directory({ ...minimalFiles, [file]: "x" });
    expect(refused({}, folder)).toEqual([
      expect.stringMatching(
        /^path: "[^"]+" would be in the image, and differs with every run or machine; add it to \.dockerignore$/,
      ),
    ]);
    write(folder, ".dockerignore", "cdktf.out\n**/.terraform\n**/.git\n**/*.tfstate*\n");
    expect(() => ContainerImage.fromDirectory(folder, options)).not.toThrow();
  });

  test("a directory that is not to be in the image is told once", () => {
    expect(refused({}, directory({ ...minimalFiles, "cdktf.out/a": "", "cdktf.out/b": "" }))).toHaveLength(1);
  });

  test("the .dockerignore has a pattern that is none", () => {
    const folder = directory({ ...minimalFiles, ".dockerignore": "a(\n", "a/b": "" });
    expect(refused({}, folder)).toEqual([expect.stringMatching(/^path: cannot be read: Invalid regular expression/)]);
  });
});

test("a file that cannot be read is told", () => {
  const folder = directory({ ...minimalFiles, a: "" });
  const open = jest.spyOn(fs, "openSync").mockImplementation(() => {
    throw new Error("EACCES: permission denied, open 'a'");
  });
  try {
    expect(issuesOf(() => ContainerImage.fromDirectory(folder, options))).toEqual([
      "path: cannot be read: EACCES: permission denied, open 'a'",
    ]);
  } finally {
    open.mockRestore();
  }
});

test("the tag is another one for another target and other arguments, and not for another name", () => {
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
