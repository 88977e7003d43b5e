import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bindings, folder, manifest, schema, text } from "../helpers/provider-package";
import { temporaryFolder } from "../helpers/temporary-folder";

const work = temporaryFolder("provider-scaleway");

describe("generate.mjs", () => {
  const run = (cwd: string): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(cwd, "generate.mjs")], { encoding: "utf8" });
    return { status, said: stdout + stderr };
  };
  const silent = { status: 0, said: "" };

  /** A copy of the package with one small data source, which can be generated and broken at will. */
  function copyPackage(name: string, { dependencies = true } = {}): string {
    const copy = join(work, name, "package");
    mkdirSync(copy, { recursive: true });
    for (const file of ["generate.mjs", "lazy-blocks.mjs", "package.json"])
      cpSync(join(folder, file), join(copy, file));
    // The options of the package without types, which take most of the time.
    const tsconfig = JSON.parse(text("tsconfig.json")) as { compilerOptions: object };
    const withoutTypes = { noCheck: true, lib: ["es5"], noResolve: true, declaration: false };
    const compilerOptions = { ...tsconfig.compilerOptions, ...withoutTypes };
    writeFileSync(join(copy, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const { provider, data_source_schemas: sources, resource_schemas: resources } = schema;
    const small = {
      provider,
      resource_schemas: { scaleway_secret: resources["scaleway_secret"] },
      data_source_schemas: { scaleway_vpc: sources["scaleway_vpc"] },
    };
    const provider_schemas = { "registry.terraform.io/scaleway/scaleway": small };
    writeFileSync(join(copy, "schema.json"), JSON.stringify({ format_version: "1.0", provider_schemas }));
    if (dependencies) symlinkSync(join(__dirname, "../../node_modules"), join(work, name, "node_modules"), "junction");
    return copy;
  }

  test("writes nothing and says nothing, when nothing changed", () => {
    expect(run(folder)).toEqual(silent);
    const times = (): number[] => ["lib", "stock"].map((variant) => statSync(join(folder, variant, ".stamp")).mtimeMs);
    const before = times();
    expect(run(folder)).toEqual(silent);
    expect(times()).toEqual(before);
  });

  test("writes nothing and says nothing, when there are no development dependencies", () => {
    const copy = copyPackage("production", { dependencies: false });
    const before = readdirSync(copy);
    expect(run(copy)).toEqual(silent);
    expect(readdirSync(copy)).toEqual(before);
  });

  test("creates both folders and leaves nothing else, when two runs start at once", async () => {
    const copy = copyPackage("twice");
    const start = (): Promise<{ status: number | null; said: string }> =>
      new Promise((resolve) => {
        let said = "";
        const child = spawn(process.execPath, [join(copy, "generate.mjs")]);
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (data: Buffer) => (said += data.toString()));
        child.on("close", (status) => {
          resolve({ status, said });
        });
      });
    expect(await Promise.all([start(), start()])).toEqual([silent, silent]);
    expect(readdirSync(copy).sort()).toEqual(
      ["generate.mjs", "lazy-blocks.mjs", "lib", "package.json", "schema.json", "stock", "tsconfig.json"].sort(),
    );
    expect(readdirSync(join(copy, "lib"))).toEqual(readdirSync(join(copy, "stock")));

    // A step that no longer fits: the folders of before stay. The compiler returns its output of before.
    const before = readFileSync(join(copy, "lib/secret/index.js"), "utf8");
    const compiler = join(copy, "node_modules/typescript");
    mkdirSync(join(compiler, "bin"), { recursive: true });
    writeFileSync(join(compiler, "package.json"), JSON.stringify({ version: "0.0.0" }));
    const copying = `require("node:fs").cpSync("${copy}/stock", process.argv[3] + "/stock", { recursive: true });`;
    writeFileSync(join(compiler, "bin/tsc"), copying);
    const step = readFileSync(join(copy, "lazy-blocks.mjs"), "utf8");
    writeFileSync(
      join(copy, "lazy-blocks.mjs"),
      step.replace("return 1;", "return 7;").replace("1 + countFields", "2 + countFields"),
    );
    const { status, said } = run(copy);
    expect(status).toBe(1);
    expect(said).toMatch(
      /^The Scaleway bindings could not be generated: secret: \d nested-block fields .* schema\.json\. .*\n$/,
    );
    expect(readFileSync(join(copy, "lib/secret/index.js"), "utf8")).toBe(before);
    expect(readdirSync(copy).filter((name) => name.startsWith(".work"))).toEqual([]);
  }, 60_000);

  test("marks every file as generated", () => {
    const header = `// Generated from schema.json (scaleway/scaleway ${manifest.version}). Do not edit.\n`;
    for (const variant of ["lib", "stock"]) {
      const files = readdirSync(join(folder, variant), { recursive: true, encoding: "utf8" });
      const code = files.filter((file) => /\.(js|ts)$/.test(file));
      expect(code).toHaveLength(2 * (bindings.length + 1));
      expect(code.filter((file) => !text(join(variant, file)).startsWith(header))).toEqual([]);
    }
  });
});

describe("the pinned provider", () => {
  test("has one version in package.json, README.md and the bindings", () => {
    const [major, minor] = manifest.version.split(".") as [string, string];
    expect(manifest.terraform["constraint"]).toBe(`~> ${major}.${minor}`);
    expect(text("README.md")).toContain(`\`schema.json\`: version ${manifest.version}, read `);
    expect(text("lib/provider/index.js")).toContain(`providerVersionConstraint: '~> ${major}.${minor}'`);
  });

  test("has the resources and data sources that package.json lists", () => {
    const { resources, dataSources, ephemeralResources } = manifest.terraform;
    expect(Object.keys(schema.resource_schemas)).toEqual(resources);
    expect(Object.keys(schema.data_source_schemas)).toEqual(dataSources);
    expect(Object.keys(schema.ephemeral_resource_schemas)).toEqual(ephemeralResources);
  });

  test.each([
    ["Terraform is not installed", ["2.81.0"], { PATH: "" }, "Terraform is needed, and is not installed."],
    ["the version is none", ["latest"], {}, "latest is no version like 2.81.0."],
  ])("fails to be updated and changes nothing, when %s", (_, args, env, message) => {
    const before = ["schema.json", "package.json", "README.md"].map(text);
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(folder, "update-schema.mjs"), ...args], {
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: `schema:update changed nothing: ${message}\n`,
    });
    expect(["schema.json", "package.json", "README.md"].map(text)).toEqual(before);
  });
});
