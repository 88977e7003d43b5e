// Refreshes schema.json from a release of the provider: npm run schema:update [-- VERSION], the newest without VERSION.
// With --print as VERSION, prints the whole schema of the newest release, and changes nothing.
// Which resources and data sources it holds stands in package.json under "terraform". Needs Terraform and a network.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const read = (file) => readFileSync(join(here, file), "utf8");
const { terraform: pinned } = JSON.parse(read("package.json"));
const work = mkdtempSync(join(tmpdir(), "schema-update-"));
try {
  if (process.argv[2] === "--print") {
    console.log(JSON.stringify(readSchema(undefined).schema));
  } else {
    const version = update(process.argv[2]);
    console.log(
      `schema.json is that of ${pinned.source} ${version}. Next: npm install, npm test, facts.json (see README.md).`,
    );
  }
} catch (error) {
  console.error(`schema:update changed nothing: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function update(wanted) {
  if (wanted !== undefined && !/^\d+\.\d+\.\d+$/.test(wanted)) throw new Error(`${wanted} is no version like 2.81.0.`);
  const { provider, version, schema } = readSchema(wanted);
  const { format_version, provider_schemas } = schema;
  const cut = { format_version, provider_schemas: { [provider]: cutProvider(provider_schemas[provider], version) } };

  const [major, minor] = version.split(".");
  // All is computed before anything is written.
  const files = {
    "schema.json": JSON.stringify(tidy(cut), null, 1),
    "package.json": edit("package.json", [
      [/(?<="version": ")[^"]+/, version],
      [/(?<="constraint": ")[^"]+/, `~> ${major}.${minor}`],
    ]),
    "README.md": edit("README.md", [
      [/(?<=`schema\.json`: version )\S+(?=, read )/, version],
      [/(?<=`schema\.json`: version \S+, read )\d{4}-\d{2}/, new Date().toISOString().slice(0, 7)],
    ]),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(here, file), text);
  return version;
}

/** The whole schema of a release, or of the newest one. */
function readSchema(wanted) {
  const required = { scaleway: { source: pinned.source, ...(wanted && { version: wanted }) } };
  writeFileSync(join(work, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
  runTerraform("init", "-backend=false", "-input=false", "-no-color");
  const { provider_selections: selected } = JSON.parse(runTerraform("version", "-json"));
  const [[provider, version]] = Object.entries(selected);
  return { provider, version, schema: JSON.parse(runTerraform("providers", "schema", "-json")) };
}

function runTerraform(...args) {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const options = { cwd: work, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 };
  try {
    return execFileSync("terraform", args, options);
  } catch (error) {
    const said = String(error.stderr)
      .replaceAll(/[\s│╷╵]+/g, " ")
      .trim();
    const message =
      error.code === "ENOENT"
        ? "Terraform is needed, and is not installed."
        : `terraform ${args[0]} failed (it needs a network): ${said || error.message}`;
    throw new Error(message, { cause: error });
  }
}

function cutProvider(full, version) {
  const lists = {
    resource_schemas: pinned.resources,
    data_source_schemas: pinned.dataSources,
    ephemeral_resource_schemas: pinned.ephemeralResources,
  };
  const gone = Object.entries(lists).flatMap(([kind, names]) => names.filter((name) => !full[kind]?.[name]));
  if (gone.length > 0)
    throw new Error(`version ${version} has no ${gone.join(", ")}: see "terraform" in package.json.`);
  const cut = { provider: full.provider };
  for (const [kind, names] of Object.entries(lists)) {
    cut[kind] = Object.fromEntries(names.map((name) => [name, full[kind][name]]));
  }
  return cut;
}

/** Sorted keys, so that a diff shows changes only, and no prose. What an attribute's type lists are names, not prose. */
function tidy(value, inType = false) {
  if (Array.isArray(value)) return value.map((item) => tidy(item, inType));
  if (typeof value !== "object" || value === null) return value;
  const isProse = (key) => ["description", "description_kind", "deprecation_message"].includes(key);
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => inType || !(isProse(key) && typeof value[key] === "string"))
      .sort()
      .map((key) => [key, tidy(value[key], inType || (key === "type" && Array.isArray(value[key])))]),
  );
}

function edit(file, changes) {
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`${file} has nothing that matches ${pattern}.`);
    return text.replace(pattern, replacement);
  }, read(file));
}
