import { TerraformStack, TerraformVariable } from "cdktf";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { ContainerImage, ServerlessContainer, type ImageParts } from "../../lib";
import { warnings } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { newApp, newStack, only, synth, type Json } from "../helpers/synth";

const DIGEST = `sha256:${"a1".repeat(32)}`;

/** The image and the digest of a container that runs an image, and the IDs of the warnings. */
function deployed(image: ContainerImage, stack: TerraformStack = newStack()) {
  new ServerlessContainer(stack, "api", { image, privacy: "private" });
  const container = only(synth(stack), "scaleway_container");
  return {
    image: container["image"] as string,
    digest: container["registry_sha256"] as string | undefined,
    warnings: warnings(stack).map(({ id }) => id),
  };
}

describe("fromRegistry", () => {
  test.each([
    "nginx:1.27",
    "library/nginx:1.27",
    "docker.io/mycompany/data-pipeline:v2.1.0",
    "localhost:5000/api:v1",
    "[::1]:5000/api:v1",
    "REGISTRY.example.com/a/b/c__d.e-f:V_1",
    `ghcr.io/org/api:${"1".repeat(128)}`,
  ])("deploys the reference %s unchanged", (reference) => {
    expect(deployed(ContainerImage.fromRegistry(reference))).toEqual({
      image: reference,
      digest: undefined,
      warnings: [],
    });
  });

  test("moves the digest beside a tag to registrySha256, and keeps the tag in the image", () => {
    const image = ContainerImage.fromRegistry(`localhost:5000/org/api:main@${DIGEST}`);
    expect(deployed(image)).toEqual({ image: "localhost:5000/org/api:main", digest: DIGEST, warnings: [] });
  });

  test("prefers registrySha256 to the digest in the reference", () => {
    const options = { registrySha256: "build-7" };
    const image = ContainerImage.fromRegistry(`ghcr.io/org/api:main@${DIGEST}`, options);
    expect(deployed(image)).toEqual({ image: "ghcr.io/org/api:main", digest: "build-7", warnings: [] });
  });

  test("leaves a digest without a tag in the reference, with a warning", () => {
    const reference = `ghcr.io/org/api@${DIGEST}`;
    expect(deployed(ContainerImage.fromRegistry(reference))).toEqual({
      image: reference,
      digest: DIGEST,
      warnings: ["digest-without-tag"],
    });
  });

  test.each(["nginx", "localhost:5000/nginx", "nginx:latest", "nginx:main", "nginx:prod", "nginx:feature-login"])(
    "warns of the mutable tag of %s, unless there is a registrySha256",
    (reference) => {
      expect(deployed(ContainerImage.fromRegistry(reference)).warnings).toEqual(["mutable-tag"]);
      expect(deployed(ContainerImage.fromRegistry(reference, { registrySha256: "1" })).warnings).toEqual([]);
    },
  );

  test.each(["nginx:1.27", "nginx:v1", "nginx:sha-7f3a2b1"])("does not warn of the version %s", (reference) => {
    expect(deployed(ContainerImage.fromRegistry(reference)).warnings).toEqual([]);
  });

  test("warns of a mutable tag after a token, and not of a token", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "image", { type: "string" });
    const parts = { registryEndpoint: stringValue, name: "api" };
    expect(deployed(ContainerImage.fromParts({ ...parts, tag: "latest" }), stack).warnings).toEqual(["mutable-tag"]);
    for (const image of [
      ContainerImage.fromRegistry(stringValue),
      ContainerImage.fromParts({ ...parts, tag: stringValue }),
      ContainerImage.fromParts({ ...parts, tag: "v1" }),
    ]) {
      const other = newStack();
      new TerraformVariable(other, "image", { type: "string" });
      expect(deployed(image, other).warnings).toEqual([]);
    }
  });

  test.each([
    ["https://ghcr.io/org/api:v1", "it has a scheme"],
    ["ghcr.io/org/api :v1", "it contains white space"],
    ["ghcr.io/Org/api:v1", "the path has uppercase letters"],
    ["ghcr.io//api:v1", "it has an empty part"],
    ["ghcr.io/org/", "it has an empty part"],
    ["/api:v1", "it has an empty part"],
    ["ghcr.io/org/api:", "the tag is empty"],
    [`ghcr.io/org/api:${"t".repeat(129)}`, "characters that are not allowed"],
    ["ghcr.io/org/api:v1:x", "characters that are not allowed"],
    ["ghcr.io/org/api@sha256:123", "the part after @ is not a digest"],
    ["ghcr.io/org/-api:v1", "characters that are not allowed"],
  ])("fails for the reference %s, because %s", (reference, reason) => {
    const act = () => ContainerImage.fromRegistry(reference);
    expect(codesOf(act)).toEqual(["invalid-image-reference reference"]);
    expect(act).toThrow(reason);
  });

  test.each(["https://user:hunter2@ghcr.io/api", "user:hunter2@ghcr.io/org/api:v1"])(
    "fails for the reference %s without displaying the password",
    (reference) => {
      const { issues, message } = validationError(() => ContainerImage.fromRegistry(reference));
      expect(issues).toHaveLength(1);
      expect(message).not.toContain("hunter2");
    },
  );

  test.each<[unknown, string]>([
    [undefined, "missing reference"],
    [5, "wrong-type reference"],
    ["", "empty reference"],
    ["a".repeat(256), "too-long reference"],
  ])("fails for the reference %j", (reference, code) => {
    expect(codesOf(() => ContainerImage.fromRegistry(reference as string))).toEqual([code]);
  });

  test.each<[unknown, string]>([
    [{ digest: "x" }, "unknown-prop digest"],
    [{ registrySha256: "" }, "empty registrySha256"],
    [null, "wrong-type"],
  ])("fails for the options %j", (options, code) => {
    expect(codesOf(() => ContainerImage.fromRegistry("nginx:1", options as object))).toEqual([code]);
  });
});

