// #region test
import { App } from "cdktf";
import { plaintextSecrets, resources, synth, warnings } from "cdktf-scaleway-containers/testing";
import { ShopStack } from "./shop-stack";

const stack = new ShopStack(new App(), "shop");
const json = synth(stack);

test("changes nothing that is not reviewed", () => {
  expect(json).toMatchSnapshot();
});

test("keeps the website behind HTTPS", () => {
  const [website] = resources(json, "scaleway_container");
  expect(website).toMatchObject({ name: "website", https_connections_only: true });
});

test("contains no secret in plain text, and has no warning", () => {
  expect(plaintextSecrets(json)).toEqual([]);
  expect(warnings(stack)).toEqual([]);
});
// #endregion
