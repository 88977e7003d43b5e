import { App } from "cdktf";
import { ContainerImage, ContainerNamespace, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

// #region stacks
/** The services of each team. A team has one stack, with its own state, and one namespace. */
const TEAMS: Readonly<Record<string, readonly string[]>> = {
  catalog: ["search", "prices", "pictures"],
  checkout: ["cart", "payment"],
};

const app = new App();
for (const [team, services] of Object.entries(TEAMS)) {
  const stack = new ScalewayStack(app, team, {
    region: "fr-par",
    backend: { bucket: "my-company-terraform-state" },
  });
  const namespace = new ContainerNamespace(stack, team);
  for (const service of services) {
    new ServerlessContainer(stack, service, {
      namespace,
      image: ContainerImage.fromRegistry(`rg.fr-par.scw.cloud/${team}/${service}:v1.0.0`),
      privacy: "private",
    });
  }
}
// #endregion

app.synth();
