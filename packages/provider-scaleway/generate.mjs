// schema.json -> TypeScript (CDKTF's generator) -> JavaScript and types (tsc), in two folders:
// lib/, with lazy nested blocks, is what everybody imports; stock/, as generated, is there to compare with.
// Does nothing when the inputs are unchanged. Needs neither Terraform nor a network.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeLazy } from "./lazy-blocks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const read = (file) => readFileSync(join(here, file), "utf8");

const stamp = computeStamp();
const isCurrent = (folder) => {
  const file = join(here, folder, ".stamp");
  return existsSync(file) && readFileSync(file, "utf8") === stamp;
};
if (stamp !== undefined && !(isCurrent("lib") && isCurrent("stock"))) await generate();

/** A hash of all that the result depends on; undefined without the development dependencies (npm ci --omit=dev). */
function computeStamp() {
  const tools = ["@cdktf/provider-generator", "@cdktf/commons", "codemaker", "cdktf", "constructs", "typescript"];
  const hash = createHash("sha256");
  try {
    for (const tool of tools) hash.update(`${tool} ${require(`${tool}/package.json`).version}\0`);
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
  for (const file of ["generate.mjs", "lazy-blocks.mjs", "package.json", "schema.json", "tsconfig.json"]) {
    hash.update(`${read(file)}\0`);
  }
  return hash.digest("hex");
}

async function generate() {
  const work = mkdtempSync(join(here, ".work-"));
  try {
    await writeStock(work);
    writeLazy(work);
    for (const folder of ["stock", "lib"]) {
      writeFileSync(join(work, folder, ".stamp"), stamp);
      await putInPlace(work, folder);
    }
  } catch (error) {
    console.error(`The Scaleway bindings could not be generated: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeStock(work) {
  // The generator uses one small module of @cdktf/commons, and nothing of @cdktf/hcl2json. Both are slow to load, and
  // @cdktf/commons runs `terraform version` and reports a failure to HashiCorp.
  replaceModule("@cdktf/commons", require("@cdktf/commons/src/provider-schema"));
  replaceModule("@cdktf/hcl2json", {});
  // Deep import: the package's index loads jsii and jsii-pacmak, which are not needed.
  const { TerraformProviderGenerator } = require("@cdktf/provider-generator/lib/get/generator/provider-generator");
  const { CodeMaker } = require("codemaker");

  const { version, terraform } = JSON.parse(read("package.json"));
  const code = new CodeMaker();
  new TerraformProviderGenerator(code, JSON.parse(read("schema.json"))).generate({
    name: terraform.source.split("/").pop(),
    source: terraform.source,
    version: terraform.constraint,
  });
  await code.save(work);

  const tsconfig = {
    extends: "../tsconfig.json",
    compilerOptions: { rootDir: "providers/scaleway", outDir: "stock" },
    include: ["providers"],
    exclude: ["**/lazy-index.ts"],
  };
  writeFileSync(join(work, "tsconfig.json"), JSON.stringify(tsconfig));
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", work], { stdio: "inherit" });

  const header = `// Generated from schema.json (${terraform.source} ${version}). Do not edit.\n`;
  for (const file of readdirSync(join(work, "stock"), { recursive: true }).filter((name) =>
    /\.(js|d\.ts)$/.test(name),
  )) {
    const path = join(work, "stock", file);
    writeFileSync(path, header + readFileSync(path, "utf8"));
  }
}

function replaceModule(name, exports) {
  require.cache[require.resolve(name)] = { exports, loaded: true };
}

function writeLazy(work) {
  cpSync(join(work, "stock"), join(work, "lib"), { recursive: true });
  const { provider, resource_schemas, data_source_schemas } = Object.values(
    JSON.parse(read("schema.json")).provider_schemas,
  )[0];
  const bindings = [["provider", provider]];
  for (const [type, schema] of Object.entries(resource_schemas)) bindings.push([type.replace("scaleway_", ""), schema]);
  for (const [type, schema] of Object.entries(data_source_schemas)) bindings.push([`data_${type}`, schema]);

  for (const [name, { block }] of bindings) {
    const path = join(work, "lib", name.replaceAll("_", "-"), "index.js");
    try {
      writeFileSync(path, makeLazy(readFileSync(path, "utf8"), block));
    } catch (error) {
      const message = `${name}: ${error.message}. lazy-blocks.mjs must learn what the generator writes now.`;
      throw new Error(message, { cause: error });
    }
  }
}

/** Another run may do the same at the same moment: whichever comes first wins, and its result is as good. */
async function putInPlace(work, folder) {
  for (let attempt = 1; !isCurrent(folder); attempt++) {
    try {
      if (existsSync(join(here, folder))) renameSync(join(here, folder), join(work, `old-${folder}-${attempt}`));
      renameSync(join(work, folder), join(here, folder));
      return;
    } catch (error) {
      if (attempt === 10) throw error;
      await setTimeout(50);
    }
  }
}
