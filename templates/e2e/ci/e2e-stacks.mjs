// Copies the synthesized stacks to .e2e/stacks, and prints the directories of the copies in the order of their dependencies.
// The state of a copy is a local file in its directory: the test must not read or change the states of the stacks.
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

const stacks = readJson("cdktf.out/manifest.json").stacks;
const backends = Object.entries(stacks).map(([name, { workingDirectory }]) => {
  const { backend = {} } = readJson(`cdktf.out/${workingDirectory}/cdk.tf.json`).terraform ?? {};
  return { name, ...backend };
});
for (const { workingDirectory } of Object.values(stacks))
  copy(`cdktf.out/${workingDirectory}`, `.e2e/${workingDirectory}`);
for (const name of sorted(Object.keys(stacks))) console.log(`.e2e/${stacks[name].workingDirectory}`);

function copy(source, target) {
  // Terraform keeps the backend of an earlier run in .terraform.
  const filter = (path) => !/^(\.terraform|terraform\.tfstate.*)$/.test(basename(path));
  cpSync(source, target, { recursive: true, filter });
  for (const file of readdirSync(target).filter((name) => name.endsWith(".tf.json"))) {
    const configuration = readJson(`${target}/${file}`);
    delete configuration.terraform?.backend;
    delete configuration.terraform?.cloud;
    for (const remote of Object.values(configuration.data?.terraform_remote_state ?? {})) {
      const other = backends.find((backend) => contains(backend[remote.backend], remote.config));
      if (other === undefined) continue;
      remote.backend = "local";
      remote.config = { path: `../../${stacks[other.name].workingDirectory}/terraform.tfstate` };
    }
    writeFileSync(`${target}/${file}`, JSON.stringify(configuration, null, 2));
  }
}

/** Whether a backend has all settings of a remote state, which has no settings of locks. */
function contains(backend, config = {}) {
  return (
    backend !== undefined &&
    Object.entries(config).every(([key, value]) => JSON.stringify(backend[key]) === JSON.stringify(value))
  );
}

function sorted(names, done = new Set()) {
  for (const name of names) {
    if (done.has(name)) continue;
    sorted(stacks[name].dependencies ?? [], done);
    done.add(name);
  }
  return done;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
