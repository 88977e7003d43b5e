import { TerraformVariable, Testing } from "cdktf";
import { ContainerNamespace, ServerlessContainer, type Region } from "../../lib";
import { warnings } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { minimal, newStack, only, synth } from "../helpers/synth";

const NAMESPACE = "fr-par/11111111-1111-1111-1111-111111111111";
const CONTAINER = "fr-par/22222222-2222-2222-2222-222222222222";

test("emits an import block for the namespace and the container, beside the resources as they are", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE });
  new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom: CONTAINER });
  const json = synth(stack);
  expect(json["import"]).toEqual([
    { to: expect.stringMatching(/^scaleway_container_namespace\.shop_\w+$/), id: NAMESPACE },
    { to: "scaleway_container.api_C8550315", id: CONTAINER },
  ]);
  const again = newStack();
  new ServerlessContainer(again, "api", { ...minimal, namespace: new ContainerNamespace(again, "shop") });
  expect(only(json, "scaleway_container")).toEqual(only(synth(again), "scaleway_container"));
});

describe("importNamespaceFrom", () => {
  const adopt = (props: object, region: Region = "fr-par") => {
    const stack = newStack(region);
    new ServerlessContainer(stack, "api", { ...minimal, importNamespaceFrom: NAMESPACE, ...props });
    return stack;
  };

  test("imports the container and its own namespace, without a warning", () => {
    const stack = adopt({ importFrom: CONTAINER });
    expect(synth(stack)["import"]).toEqual([
      { to: expect.stringMatching(/^scaleway_container_namespace\.api_Namespace_\w+$/), id: NAMESPACE },
      { to: "scaleway_container.api_C8550315", id: CONTAINER },
    ]);
    expect(only(synth(stack), "scaleway_container_namespace")["name"]).toBe("api");
    expect(warnings(stack)).toEqual([]);
  });

  test("imports only the namespace if the container is new", () => {
    expect(synth(adopt({}))["import"]).toEqual([expect.objectContaining({ id: NAMESPACE })]);
  });

  test("uses the region of the ID, for the container too", () => {
    const json = synth(adopt({ importFrom: CONTAINER }, "pl-waw"));
    expect(only(json, "scaleway_container")["region"]).toBe("fr-par");
    expect(only(json, "scaleway_container_namespace")["region"]).toBe("fr-par");
  });

  test.each([
    ["a namespace is given too", { namespace: new ContainerNamespace(newStack(), "shop") }, "option-conflict"],
    ["the region is another one", { region: "nl-ams" }, "region-mismatch"],
    ["the ID has no region", { importNamespaceFrom: "11111111-1111-1111-1111-111111111111" }, "invalid-format"],
  ])("fails if %s", (_, props, code) => {
    expect(codesOf(() => adopt(props))).toEqual([`${code} importNamespaceFrom`]);
  });

  test("fails if the IDs of the container and the namespace have different regions", () => {
    const importFrom = CONTAINER.replace("fr-par", "nl-ams");
    expect(codesOf(() => adopt({ importFrom }))).toEqual(["region-mismatch importFrom"]);
  });
});

test("warns if the namespace of an imported container may be a new one", () => {
  const warningsFor = (importFrom?: string) => {
    const stack = newStack();
    const namespace = new ContainerNamespace(stack, "shop", { importFrom });
    new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom: CONTAINER });
    return warnings(stack).map(({ path, id }) => `${path}: ${id ?? ""}`);
  };
  expect([warningsFor(), warningsFor(NAMESPACE)]).toEqual([["stack/api: import-into-new-namespace"], []]);
});

test("imports a container into a namespace that is imported already", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shop");
  new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom: CONTAINER });
  expect(synth(stack)["import"]).toHaveLength(1);
});

test("uses the region of the ID if the namespace has none", () => {
  const stack = newStack("fr-par");
  const namespace = new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE.replace("fr-par", "nl-ams") });
  expect(namespace.region).toBe("nl-ams");
  expect(only(synth(stack), "scaleway_container_namespace")["region"]).toBe("nl-ams");
  const { stringValue } = new TerraformVariable(stack, "id", { type: "string" });
  expect(new ContainerNamespace(stack, "other", { importFrom: `pl-waw/${stringValue}` }).region).toBe("pl-waw");
});

test("emits the import blocks as HCL too", () => {
  const stack = newStack();
  new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE });

  const hcl = Testing.synthHcl(stack);
  expect(hcl).toMatch(
    new RegExp(`import \\{\\s+to = scaleway_container_namespace\\.shop_\\w+\\s+id = "${NAMESPACE}"\\s+\\}`),
  );
});

test("fails if two constructs import the same resource", () => {
  const stack = newStack();
  for (const id of ["one", "two"]) new ContainerNamespace(stack, id, { importFrom: NAMESPACE });
  expect(codesOf(() => synth(stack))).toEqual([`duplicate-name importFrom.${NAMESPACE}`]);
  expect(validationError(() => synth(stack)).message).toMatch(/stack\/one\/Import.*stack\/two\/Import/);
});

test("accepts a token as an ID", () => {
  const stack = newStack();
  const { stringValue } = new TerraformVariable(stack, "id", { type: "string" });
  new ContainerNamespace(stack, "shop", { importFrom: stringValue });
  expect(synth(stack)["import"]).toEqual([expect.objectContaining({ id: "${var.id}" })]);
});

test("synthesizes without Terraform: no binary is asked for its version", () => {
  const { PATH } = process.env;
  process.env["PATH"] = "";
  try {
    const stack = newStack();
    new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE });
    synth(stack);
  } finally {
    process.env["PATH"] = PATH;
  }
});

test("fails if a container would be imported into a new namespace", () => {
  expect(codesOf(() => new ServerlessContainer(newStack(), "api", { ...minimal, importFrom: CONTAINER }))).toEqual([
    "import-without-namespace importFrom",
  ]);
});

const newNamespace = (region: Region, props: object) => () => new ContainerNamespace(newStack(region), "shop", props);
const newContainer = (region: Region, importFrom: string) => () => {
  const stack = newStack(region);
  const namespace = new ContainerNamespace(stack, "shop");
  return new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom });
};

test.each([
  ["region-mismatch", NAMESPACE, newNamespace("fr-par", { importFrom: NAMESPACE, region: "nl-ams" })],
  ["region-mismatch", CONTAINER, newContainer("nl-ams", CONTAINER)],
  ["invalid-format", "shop", newNamespace("fr-par", { importFrom: "shop" })],
  ["invalid-format", "api", newContainer("fr-par", "api")],
])("fails with %s if the ID is %s", (code, id, create) => {
  expect(codesOf(create)).toEqual([`${code} importFrom`]);
  expect(validationError(create).message).toContain(`"${id}"`);
});
