import { container } from "../../helpers/plan-json";
import { idsOf, type Json } from "../../helpers/rule-inputs";

describe("a failed deployment", () => {
  const after = (changed: Json, more: Json = {}) =>
    idsOf([
      container(
        { status: "error", startup_probe: [{ tcp: true }] },
        { startup_probe: [{ tcp: true }], ...changed },
        more,
      ),
    ]);

  test.each<Json>([
    { image: "rg.fr-par.scw.cloud/shop/api:v2" },
    { registry_sha256: `sha256:${"b".repeat(64)}` },
    { command: ["run"] },
    { args: ["--port"] },
    { port: 9000 },
    { memory_limit_bytes: 512_000_000 },
    { cpu_limit: 1000 },
    { environment_variables: { MODE: "x" } },
    { secret_environment_variables: { KEY: "x" } },
    { liveness_probe: [{ tcp: true }] },
  ])("is repaired by %j, at a low severity", (changed) => {
    expect(after(changed)).toContain("repairs-deployment");
    expect(after(changed)).not.toContain("last-deploy-failed");
  });

  test.each<Json>([
    { status: "ready" },
    { error_message: "x" },
    { tags: ["x"] },
    { description: "x" },
    { max_scale: 9 },
    { privacy: "public" },
    { startup_probe: [] },
    { public_endpoint: "https://x" },
  ])("is not repaired by %j", (changed) => {
    expect(after(changed)).toContain("last-deploy-failed");
    expect(after(changed)).not.toContain("repairs-deployment");
  });

  test("is repaired by an image that is known after apply, and not by a replacement with equal settings", () => {
    const unknown = { change: { after_unknown: { registry_sha256: true } } };
    expect(after({ registry_sha256: undefined }, unknown)).toContain("repairs-deployment");
    const tainted = { actions: ["delete", "create"], action_reason: "replace_because_tainted" };
    expect(after({}, tainted)).toContain("last-deploy-failed");
  });
});
