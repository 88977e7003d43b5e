// Answers that fail once, at each create. What Terraform repeats alone succeeds; a lost answer needs an import.
const REGIONAL = "/containers/v1/regions/fr-par";

export const FAULTS = [
  { operation: "containers CreateNamespace", status: 500 },
  { operation: "containers CreateNamespace", status: 429 },
  { operation: "containers CreateContainer", status: 503 },
  { operation: "containers CreateContainer", delay_ms: 2000 },
  { operation: "containers CreateTrigger", status: 500 },
  { operation: "containers GetContainer", status: 500 },
  {
    operation: "containers CreateNamespace",
    answer_lost: true,
    imports: "scaleway_container_namespace.shop",
    list: "namespaces",
  },
  { operation: "containers CreateContainer", answer_lost: true, imports: "scaleway_container.api", list: "containers" },
];

/** Applies with a fault, then again; the object of a lost answer is imported. */
export async function applyWithFault({ imports, list, ...fault }, stack, scaleway) {
  await scaleway.control("POST", "faults", fault);
  const error = await stack.apply().catch((thrown) => thrown);
  await scaleway.control("DELETE", "faults");
  if (imports !== undefined) {
    if (!(error instanceof Error) || !error.message.includes("already exists")) {
      throw new Error(`expected the error of an object that already exists, got ${error?.message}`);
    }
    const [{ id }] = (await scaleway.call("GET", `${REGIONAL}/${list}`))[list];
    await stack.run("import", "-input=false", imports, `fr-par/${id}`);
  }
  await stack.apply();
}
