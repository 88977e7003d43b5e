// Stacks of services, for Terraform.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { temporaryFolder } from "./apps.mjs";

/** The configuration of a stack of services with a secret and a schedule each, in namespaces of their own or in one. */
export async function synthesizeServices(count, isNamespaceShared = false) {
  const { ContainerImage, ContainerNamespace, ScalewayStack, SecretValue, ServerlessContainer } =
    await import("../dist/index.js");
  const folder = temporaryFolder();
  try {
    const app = new App({ outdir: folder.path });
    const stack = new ScalewayStack(app, "bench", { region: "fr-par" });
    const namespace = isNamespaceShared ? new ContainerNamespace(stack, "shop") : undefined;
    for (let index = 0; index < count; index++) {
      const container = new ServerlessContainer(stack, `service-${index}`, {
        ...(namespace && { namespace }),
        image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
        privacy: "public",
        secretEnvironmentVariables: { DATABASE_URL: SecretValue.variable("database_url") },
      });
      container.addSchedule("nightly", { schedule: "0 2 * * *" });
    }
    app.synth();
    return JSON.parse(readFileSync(join(folder.path, "stacks/bench/cdk.tf.json"), "utf8"));
  } finally {
    folder.remove();
  }
}
