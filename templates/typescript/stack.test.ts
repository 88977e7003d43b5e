import { App } from "cdktf";
import { plaintextSecrets, resources, synth, warnings } from "cdktf-scaleway-containers/testing";
import { ContainerStack } from "./stack";

const stack = new ContainerStack(new App(), "my-container");
const json = synth(stack);

test("matches the reviewed snapshot", () => {
  expect(json).toMatchSnapshot();
});

test("redirects HTTP to HTTPS", () => {
  const [container] = resources(json, "scaleway_container");
  expect(container).toMatchObject({ name: "my-container", https_connections_only: true });
});

test("contains no secret in plain text and has no warnings", () => {
  expect(plaintextSecrets(json)).toEqual([]);
  expect(warnings(stack)).toEqual([]);
});

test("stores its state in the bucket", () => {
  const shared = synth(new ContainerStack(new App(), "my-container", "my-state"));
  expect(shared.terraform?.["backend"]).toMatchObject({ s3: { bucket: "my-state", key: "my-container.tfstate" } });
});
