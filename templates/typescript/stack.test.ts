import { App } from "cdktf";
import { plaintextSecrets, resources, synth, warnings } from "cdktf-scaleway-containers/testing";
import { ContainerStack } from "./stack";

const stack = new ContainerStack(new App(), "my-container");
const json = synth(stack);

test("changes nothing that is not reviewed", () => {
  expect(json).toMatchSnapshot();
});

test("keeps the container behind HTTPS", () => {
  const [container] = resources(json, "scaleway_container");
  expect(container).toMatchObject({ name: "my-container", https_connections_only: true });
});

test("holds no secret in clear, and gives no warning", () => {
  expect(plaintextSecrets(json)).toEqual([]);
  expect(warnings(stack)).toEqual([]);
});

test("keeps its state in the bucket that it is given", () => {
  const shared = synth(new ContainerStack(new App(), "my-container", "my-state"));
  expect(shared.terraform?.["backend"]).toMatchObject({ s3: { bucket: "my-state", key: "my-container.tfstate" } });
});
