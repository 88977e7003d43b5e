import { TerraformStack } from "cdktf";
import { ObjectStorageBackend, ScalewayStack, ServerlessContainer, type ObjectStorageBackendProps } from "../../lib";
import { issuesOf, minimal, newApp, newStack, synth, type Json } from "../helpers/synth";

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

test("takes the stack's id and region, when there is but a bucket", () => {
  const stack = newStack("pl-waw", "order-api");
  new ObjectStorageBackend(stack, { bucket: "my-state" });
  expect(s3(stack)).toMatchObject({ key: "order-api.tfstate", region: "pl-waw" });
});

test("is what a ScalewayStack makes of its prop backend", () => {
  expect(s3(stack)).toMatchObject({ bucket: "my-company-terraform-state", key: "shop.tfstate", region: "fr-par" });
  expect(synth(stack)["provider"].scaleway).toEqual([{ region: "fr-par" }]);
});

test("is where another stack reads its references", () => {
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
  ["bucket: is missing", { bucket: undefined }],
  ['region: "eu-west-1" is not allowed', { region: "eu-west-1" }],
])("fails with %s, and leaves nothing behind", (says, props) => {
  const stack = newStack();
  expect(issuesOf(() => new ObjectStorageBackend(stack, { bucket: "my-state", ...props } as never))).toEqual([
    expect.stringContaining(says),
  ]);
  expect(stack.node.tryFindChild("backend")).toBeUndefined();
});

test("fails, when a plain stack has no region, or the stack's id is no key", () => {
  const plain = new TerraformStack(newApp(), "plain");
  expect(issuesOf(() => new ObjectStorageBackend(plain, { bucket: "my-state" }))).toEqual([
    expect.stringContaining("region: is missing"),
  ]);
  const spaced = newStack("fr-par", "my:stack");
  expect(issuesOf(() => new ObjectStorageBackend(spaced, { bucket: "my-state" }))).toEqual([
    expect.stringContaining('key: "my:stack.tfstate" does not fit'),
  ]);
});

test("takes a stack out of the app again, when its backend is refused", () => {
  const app = newApp();
  const create = () => new ScalewayStack(app, "my:shop", { region: "fr-par", backend: { bucket: "my-state" } });
  expect(issuesOf(create)).toEqual([expect.stringContaining('key: "my:shop.tfstate" does not fit')]);
  expect(app.node.children).toEqual([]);
});

test.each(["accessKey", "secretKey", "access_key"])("refuses %s, and does not repeat it", (field) => {
  const props = { bucket: "my-state", [field]: "SCWPLANTEDKEY" };
  const issues = issuesOf(() => new ObjectStorageBackend(newStack(), props));
  expect(issues).toEqual([`${field}: is not a known prop; remove it or check its spelling`]);
});

test("fails, when two stacks of an app have one state", () => {
  const app = newApp();
  const [one, two] = ["one", "two"].map(
    // A bucket's name is its own in all regions.
    (id) =>
      new ScalewayStack(app, id, {
        region: id === "one" ? "fr-par" : "nl-ams",
        backend: { bucket: "my-state", key: "state" },
      }),
  );
  new ScalewayStack(app, "three", { region: "fr-par", backend: { bucket: "other", key: "state" } });
  expect(issuesOf(() => synth(one!))).toEqual([
    'key: "state" is the key of two/backend too, in one bucket, and one state would overwrite the other; give each stack its own',
  ]);
  expect(issuesOf(() => synth(two!))).toHaveLength(1);
});
