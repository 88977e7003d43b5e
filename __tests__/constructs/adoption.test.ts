import { TerraformVariable, Testing } from "cdktf";
import { ContainerNamespace, ServerlessContainer, type Region } from "../../lib";
import { warnings } from "../../lib/testing";
import { issuesOf, minimal, newStack, only, synth } from "../helpers/synth";

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

test("warns, when the namespace of an adopted container may be a new one", () => {
  const told = (importFrom?: string) => {
    const stack = newStack();
    const namespace = new ContainerNamespace(stack, "shop", { importFrom });
    new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom: CONTAINER });
    return warnings(stack).map(({ path, id }) => `${path}: ${id ?? ""}`);
  };
  expect([told(), told(NAMESPACE)]).toEqual([["stack/api: import-into-new-namespace"], []]);
});

test("adopts a container into a namespace that is adopted already", () => {
  const stack = newStack();
  const namespace = new ContainerNamespace(stack, "shop");
  new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom: CONTAINER });
  expect(synth(stack)["import"]).toHaveLength(1);
});

test("takes the region of the id, when the namespace names none", () => {
  const stack = newStack("fr-par");
  const namespace = new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE.replace("fr-par", "nl-ams") });
  expect(namespace.region).toBe("nl-ams");
  expect(only(synth(stack), "scaleway_container_namespace")["region"]).toBe("nl-ams");
  const { stringValue } = new TerraformVariable(stack, "id", { type: "string" });
  expect(new ContainerNamespace(stack, "other", { importFrom: `pl-waw/${stringValue}` }).region).toBe("pl-waw");
});

test("emits the import blocks as HCL, too", () => {
  const stack = newStack();
  new ContainerNamespace(stack, "shop", { importFrom: NAMESPACE });

  const hcl = Testing.synthHcl(stack);
  expect(hcl).toMatch(
    new RegExp(`import \\{\\s+to = scaleway_container_namespace\\.shop_\\w+\\s+id = "${NAMESPACE}"\\s+\\}`),
  );
});

test("fails, when two constructs take over one resource", () => {
  const stack = newStack();
  for (const id of ["one", "two"]) new ContainerNamespace(stack, id, { importFrom: NAMESPACE });
  expect(issuesOf(() => synth(stack))).toEqual([
    `importFrom.${NAMESPACE}: is made 2 times, by stack/one/Import and stack/two/Import; what exists is taken over once; keep one of them`,
  ]);
});

test("takes a token as id", () => {
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

const namespaceIn = (region: Region, props: object) =>
  issuesOf(() => new ContainerNamespace(newStack(region), "shop", props));
const containerIn = (region: Region, importFrom: string) => {
  const stack = newStack(region);
  const namespace = new ContainerNamespace(stack, "shop");
  return issuesOf(() => new ServerlessContainer(stack, "api", { ...minimal, namespace, importFrom }));
};

test("fails, when a container would be adopted into a new namespace of its own", () => {
  expect(issuesOf(() => new ServerlessContainer(newStack(), "api", { ...minimal, importFrom: CONTAINER }))).toEqual([
    "importFrom: needs the namespace that the container is in, as a new one would replace it; give namespace, adopted with importFrom too",
  ]);
});

test("fails, when the id is in another region or no id at all", () => {
  const elsewhere = `is not in the region "nl-ams"; write the id of one that is, or that region`;
  expect(namespaceIn("fr-par", { importFrom: NAMESPACE, region: "nl-ams" })).toEqual([
    `importFrom: "${NAMESPACE}" ${elsewhere}`,
  ]);
  expect(containerIn("nl-ams", CONTAINER)).toEqual([`importFrom: "${CONTAINER}" ${elsewhere}`]);
  const noId = "is no regional id; write region/uuid, as fr-par/11111111-1111-1111-1111-111111111111";
  expect(namespaceIn("fr-par", { importFrom: "shop" })).toEqual([`importFrom: "shop" ${noId}`]);
  expect(containerIn("fr-par", "api")).toEqual([`importFrom: "api" ${noId}`]);
});
