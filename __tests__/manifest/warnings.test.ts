import { AnnotationMetadataEntryType } from "cdktf";
import { Manifest, ManifestStack } from "../../lib";
import { warnings } from "../../lib/testing";
import { container, stackOf, yamlOf } from "../helpers/manifests";
import { newApp, only } from "../helpers/synth";

const TWO_THRESHOLDS = { scalingOption: { concurrentRequestsThreshold: 20, cpuUsageThreshold: 60 } };

describe("warnings", () => {
  const scalingOptionOf = (spec: object): unknown =>
    only(stackOf(container(spec)), "scaleway_container")["scaling_option"];
  const stackWith = (spec: object) => new ManifestStack(newApp(), Manifest.parse(yamlOf(container(spec))));
  const warningsOf = (spec: object) => warnings(stackWith(spec)).map(({ id, message }) => ({ id, message }));
  const idsOf = (spec: object) => warningsOf(spec).map(({ id }) => id);

  test("report that deploy: false has no effect", () => {
    expect(idsOf({ deploy: false })).toEqual(["deploy-false"]);
    expect(idsOf({ deploy: true })).toEqual([]);
  });

  test("report which of several thresholds is used", () => {
    const scalingOption = { memoryUsageThreshold: 70, concurrentRequestsThreshold: 20, cpuUsageThreshold: 60 };
    expect(scalingOptionOf({ scalingOption })).toEqual([{ concurrent_requests_threshold: 20 }]);
    expect(warningsOf({ scalingOption })).toEqual([
      {
        id: "several-thresholds",
        message: expect.stringMatching(
          /concurrentRequestsThreshold is used, and cpuUsageThreshold and memoryUsageThreshold/,
        ) as string,
      },
    ]);
    const usage = { memoryUsageThreshold: 70, cpuUsageThreshold: 60 };
    expect(scalingOptionOf({ minScale: 1, scalingOption: usage })).toEqual([{ cpu_usage_threshold: 60 }]);
  });

  test("report a secret with several lines", () => {
    expect(idsOf({ env: { secrets: [{ name: "KEY", value: "a\nb" }] } })).toEqual(["multi-line-secret"]);
  });

  test.each([
    ["deploy-false", { deploy: false }, "spec.deploy", 13],
    ["several-thresholds", TWO_THRESHOLDS, "spec.scalingOption", 14],
    ["multi-line-secret", { env: { secrets: [{ name: "KEY", value: "a\nb" }] } }, "spec.env.secrets", 15],
    [
      "mutable-tag",
      { image: { registryEndpoint: { value: "ghcr.io/a" }, name: "b", tag: "latest" } },
      "spec.image.tag",
      11,
    ],
    ["local-storage-limit", { localStorageLimitMb: 24_456 }, "spec.localStorageLimitMb", 13],
    [
      "secret-looking-variable",
      {
        env: {
          variables: [
            { name: "LOG", value: "info" },
            { name: "DB_PASSWORD", value: "hunter2" },
          ],
        },
      },
      "spec.env.variables[1].value",
      18,
    ],
    [
      "reserved-prefix",
      { env: { variables: [{ name: "SCW_DEFAULT_REGION", value: "fr-par" }] } },
      "spec.env.variables[0].name",
      15,
    ],
    [
      "reserved-prefix",
      { env: { secrets: [{ name: "SCW_SECRET_KEY", value: "hunter22" }] } },
      "spec.env.secrets[0].name",
      15,
    ],
    ["secret-looking-variable", { args: ["--token", "hunter22"] }, "spec.args[1]", 15],
    ["secret-looking-variable", { commands: ["app", "--token=hunter22"] }, "spec.commands[1]", 15],
    [
      "secret-looking-variable",
      { cronTriggers: [{ schedule: "0 2 * * *", args: '{"password":"hunter2"}' }] },
      "spec.cronTriggers[0].args",
      15,
    ],
  ])("have the position of their cause: %s", (id, spec, path, line) => {
    const findings = stackWith(spec).findings(AnnotationMetadataEntryType.WARN);
    expect(findings).toMatchObject([{ id, file: "manifest.yaml", path, line }]);
  });
});
