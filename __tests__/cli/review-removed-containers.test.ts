import { mkdirSync, writeFileSync } from "node:fs";
import { CONTAINER } from "../helpers/plan-json";
import { review, useReviewFolder } from "../helpers/review-folder";

useReviewFolder();

const SECRET = "hunter2-of-the-old-stack";
const provider = 'provider["registry.terraform.io/scaleway/scaleway"]';
const resource = (type: string, attributes: object, more: object = {}) => ({
  ...{ mode: "managed", type, name: "it", provider },
  instances: [{ attributes, ...more }],
});

/** A local state with a container, its schedule, and secrets in several places. */
function writeOldState(): void {
  mkdirSync("cdktf.out");
  writeFileSync("cdktf.out/manifest.json", '{"stacks":{}}');
  const container = {
    ...CONTAINER,
    name: "old-api",
    public_endpoint: "https://old-api.functions.fnc.fr-par.scw.cloud",
    environment_variables: { LOG_LEVEL: "info", DB_PASSWORD: SECRET },
    secret_environment_variables: { KEY: SECRET },
  };
  const trigger = {
    container_id: CONTAINER.id,
    name: "nightly",
    cron: [{ schedule: "0 2 * * *", timezone: "Europe/Paris", headers: { authorization: SECRET } }],
  };
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "l",
    outputs: { password: { value: SECRET, type: "string", sensitive: true } },
    resources: [
      resource("scaleway_container", container),
      resource("scaleway_container_trigger", trigger, { index_key: "a" }),
      resource("random_password", { result: SECRET }),
      { ...resource("scaleway_container", { ...container, name: "looked-up" }), mode: "data" },
    ],
  };
  writeFileSync("terraform.old.tfstate", JSON.stringify(state));
}

test.each(["markdown", "text", "json"])(
  "reports the containers of a state with URL and schedule, and no secret, without Terraform: %s",
  async (format) => {
    writeOldState();
    process.env["PATH"] = "";
    delete process.env["TERRAFORM_BINARY_NAME"];
    const { code, out, err } = await review("--stacks", "--format", format, "--fail-on", "critical");
    expect([code, err]).toEqual([3, ""]);
    for (const text of [
      "old-api",
      "https://old-api.functions.fnc.fr-par.scw.cloud",
      "0 2 * * * Europe/Paris",
      "terraform.old.tfstate",
      "PATH",
    ])
      expect(out).toContain(text);
    expect(out).not.toContain(SECRET);
    expect(out).not.toContain("looked-up");
  },
);
