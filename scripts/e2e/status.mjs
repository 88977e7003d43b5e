// scw-containers status of a stack that the real Terraform and the real provider have applied.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BASE } from "./changes.mjs";
import { expectEqual } from "./requests.mjs";

const CONTAINERS = "/containers/v1/regions/fr-par/containers";

/** Compares the statuses of an applied stack, and of one whose container was deleted outside of Terraform. */
export async function checkStatus(stack, scaleway) {
  const output = mkdtempSync(join(tmpdir(), "e2e-status-"));
  try {
    mkdirSync(join(output, "stacks/shop"), { recursive: true });
    const backend = { local: { path: join(stack.folder, "terraform.tfstate") } };
    const configuration = { ...BASE, terraform: { ...BASE.terraform, backend } };
    writeFileSync(join(output, "stacks/shop/cdk.tf.json"), JSON.stringify(configuration));
    expectEqual("the status", await status(output, scaleway.environment), {
      code: 0,
      containers: [["shop/order-api", "ready", ["nightly ready"]]],
    });
    const [{ id }] = (await scaleway.call("GET", CONTAINERS)).containers;
    await scaleway.call("DELETE", `${CONTAINERS}/${id}`);
    expectEqual("the status without the container", await status(output, scaleway.environment), {
      code: 1,
      containers: [["shop/order-api", "gone", ["nightly gone"]]],
    });
  } finally {
    rmSync(output, { recursive: true });
  }
}

function status(output, env) {
  const args = ["dist/cli/main.js", "status", "--json", "--output", output];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout) => {
      const { stacks } = JSON.parse(stdout);
      const containers = stacks.flatMap((stack) => stack.containers);
      resolve({
        code: error?.code ?? 0,
        containers: containers.map(({ namespace, name, status: own, triggers }) => [
          `${namespace}/${name}`,
          own,
          triggers.map((trigger) => `${trigger.name} ${trigger.status}`),
        ]),
      });
    });
  });
}
