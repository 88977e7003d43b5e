import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backendOf } from "../../../lib/review/states/backend";
import { folder, useReviewFolder } from "../../helpers/review-folder";

useReviewFolder();
const real = (path: string) => expect.stringMatching(new RegExp(`${path.replaceAll(".", "\\.")}$`)) as string;
const write = (name: string, content: unknown) => {
  writeFileSync(name, typeof content === "string" ? content : JSON.stringify(content));
};
const backend = (type: string, settings: object) => ({ terraform: { backend: { [type]: settings } } });
const initialized = (type: string, config: object, file = "terraform.tfstate") => {
  mkdirSync(".terraform", { recursive: true });
  write(join(".terraform", file), { backend: { type, config } });
};
const S3 = { bucket: "states", key: "a.tfstate" };

test.each([
  ["an explicit path", backend("local", { path: "a.tfstate" }), { type: "local", path: real("/a.tfstate") }],
  ["no backend", {}, { type: "local", path: real("/terraform.tfstate") }],
  ["a file that is not JSON", "terraform {}", { type: "local", path: real("/terraform.tfstate") }],
  ["a bucket", backend("s3", S3), { type: "s3", settings: S3 }],
  [
    "lists of blocks",
    { terraform: [{ required_version: "1" }, { backend: [{ s3: [S3] }] }] },
    { type: "s3", settings: S3 },
  ],
  ["another backend", backend("gcs", {}), { type: "other", name: "gcs" }],
  ["Terraform Cloud", { terraform: { cloud: { organization: "shop" } } }, { type: "other", name: "cloud" }],
])("reads %s", (_, content, expected) => {
  write("cdk.tf.json", content);
  expect(backendOf(".")).toEqual(expected);
});

test("reads the last override, and no other file", () => {
  write("cdk.tf.json", backend("local", { path: "a" }));
  write("backend_override.tf.json", backend("s3", S3));
  write("a_override.tf.json", backend("gcs", {}));
  write("other.tf.json", backend("http", {}));
  expect(backendOf(".")).toEqual({ type: "s3", settings: S3 });
});

test("reads the backend of terraform init, without credentials, and completes it", () => {
  write("cdk.tf.json", backend("s3", S3));
  const secrets = { access_key: "a", secret_key: "b", token: "c", sse_customer_key: "d" };
  initialized("s3", { bucket: "other", region: "fr-par", profile: null, ...secrets });
  expect(backendOf(".")).toEqual({ type: "s3", settings: { ...S3, region: "fr-par", bucket: "other" } });
  initialized("gcs", { bucket: "other", prefix: "x" });
  expect(backendOf(".")).toEqual({ type: "other", name: "gcs" });
});

test("reads the backend of terraform init in a directory with HCL", () => {
  initialized("s3", S3);
  expect(backendOf(".")).toEqual({ type: "s3", settings: S3 });
});

test("reads no state of another workspace", () => {
  write("cdk.tf.json", backend("s3", S3));
  process.env["TF_WORKSPACE"] = "staging";
  expect(backendOf(".")).toEqual({ type: "other", name: "workspace staging" });
  delete process.env["TF_WORKSPACE"];
  mkdirSync(".terraform");
  write(".terraform/environment", "canary\n");
  expect(backendOf(".")).toEqual({ type: "other", name: "workspace canary" });
  write(".terraform/environment", "default");
  expect(backendOf(".")).toEqual({ type: "s3", settings: S3 });
});

test("finds nothing in a directory without cdk.tf.json", () => {
  expect(backendOf(folder)).toBeUndefined();
});
