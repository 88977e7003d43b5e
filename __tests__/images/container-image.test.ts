import { TerraformStack, TerraformVariable } from "cdktf";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { ContainerImage, ServerlessContainer, type ImageParts } from "../../lib";
import { annotations, issuesOf, newApp, newStack, only, synth, type Json } from "../helpers/synth";

const DIGEST = `sha256:${"a1".repeat(32)}`;

/** What a container of an image is deployed from, and what is told of it. */
function deployed(image: ContainerImage, stack: TerraformStack = newStack()) {
  new ServerlessContainer(stack, "api", { image, privacy: "private" });
  const container = only(synth(stack), "scaleway_container");
  const [warning] = annotations(stack, "warn");
  return [container["image"] as string, container["registry_sha256"] as string | undefined, warning];
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
  ])("deploys the reference as it is, when it is %s", (reference) => {
    expect(deployed(ContainerImage.fromRegistry(reference))).toEqual([reference, undefined, undefined]);
  });

  test("takes the digest beside a tag as registrySha256, and leaves the tag as the image", () => {
    const image = ContainerImage.fromRegistry(`localhost:5000/org/api:main@${DIGEST}`);
    expect(deployed(image)).toEqual(["localhost:5000/org/api:main", DIGEST, undefined]);
  });

  test("prefers registrySha256 to the digest in the reference", () => {
    const options = { registrySha256: "build-7" };
    const image = ContainerImage.fromRegistry(`ghcr.io/org/api:main@${DIGEST}`, options);
    expect(deployed(image)).toEqual(["ghcr.io/org/api:main", "build-7", undefined]);
  });

  test("leaves a digest without a tag in the reference, with a warning", () => {
    const reference = `ghcr.io/org/api@${DIGEST}`;
    const warning = expect.stringContaining(`It is not certain that Scaleway pulls ${reference}`) as string;
    expect(deployed(ContainerImage.fromRegistry(reference))).toEqual([reference, DIGEST, warning]);
  });

  test.each(["nginx", "localhost:5000/nginx", "nginx:latest", "nginx:main", "nginx:prod", "nginx:feature-login"])(
    "warns, when nothing would tell that %s has moved",
    (reference) => {
      const [, , warning] = deployed(ContainerImage.fromRegistry(reference));
      expect(warning).toContain(`The tag of ${reference} can move`);
      expect(deployed(ContainerImage.fromRegistry(reference, { registrySha256: "1" }))[2]).toBeUndefined();
    },
  );

  test.each(["nginx:1.27", "nginx:v1", "nginx:sha-7f3a2b1"])("does not warn of a version, as %s", (reference) => {
    expect(deployed(ContainerImage.fromRegistry(reference))[2]).toBeUndefined();
  });

  test("warns of a tag that moves behind a token, and of no token, of which nothing is known", () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, "image", { type: "string" });
    const parts = { registryEndpoint: stringValue, name: "api" };
    expect(deployed(ContainerImage.fromParts({ ...parts, tag: "latest" }), stack)[2]).toContain("can move");
    for (const image of [
      ContainerImage.fromRegistry(stringValue),
      ContainerImage.fromParts({ ...parts, tag: stringValue }),
      ContainerImage.fromParts({ ...parts, tag: "v1" }),
    ]) {
      const other = newStack();
      new TerraformVariable(other, "image", { type: "string" });
      expect(deployed(image, other)[2]).toBeUndefined();
    }
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
    expect(deployed(ContainerImage.fromParts({ ...given, registrySha256: DIGEST }))).toEqual([
      "rg.fr-par.scw.cloud/my-registry/backend/api:v1",
      DIGEST,
      undefined,
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

describe("fromRegistryTag", () => {
  const options = { namespace: "my-registry", name: "api", tag: "main" };

  test("reads the tag's digest in the plan, and redeploys when it is another", () => {
    const stack = newStack("nl-ams");
    const [image, digest, warning] = deployed(ContainerImage.fromRegistryTag(options), stack);
    const { data } = synth(stack);
    expect([image, warning]).toEqual(["rg.nl-ams.scw.cloud/my-registry/api:main", undefined]);
    expect(digest).toBe(
      `\${data.scaleway_registry_image_tag.${Object.keys(data!.scaleway_registry_image_tag)[0]}.digest}`,
    );
    const read = (type: string) =>
      Object.values<Json>(data![type]).map(({ name, region }) => [name, region] as unknown);
    expect(read("scaleway_registry_namespace")).toEqual([["my-registry", "nl-ams"]]);
    expect(read("scaleway_registry_image")).toEqual([["api", "nl-ams"]]);
    expect(read("scaleway_registry_image_tag")).toEqual([["main", "nl-ams"]]);
  });

  test("reads what several containers share once, and another tag or region by itself", () => {
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

  test("takes the registry's address from the account, where the region is the provider's", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway");
    const [image] = deployed(ContainerImage.fromRegistryTag(options), stack);
    expect(image).toMatch(/^\$\{data\.scaleway_registry_namespace\.[\w-]+\.endpoint\}\/api:main$/);
  });

  test("fails with every field that is wrong", () => {
    const wrong = { namespace: "", tag: 5, region: "us-east", version: "1" };
    expect(issuesOf(() => ContainerImage.fromRegistryTag(wrong as never))).toEqual([
      "namespace: is empty",
      "name: is missing",
      "tag: 5 is a number, not text",
      expect.stringContaining('region: "us-east" is not allowed'),
      expect.stringContaining("version: is not a known prop"),
    ]);
  });
});

test("an image of one's own is anything with bind, whose result is checked as every input", () => {
  expect(deployed({ bind: ({ name }) => ({ image: `ghcr.io/org/${name}:v1`, registrySha256: "7" }) })).toEqual([
    "ghcr.io/org/api:v1",
    "7",
    undefined,
  ]);
  expect(issuesOf(() => deployed({ bind: () => ({ image: "https://x", registrySha256: "" }) }))).toEqual([
    expect.stringContaining('image: "https://x" is no image reference'),
    expect.stringContaining("registrySha256: is empty"),
  ]);
});
