import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  deploy,
  plan,
  stackFolder,
  terraform,
  testWithTerraform,
  useRealTerraform,
  writeApp,
} from "../helpers/real-terraform";
import { reportOfStacks, risksIn } from "../helpers/report-of-stacks";
import { review, useReviewFolder } from "../helpers/review-folder";
import { setS3Credentials, startBucket, type TestBucket } from "../helpers/s3-server";

useReviewFolder();
useRealTerraform();
let bucket: TestBucket;
beforeEach(async () => {
  setS3Credentials();
  bucket = await startBucket();
});
afterEach(() => bucket.stop());

/** Deploys stacks, and removes the code of all but the first. */
function removeStacks(stacks: readonly string[], keyOf = (stack: string) => `shop/${stack}.tfstate`): void {
  writeApp(stacks, (stack) => bucket.backend(keyOf(stack)));
  for (const stack of stacks) deploy(stack);
  for (const stack of stacks.slice(1)) rmSync(stackFolder(stack), { recursive: true });
  writeApp(stacks.slice(0, 1), (stack) => bucket.backend(keyOf(stack)));
  plan(stacks[0] ?? "");
}

describe("states in a bucket without a stack", () => {
  testWithTerraform("are found on every page of the list, planned, and gone after the apply", async () => {
    removeStacks(["api", "old-1", "old 2+é", "old-3"]);
    const result = await reportOfStacks();
    expect(risksIn(result)).toEqual(["stack-orphaned old-1", "stack-orphaned old-2--", "stack-orphaned old-3"]);
    expect(result.risks.map(({ what }) => what).join()).toContain("s3://states/shop/old-1.tfstate");
    expect(result.stacks.slice(1).map(({ changes }) => changes.delete)).toEqual([1, 1, 1]);
    for (const { name } of result.stacks.slice(1))
      terraform(stackFolder(name), "apply", "-input=false", "-lock=false", "plan");
    expect(await reportOfStacks()).toMatchObject({ severity: "none", stacks: [{ name: "api" }] });
  });

  testWithTerraform("are not searched in other directories of the bucket", async () => {
    removeStacks(["api", "old"], (stack) => (stack === "api" ? "shop/api.tfstate" : `shop/other/${stack}.tfstate`));
    expect(risksIn(await reportOfStacks())).toEqual([]);
  });

  testWithTerraform("are not those of stacks without a plan", async () => {
    writeApp(["api", "web"], (stack) => bucket.backend(`${stack}.tfstate`));
    for (const stack of ["api", "web"]) deploy(stack);
    rmSync(join(stackFolder("web"), "plan"));
    expect(await reportOfStacks()).toMatchObject({ risks: [], scope: { notPlanned: ["web"] } });
  });

  testWithTerraform("are ignored by the configuration", async () => {
    removeStacks(["api", "old", "older"]);
    writeFileSync("scw-review.yaml", "ignoreStates: [s3://states/shop/old.tfstate, shop/older.*]\n");
    expect(await reportOfStacks()).toMatchObject({
      severity: "none",
      scope: { ignoredStates: ["s3://states/shop/old.tfstate", "s3://states/shop/older.tfstate"] },
    });
  });

  testWithTerraform(
    "are unknown without credentials, with wrong ones, and with a response that is not complete",
    async () => {
      removeStacks(["api", "old"]);
      const reason = async () => {
        const { severity, risks } = await reportOfStacks();
        return [severity, ...risks.map(({ id, what }) => `${id} ${what}`)];
      };
      const unknown = (text: string): unknown[] => [
        "medium",
        expect.stringMatching(`^orphans-unknown s3://states/.*${text}`),
      ];
      for (const [status, body, text] of [
        [403, "<Error>11111111-1111-4111-8111-111111111111</Error>", "HTTP status 403"],
        [200, "<ListBucketResult><IsTruncated>false</IsTruncated>", "did not return a list"],
        [200, "<!DOCTYPE x><ListBucketResult></ListBucketResult>", "did not return a list"],
        [
          200,
          "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>1</NextContinuationToken></ListBucketResult>",
          "repeats",
        ],
      ] as const) {
        await bucket.respondToLists({ status, body });
        expect(await reason()).toEqual(unknown(text));
      }
      process.env["AWS_SECRET_ACCESS_KEY"] = "";
      expect(await reason()).toEqual(unknown("AWS_SECRET_ACCESS_KEY"));
      expect((await review("--stacks", "--fail-on", "medium")).code).toBe(3);
    },
  );
});
