import { existsSync } from "node:fs";
import { join } from "node:path";

/** What the examples read from the environment. */
export const EXAMPLE_ENVIRONMENT = {
  SHOP_DATABASE_URL: "postgres://shop:example@db.example.com/orders",
  PREVIEW: "12",
  PREVIEW_IMAGE: "rg.fr-par.scw.cloud/shop-previews/order-api:preview-12-0123abc",
  STATE_BUCKET: "shop-previews-state",
};

/** Whether an example is a program; else it is a folder of manifests. */
export function isProgram(folder: string): boolean {
  return existsSync(join(folder, "main.ts"));
}

/** Where a stack's expected output is in the folder of its example: beside the app, or in a folder of its own beside others. */
export function expectedFile(stack: string, stacks: readonly string[]): string {
  return stacks.length === 1 ? "cdk.tf.json" : `${stack}/cdk.tf.json`;
}

/** A synthesized stack as it is committed: without CDKTF's metadata and the local state, and with paths from the default output folder. */
export function expectedOutput(text: string): string {
  const json: unknown = JSON.parse(text, (key, value: unknown) => {
    const isLocal = key === "backend" && typeof value === "object" && value !== null && "local" in value;
    if (key === "context" && typeof value === "string") return value.replace(/^.*(?=examples\/)/, "../../../");
    return key === "//" || isLocal ? undefined : value;
  });
  return `${JSON.stringify(json, null, 2)}\n`;
}
