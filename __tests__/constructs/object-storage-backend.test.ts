import { TerraformStack } from "cdktf";
import { ObjectStorageBackend, ScalewayStack, ServerlessContainer, type ObjectStorageBackendProps } from "../../lib";
import { codeAndPath, codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, synth, type Json } from "../helpers/synth";

const app = newApp();
// #region stack
const stack = new ScalewayStack(app, "shop", {
  region: "fr-par",
  tags: ["team=shop", "env=production"],
  backend: { bucket: "my-company-terraform-state" },
});
// #endregion

const s3 = (stack: TerraformStack) => (synth(stack)["terraform"] as Json)["backend"].s3 as Json;

test("emits every flag that Scaleway needs, in the spelling that is not deprecated", () => {
  const stack = newStack("nl-ams");
  new ObjectStorageBackend(stack, { bucket: "my-state", key: "shop/state", region: "fr-par" });
  expect(s3(stack)).toEqual({
    bucket: "my-state",
    key: "shop/state",
    region: "fr-par",
    endpoints: { s3: "https://s3.fr-par.scw.cloud" },
    use_path_style: true,
    skip_credentials_validation: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    use_lockfile: true,
  });
});

test("uses the ID and region of the stack if only a bucket is given", () => {
  const stack = newStack("pl-waw", "order-api");
  new ObjectStorageBackend(stack, { bucket: "my-state" });
  expect(s3(stack)).toMatchObject({ key: "order-api.tfstate", region: "pl-waw" });
});

test("is created from the prop backend of a ScalewayStack", () => {
  expect(s3(stack)).toMatchObject({ bucket: "my-company-terraform-state", key: "shop.tfstate", region: "fr-par" });
  expect(synth(stack)["provider"].scaleway).toEqual([{ region: "fr-par" }]);
});

test("is the state that another stack reads", () => {
  const app = newApp();
  const one = new ScalewayStack(app, "one", { region: "fr-par", backend: { bucket: "my-state" } });
  const api = new ServerlessContainer(one, "api", minimal);
  const two = new ScalewayStack(app, "two", { region: "fr-par", backend: { bucket: "my-state" } });
  new ServerlessContainer(two, "shop", { ...minimal, environmentVariables: { API_URL: api.endpoint } });
  const [state] = Object.values(synth(two)["data"].terraform_remote_state as Record<string, Json>);
  expect(state).toMatchObject({
    backend: "s3",
    config: { bucket: "my-state", key: "one.tfstate", use_path_style: true },
  });
});

test.each<[string, Partial<Record<keyof ObjectStorageBackendProps, unknown>>]>([
  ["missing bucket", { bucket: undefined }],
  ["not-allowed region", { region: "eu-west-1" }],
])("fails with %s, and leaves nothing behind", (code, props) => {
  const stack = newStack();
  expect(codesOf(() => new ObjectStorageBackend(stack, { bucket: "my-state", ...props } as never))).toEqual([code]);
  expect(stack.node.tryFindChild("backend")).toBeUndefined();
});

test("fails if a plain stack has no region, or the ID of the stack is not a valid key", () => {
  const plain = new TerraformStack(newApp(), "plain");
  expect(codesOf(() => new ObjectStorageBackend(plain, { bucket: "my-state" }))).toEqual(["missing region"]);
  const create = () => new ObjectStorageBackend(newStack("fr-par", "my:stack"), { bucket: "my-state" });
  expect(codesOf(create)).toEqual(["invalid-format key"]);
  expect(validationError(create).message).toContain("my:stack/backend");
});

test("removes a stack from the app again if its backend is not valid", () => {
  const app = newApp();
  const create = () => new ScalewayStack(app, "my:shop", { region: "fr-par", backend: { bucket: "my-state" } });
  expect(codesOf(create)).toEqual(["invalid-format key"]);
  expect(app.node.children).toEqual([]);
});

test.each(["accessKey", "secretKey", "access_key"])("rejects %s, and does not display its value", (field) => {
  const props = { bucket: "my-state", [field]: "SCWPLANTEDKEY" };
  const error = validationError(() => new ObjectStorageBackend(newStack(), props));
  expect(error.issues.map(codeAndPath)).toEqual([`unknown-prop ${field}`]);
  expect(error.message).not.toContain("SCWPLANTEDKEY");
});

test("fails if two stacks of an app have the same state", () => {
  const app = newApp();
  const [one, two] = ["one", "two"].map(
    // A bucket name is unique across regions.
    (id) =>
      new ScalewayStack(app, id, {
        region: id === "one" ? "fr-par" : "nl-ams",
        backend: { bucket: "my-state", key: "state" },
      }),
  );
  new ScalewayStack(app, "three", { region: "fr-par", backend: { bucket: "other", key: "state" } });
  const errors = [one!, two!].map((stack) => validationError(() => synth(stack)));
  expect(errors.map(({ issues }) => issues.map(codeAndPath))).toEqual([
    ["duplicate-state key"],
    ["duplicate-state key"],
  ]);
  expect(errors[0]!.message).toMatch(/two\/backend .*"state"/);
  expect(errors[1]!.message).toMatch(/one\/backend .*"state"/);
});
