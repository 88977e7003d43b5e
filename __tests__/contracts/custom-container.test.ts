import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attributes } from "../../lib/testing";

// The program is compiled against the published declarations by npm run package:check.
const file = join(__dirname, "../../examples/custom-container/cdk.tf.json");
const { resource, data } = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Attributes>>;
const PROJECT = "22222222-2222-2222-2222-222222222222";
const blocksOf = (type: string): Attributes[] => Object.values<Attributes>(resource?.[type] ?? {});

test.each(["scaleway_container_trigger", "scaleway_container_domain", "scaleway_mnq_sqs_queue"])(
  "%s of a custom container is in the container's region",
  (type) => {
    expect(blocksOf(type).map(({ region }) => region as unknown)).toEqual(blocksOf(type).map(() => "nl-ams"));
    expect(blocksOf(type)).not.toHaveLength(0);
  },
);

test.each(["scaleway_mnq_sqs_queue", "scaleway_mnq_sqs_credentials"])(
  "%s for a custom container is in the container's project",
  (type) => {
    expect(blocksOf(type).map(({ project_id }) => project_id as unknown)).toEqual(blocksOf(type).map(() => PROJECT));
    expect(blocksOf(type)).not.toHaveLength(0);
  },
);

test("a token for a custom container is for the container's project", () => {
  expect(blocksOf("scaleway_iam_policy")[0]?.["rule"][0].project_ids).toEqual([PROJECT]);
});

test("a custom image is bound in the region of its container, not of the stack", () => {
  const images = Object.values(data?.["scaleway_registry_image"] ?? {});
  expect(images).toEqual([expect.objectContaining({ region: "pl-waw" })]);
  expect(blocksOf("scaleway_container")[0]?.["image"]).toBe("rg.pl-waw.scw.cloud/orders/api:v1");
});
