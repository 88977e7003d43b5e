import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** Runs a script in a process of its own: Jest replaces the module cache. */
function run(script: string): unknown {
  const options = { cwd: root, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(process.execPath, ["--import", "tsx", "-e", script], options));
}

const PRELUDE = `
  require("./lib/cli/lazy-dependencies");
  require("cdktf");
  const fromCdktf = require("node:module").createRequire(require.resolve("cdktf"));
  const isLoaded = (name) => Object.keys(require.cache).some((file) => file.includes(\`/node_modules/\${name}/lib/\`));
  const isSemverLoaded = () => Object.keys(require.cache).some((file) => file.endsWith("/semver/classes/semver.js"));`;

test("CDKTF loads neither archiver nor semver for a stack without assets", () => {
  expect(run(`${PRELUDE} console.log(JSON.stringify([isLoaded("archiver"), isSemverLoaded()]))`)).toEqual([
    false,
    false,
  ]);
});

test("archiver and semver work at their first use", () => {
  const script = `${PRELUDE}
    const archive = fromCdktf("archiver")("zip", { zlib: { level: 9 } });
    const versions = [fromCdktf("semver").gt("1.10.0", "1.9.0"), fromCdktf("semver").valid("x")];
    console.log(JSON.stringify([typeof archive.directory, ...versions, isLoaded("archiver"), isSemverLoaded()]));`;
  expect(run(script)).toEqual(["function", true, null, true, true]);
});

test("CDKTF still writes assets as archives", () => {
  const script = `${PRELUDE}
    const { mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
    const { App, AssetType, TerraformAsset, TerraformStack } = require("cdktf");
    const outdir = mkdtempSync(require("node:path").join(require("node:os").tmpdir(), "assets-"));
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "shop");
    const path = require.resolve("./templates/ci/ci/plan.sh");
    const asset = new TerraformAsset(stack, "asset", { path: require("node:path").dirname(path), type: AssetType.ARCHIVE });
    app.synth();
    const files = readdirSync(outdir, { recursive: true }).filter((name) => name.endsWith(".zip"));
    console.log(JSON.stringify(files.map((name) => readFileSync(require("node:path").join(outdir, name)).subarray(0, 2).toString())));
    rmSync(outdir, { recursive: true });`;
  expect(run(script)).toEqual(["PK"]);
});
