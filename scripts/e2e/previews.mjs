// The scripts of examples/preview-environments: two previews are deployed, one is cleaned up, and one is destroyed.
// Docker only records its calls, and the state is a local file.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectEqual } from "./requests.mjs";

const EXAMPLE = "examples/preview-environments";
const CONTAINERS = "/containers/v1/regions/fr-par/containers";

export async function runPreviews(scaleway) {
  const folder = mkdtempSync(join(tmpdir(), "e2e-previews-"));
  const environment = {
    ...scaleway.environment,
    PATH: `${join(folder, "bin")}:${scaleway.environment.PATH}`,
    STATE_BUCKET: "previews-state",
    REGISTRY: "rg.fr-par.scw.cloud/previews",
  };
  const run = (...args) => runScript(folder, environment, args);
  const names = async () => (await scaleway.call("GET", CONTAINERS)).containers.map(({ name }) => name).sort();
  try {
    prepare(folder);
    await scaleway.control("POST", "reset");
    const { SCW_DEFAULT_PROJECT_ID: project_id } = environment;
    await scaleway.call("POST", CONTAINERS.replace(/containers$/, "namespaces"), { project_id, name: "previews" });
    await run("deploy", "12");
    const url = /^PREVIEW_URL=(https:\/\/\S+-order-api-12\.functions\.\S+)\n$/;
    expectEqual("the URL", url.test(readFileSync(join(folder, "preview.env"), "utf8")), true);
    await run("deploy", "13");
    expectEqual("the previews", await names(), ["order-api-12", "order-api-13"]);
    await run("clean", "12");
    expectEqual("the previews of open requests", await names(), ["order-api-12"]);
    await run("destroy", "12");
    await run("destroy", "12");
    expectEqual("the previews at the end", await names(), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A repository with the scripts, in which npm synthesizes the example without its backend. */
function prepare(folder) {
  cpSync(join(EXAMPLE, "ci"), join(folder, "ci"), { recursive: true });
  mkdirSync(join(folder, "bin"));
  const out = join(folder, "cdktf.out");
  const synth = `cd '${process.cwd()}'
CDKTF_OUTDIR='${out}' node --import tsx ${EXAMPLE}/main.ts
file='${out}'/stacks/preview-$PREVIEW/cdk.tf.json
jq 'del(.terraform.backend)' "$file" >"$file.new" && mv "$file.new" "$file"
`;
  const commands = { docker: "cat >/dev/null", git: "echo 0123abc", npm: synth };
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(folder, "bin", name), `#!/usr/bin/env bash\nset -e\n${text}\n`, { mode: 0o755 });
  }
}

function runScript(cwd, env, args) {
  return new Promise((resolve, reject) => {
    const child = execFile("bash", ["ci/preview.sh", ...args], { cwd, env }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`preview.sh ${args.join(" ")}: ${stderr}`));
    });
    child.stdin.end();
  });
}
