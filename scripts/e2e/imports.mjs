// The first plan of an example that imports a container from another tool.
import { isDeepStrictEqual } from "node:util";
import { expectEqual } from "./requests.mjs";

/** Checks that a schedule is created, and that only the secrets of the container change, which the provider cannot read. */
export async function expectImport(stack) {
  await stack.run("plan", "-input=false", "-out=plan");
  const { resource_changes: changes } = JSON.parse(await stack.run("show", "-json", "plan"));
  const summary = changes.map(({ type, change: { actions, importing, before, after } }) => ({
    [`${actions}${importing ? ", imported" : ""}`]: type,
    differs: before === null ? [] : Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name])),
  }));
  expectEqual("the first plan", summary, [
    { "update, imported": "scaleway_container", differs: ["secret_environment_variables"] },
    { "no-op, imported": "scaleway_container_namespace", differs: [] },
    { create: "scaleway_container_trigger", differs: [] },
  ]);
}