describe("fromParts", () => {
  const parts = { registryEndpoint: "rg.fr-par.scw.cloud/my-registry", name: "backend/api", tag: "v1" };

  test.each([parts, { ...parts, registryEndpoint: `${parts.registryEndpoint}/` }])("joins %j", (given) => {
    expect(deployed(ContainerImage.fromParts({ ...given, registrySha256: DIGEST }))).toEqual({
      image: "rg.fr-par.scw.cloud/my-registry/backend/api:v1",
      digest: DIGEST,
      warnings: [],
    });
  });

  test.each([
    [{ registryEndpoint: "https://rg.fr-par.scw.cloud/x" }, "invalid-registry-endpoint registryEndpoint"],
    [{ registryEndpoint: "https://user:hunter2@rg.fr-par.scw.cloud/x" }, "invalid-registry-endpoint registryEndpoint"],
    [{ registryEndpoint: "" }, "empty registryEndpoint"],
    [{ name: "" }, "empty name"],
    [{ tag: "" }, "empty tag"],
    [{ tag: undefined }, "missing tag"],
    [{ tag: "v 1" }, "invalid-image-reference reference"],
    [{ version: "1" }, "unknown-prop version"],
  ])("fails for parts with %j", (wrong, code) => {
    const act = () => ContainerImage.fromParts({ ...parts, ...wrong } as ImageParts);
    expect(codesOf(act)).toEqual([code]);
    expect(validationError(act).message).not.toContain("hunter2");
  });

  test("lists all missing parts at once", () => {
    expect(codesOf(() => ContainerImage.fromParts({} as ImageParts))).toEqual([
      "missing registryEndpoint",
      "missing name",
      "missing tag",
    ]);
  });
});

describe("fromRegistryTag", () => {
  const options = { namespace: "my-registry", name: "api", tag: "main" };

  test("reads the digest of the tag in the plan, for registrySha256", () => {
    const stack = newStack("nl-ams");
    const { image, digest, warnings: ids } = deployed(ContainerImage.fromRegistryTag(options), stack);
    const { data } = synth(stack);
    expect([image, ids]).toEqual(["rg.nl-ams.scw.cloud/my-registry/api:main", []]);
    expect(digest).toBe(
      `\${data.scaleway_registry_image_tag.${Object.keys(data!.scaleway_registry_image_tag)[0]}.digest}`,
    );
    const read = (type: string) =>
      Object.values<Json>(data![type]).map(({ name, region }) => [name, region] as unknown);
    expect(read("scaleway_registry_namespace")).toEqual([["my-registry", "nl-ams"]]);
    expect(read("scaleway_registry_image")).toEqual([["api", "nl-ams"]]);
    expect(read("scaleway_registry_image_tag")).toEqual([["main", "nl-ams"]]);
  });

  test("reads a tag once for several containers, and another tag or region separately", () => {
    const stack = newStack();
    const images = [{}, {}, { tag: "v1" }, { region: "pl-waw" as const }].map((other) =>
      ContainerImage.fromRegistryTag({ ...options, ...other }),
    );
    images.forEach((image, index) => new ServerlessContainer(stack, `api-${index}`, { image, privacy: "private" }));
    const { data } = synth(stack);
    expect(Object.entries<Json>(data).map(([type, found]) => [type, Object.keys(found).length])).toEqual([
      ["scaleway_registry_image", 2],
      ["scaleway_registry_image_tag", 3],
      ["scaleway_registry_namespace", 2],
    ]);
  });

  test("reads the host of the registry in the plan if only the provider has a region", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway");
    const { image } = deployed(ContainerImage.fromRegistryTag(options), stack);
    expect(image).toMatch(/^\$\{data\.scaleway_registry_namespace\.[\w-]+\.endpoint\}\/api:main$/);
  });

  test("does not follow later changes of the options", () => {
    const changed = { ...options };
    const image = ContainerImage.fromRegistryTag(changed);
    changed.tag = "other";
    expect(deployed(image).image).toBe("rg.fr-par.scw.cloud/my-registry/api:main");
  });

  test("fails with every invalid option", () => {
    const wrong = { namespace: "", tag: 5, region: "us-east", version: "1" };
    expect(codesOf(() => ContainerImage.fromRegistryTag(wrong as never))).toEqual([
      "empty namespace",
      "missing name",
      "wrong-type tag",
      "not-allowed region",
      "unknown-prop version",
    ]);
  });
});

test("a custom image is any object with bind, and its result is validated", () => {
  expect(deployed({ bind: ({ name }) => ({ image: `ghcr.io/org/${name}:v1`, registrySha256: "7" }) })).toEqual({
    image: "ghcr.io/org/api:v1",
    digest: "7",
    warnings: [],
  });
  expect(codesOf(() => deployed({ bind: () => ({ image: "https://x", registrySha256: "" }) }))).toEqual([
    "invalid-image-reference image",
    "empty registrySha256",
  ]);
});
