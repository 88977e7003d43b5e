import { App, TerraformOutput } from "cdktf";
import { ContainerImage, ContainerNamespace, ScalewayStack, ServerlessContainer } from "cdktf-scaleway-containers";

// #region stack
/** A variable that ci/preview.sh sets. */
function variable(name: string, pattern: RegExp): string {
  const value = process.env[name] ?? "";
  if (!pattern.test(value)) throw new Error(`${name} is not valid, got "${value}". Run ci/preview.sh, which sets it.`);
  return value;
}

const app = new App();
const number = variable("PREVIEW", /^[1-9]\d{0,8}$/);
const stack = new ScalewayStack(app, `preview-${number}`, {
  region: "fr-par",
  // ci/preview.sh clean finds previews by their tags.
  tags: ["preview", `preview-${number}`],
  backend: { bucket: variable("STATE_BUCKET", /./), key: `previews/${number}.tfstate` },
});
const container = new ServerlessContainer(stack, "order-api", {
  name: `order-api-${number}`,
  // All previews share a namespace: a project has 100 at most.
  namespace: ContainerNamespace.fromName(stack, "namespace", { name: "previews" }),
  image: ContainerImage.fromRegistry(variable("PREVIEW_IMAGE", /./)),
  privacy: "public",
  httpOption: "redirected",
  minScale: 0,
  maxScale: 1,
  environmentVariables: { PREVIEW: number },
});
// ci/preview.sh reads this output.
new TerraformOutput(stack, "url", { value: container.endpoint });
app.synth();
// #endregion
