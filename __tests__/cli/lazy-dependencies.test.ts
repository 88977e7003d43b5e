import { execFileSync } from "node:child_process";
import { join } from "node:path";

// In a process of its own, because Jest replaces the module cache. The first use of each is its own, and then CDKTF's.
const SCRIPT = `
  const { mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
  const { tmpdir } = require("node:os");
  const { dirname, join } = require("node:path");
  require("./lib/cli/lazy-dependencies");
  const { App, AssetType, TerraformAsset, TerraformStack } = require("cdktf");
  const fromCdktf = require("node:module").createRequire(require.resolve("cdktf"));
  const loaded = () =>
    ["/node_modules/archiver/lib/", "/semver/classes/semver.js"].filter((part) =>
      Object.keys(require.cache).some((file) => file.includes(part)),
    );

  const before = loaded();
  const archive = fromCdktf("archiver")("zip", { zlib: { level: 9 } });
  const used = [typeof archive.directory, fromCdktf("semver").gt("1.10.0", "1.9.0"), fromCdktf("semver").valid("x")];
  const after = loaded();

  const outdir = mkdtempSync(join(tmpdir(), "assets-"));
  const app = new App({ outdir });
  const path = dirname(require.resolve("./templates/ci/ci/plan.sh"));
  new TerraformAsset(new TerraformStack(app, "shop"), "asset", { path, type: AssetType.ARCHIVE });
  app.synth();
  const archives = readdirSync(outdir, { recursive: true }).filter((name) => name.endsWith(".zip"));
  const starts = archives.map((name) => readFileSync(join(outdir, name)).subarray(0, 2).toString());
  rmSync(outdir, { recursive: true });
  console.log(JSON.stringify({ before, used, after, starts }));`;

let result: unknown;
beforeAll(() => {
  const options = { cwd: join(__dirname, "../.."), encoding: "utf8" } as const;
  result = JSON.parse(execFileSync(process.execPath, ["--import", "tsx", "-e", SCRIPT], options));
});

test("CDKTF loads neither archiver nor semver for a stack without assets", () => {
  expect(result).toMatchObject({ before: [] });
});

test("archiver and semver work at their first use", () => {
  expect(result).toMatchObject({
    used: ["function", true, null],
    after: ["/node_modules/archiver/lib/", "/semver/classes/semver.js"],
  });
});

test("CDKTF still writes assets as archives", () => {
  expect(result).toMatchObject({ starts: ["PK"] });
});
