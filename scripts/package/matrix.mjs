// npm run package:check -- --all: installs the packages with npm, and uses other versions of TypeScript and Node.js.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { run, shell } from "./consumer.mjs";

/** The oldest supported version, and the newest of each later major version. */
const TYPESCRIPT = ["5.0", "6", "7"];
/** The oldest supported version, and the newest of each later LTS line. */
const NODE = ["20.19.0", "22", "24"];
/** The packages that users install beside each package. cdktn 0.24 does not accept constructs 10.8. */
const PEERS = { cdktf: ["cdktf", "constructs"], cdktn: ["cdktn", "constructs@10.7"] };
/** cdktn-cli requires at least this version. */
const CLI_NODE = { cdktf: "20.19.0", cdktn: "22" };

export async function checkInstallations(tarballs, newConsumer) {
  const folder = mkdtempSync(join(tmpdir(), "check-installation-"));
  try {
    for (const engine of ["cdktf", "cdktn"]) {
      await checkVersions(folder, await newConsumer(tarballs[engine], engine));
      await checkInstallation(folder, engine, tarballs);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkVersions(folder, consumer) {
  for (const version of TYPESCRIPT) {
    consumer.typescript = await install(folder, "typescript", version);
    report(consumer.engine, `TypeScript ${version}`);
    await consumer.checkStrictTypes();
    await consumer.compile();
  }
  for (const version of NODE) {
    const node = await nodeProgram(folder, version);
    report(consumer.engine, `Node.js ${await run(node, ["--version"])}`);
    await consumer.checkPrograms(node);
    await consumer.checkManifests(node);
  }
}

/** Installs the package with its peers, and then a new project with its CLI, as users do. */
async function checkInstallation(folder, engine, { [engine]: tarball, local }) {
  const user = join(folder, `${engine}-user`);
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), "{}");
  await npm(user, ["install", tarball, ...PEERS[engine]]);
  report(engine, `npm install with ${PEERS[engine].join(" and ")}`);
  await npm(user, ["install", "--save-dev", local]);
  await run("npx", ["scw-containers", "local", "--", "node", "--version"], { cwd: user, shell });
  report(engine, "npm install with local-scaleway");
  await run("npx", ["scw-containers", "init", "shop", "--ci", "none"], { cwd: user, shell });
  // Elsewhere, so that it does not find the packages of the other project.
  const shop = join(folder, `${engine}-shop`);
  cpSync(join(user, "shop"), shop, { recursive: true });
  cpSync(tarball, join(shop, basename(tarball)));
  const node = await nodeProgram(folder, CLI_NODE[engine]);
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter), CI: "true" };
  const quiet = { CHECKPOINT_DISABLE: "1", DISABLE_VERSION_CHECK: "1", TERRAFORM_BINARY_NAME: "true" };
  await npm(shop, ["install", `./${basename(tarball)}`], { ...env, NPM_CONFIG_ENGINE_STRICT: "true" });
  for (const script of ["test", "typecheck", "synth"]) {
    await run("npm", ["run", script], { cwd: shop, env: { ...env, ...quiet }, shell });
  }
  const { resource } = JSON.parse(readFileSync(join(shop, "cdktf.out/stacks/shop/cdk.tf.json"), "utf8"));
  if (resource.scaleway_container === undefined) throw new Error(`The new project for ${engine} has no container.`);
  report(engine, "a new project with the CLI");
}

async function nodeProgram(folder, version) {
  return join(await install(folder, "node", version), "bin", "node");
}

/** Installs one version of a tool from npm, once, and returns its folder. */
async function install(folder, name, version) {
  const target = join(folder, `${name}-${version}`);
  await npm(folder, ["install", "--prefix", target, `${name}@${version}`]);
  return join(target, "node_modules", name);
}

function npm(cwd, args, env = process.env) {
  return run("npm", [...args, "--no-audit", "--no-fund"], { cwd, env, shell });
}

function report(engine, text) {
  console.log(`${engine}: ${text.trim()}`);
}
