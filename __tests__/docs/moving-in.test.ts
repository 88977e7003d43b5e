import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/moving-in/serverless-framework.md"), "utf8");
const mapped = page.split("\n").flatMap((line) => {
  const [, first = ""] = line.split("|");
  return line.startsWith("|") ? [...first.matchAll(/[\w.]+/g)].map(([name]) => name) : [];
});

/** The fields of a container that version 0.5.0 of serverless-scaleway-functions reads (deploy/lib/createContainers, buildAndPushContainers). */
const PLUGIN_FIELDS = [
  ...[
    "env",
    "secret",
    "description",
    "memoryLimit",
    "cpuLimit",
    "minScale",
    "maxScale",
    "registryImage",
    "maxConcurrency",
  ],
  ...["timeout", "privacy", "port", "httpOption", "sandbox", "healthCheck", "scalingOption", "privateNetworkId"],
  ...["custom_domains", "directory", "buildArgs", "events"],
];

test.each(PLUGIN_FIELDS)("the table contains the field %s of serverless.yml", (field) => {
  expect(mapped.some((name) => name.split(".").includes(field))).toBe(true);
});

test("the table contains each field of the example", () => {
  const file = join(root, "examples/moved-from-serverless-framework/before/serverless.yml");
  const { provider, custom, ...others } = parse(readFileSync(file, "utf8")) as {
    provider: object;
    custom: { containers: Readonly<Record<string, object>> };
  };
  const fields = [...Object.keys(others), ...Object.keys(provider).filter((name) => name !== "name")];
  const all = [...fields, ...Object.values(custom.containers).flatMap((container) => Object.keys(container))];
  expect(all.filter((field) => !mapped.some((name) => name.split(".").includes(field)))).toEqual([]);
});
