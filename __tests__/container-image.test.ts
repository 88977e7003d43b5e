import { TerraformVariable } from "cdktf";
import { ContainerImage, type ImageParts } from "../lib";
import { issuesOf, newStack } from "./helpers/synth";

const DIGEST = `sha256:${"a1".repeat(32)}`;

describe("fromRegistry", () => {
  test.each([
    ["nginx", undefined],
    ["nginx:1.27", "1.27"],
    ["library/nginx:1.27", "1.27"],
    ["docker.io/mycompany/data-pipeline:v2.1.0", "v2.1.0"],
    ["localhost:5000/api", undefined],
    ["localhost:5000/api:v1", "v1"],
    ["[::1]:5000/api:v1", "v1"],
    ["REGISTRY.example.com/a/b/c__d.e-f:V_1", "V_1"],
    [`ghcr.io/org/api:${"t".repeat(128)}`, "t".repeat(128)],
  ])("creates an image, when the reference is %s", (reference, tag) => {
    const image = ContainerImage.fromRegistry(reference);
    expect([image.reference, image.tag, image.registrySha256]).toEqual([reference, tag, undefined]);
  });

  test("takes the digest beside a tag as registrySha256, and leaves the tag as the image", () => {
    const image = ContainerImage.fromRegistry(`ghcr.io/org/api:main@${DIGEST}`);
    expect([image.reference, image.registrySha256, image.isMutable]).toEqual(["ghcr.io/org/api:main", DIGEST, false]);
  });

  test("prefers registrySha256 to the digest in the reference", () => {
    const options = { registrySha256: "build-7" };
    expect(ContainerImage.fromRegistry(`ghcr.io/org/api:main@${DIGEST}`, options).registrySha256).toBe("build-7");
  });

  test("leaves a digest without a tag in the reference", () => {
    const image = ContainerImage.fromRegistry(`ghcr.io/org/api@${DIGEST}`);
    expect([image.reference, image.registrySha256, image.isDigestOnly, image.isMutable]).toEqual([
      `ghcr.io/org/api@${DIGEST}`,
      DIGEST,
      true,
      false,
    ]);
  });

  test.each([
    ["https://ghcr.io/org/api:v1", "it has a scheme"],
    ["ghcr.io/org/api :v1", "it has white space"],
    ["ghcr.io/Org/api:v1", "its path has upper-case letters"],
    ["ghcr.io//api:v1", "it has an empty part"],
    ["ghcr.io/org/", "it has an empty part"],
    ["/api:v1", "it has an empty part"],
    ["ghcr.io/org/api:", "its tag is empty"],
    [`ghcr.io/org/api:${"t".repeat(129)}`, "characters that are not allowed there"],
    ["ghcr.io/org/api:v1:x", "characters that are not allowed there"],
    ["ghcr.io/org/api@sha256:123", "what follows @ is no digest"],
    ["ghcr.io/org/-api:v1", "characters that are not allowed there"],
  ])("fails, when the reference is %s", (reference, says) => {
    expect(issuesOf(() => ContainerImage.fromRegistry(reference))).toEqual([expect.stringContaining(says)]);
  });

  test.each(["https://user:hunter2@ghcr.io/api", "user:hunter2@ghcr.io/org/api:v1"])(
    "fails and does not repeat the password, when the reference is %s",
    (reference) => {
      const issues = issuesOf(() => ContainerImage.fromRegistry(reference));
      expect(issues).toHaveLength(1);
      expect(issues[0]).not.toContain("hunter2");
    },
  );

  test.each([
    [undefined, "reference: is missing"],
    [5, "reference: 5 is a number, not text"],
  ])("fails, when the reference is %s", (reference, says) => {
    expect(issuesOf(() => ContainerImage.fromRegistry(reference as unknown as string))[0]).toContain(says);
  });

  test("fails, when an option is unknown or empty", () => {
    expect(issuesOf(() => ContainerImage.fromRegistry("nginx:1", { digest: "x" } as object))[0]).toContain(
      "not a known",
    );
    expect(issuesOf(() => ContainerImage.fromRegistry("nginx:1", { registrySha256: "" }))[0]).toContain("is empty");
  });
});

describe("fromParts", () => {
  const parts = { registryEndpoint: "rg.fr-par.scw.cloud/my-registry", name: "backend/api", tag: "v1" };

  test.each([parts, { ...parts, registryEndpoint: `${parts.registryEndpoint}/` }])("joins %j", (given) => {
    const image = ContainerImage.fromParts({ ...given, registrySha256: DIGEST });
    expect([image.reference, image.tag, image.registrySha256]).toEqual([
      "rg.fr-par.scw.cloud/my-registry/backend/api:v1",
      "v1",
      DIGEST,
    ]);
  });

  test.each([
    [
      { registryEndpoint: "https://rg.fr-par.scw.cloud/x" },
      'registryEndpoint: "https://rg.fr-par.scw.cloud/x" has a scheme',
    ],
    [{ registryEndpoint: "https://user:hunter2@rg.fr-par.scw.cloud/x" }, "has a scheme"],
    [{ registryEndpoint: "" }, "registryEndpoint: is empty"],
    [{ name: "" }, "name: is empty"],
    [{ tag: "" }, "tag: is empty"],
    [{ tag: undefined }, "tag: is missing"],
    [{ tag: "v 1" }, "reference: "],
    [{ version: "1" }, "version: is not a known prop"],
  ])("fails, when the parts have %j", (wrong, says) => {
    const issues = issuesOf(() => ContainerImage.fromParts({ ...parts, ...wrong } as ImageParts));
    expect(issues).toEqual([expect.stringContaining(says)]);
    expect(issues[0]).not.toContain("hunter2");
  });

  test("lists every part that is wrong at once", () => {
    expect(issuesOf(() => ContainerImage.fromParts({} as ImageParts))).toHaveLength(3);
  });
});

describe("isMutable", () => {
  test.each(["nginx", "nginx:latest", "nginx:main", "nginx:prod"])("is true, when the image is %s", (reference) => {
    expect(ContainerImage.fromRegistry(reference).isMutable).toBe(true);
    expect(ContainerImage.fromRegistry(reference, { registrySha256: "1" }).isMutable).toBe(false);
  });

  test.each(["nginx:1.27", "nginx:v1", "nginx:sha-7f3a2b1"])("is false, when the image is %s", (reference) => {
    expect(ContainerImage.fromRegistry(reference).isMutable).toBe(false);
  });

  test("is false, when the reference is a token, of which nothing is known", () => {
    const { stringValue } = new TerraformVariable(newStack(), "image", { type: "string" });
    expect(ContainerImage.fromRegistry(stringValue).isMutable).toBe(false);
    expect(ContainerImage.fromParts({ registryEndpoint: "x", name: "y", tag: stringValue }).isMutable).toBe(false);
  });
});
