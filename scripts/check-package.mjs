// npm run package:check: packs both packages, and local-scaleway, and uses them as separate projects would: metadata, declarations under each
// module resolution and in a strict project without @types/node, examples with the output that is committed beside them,
// the testing entry, the command, a local Scaleway, and new projects that pass their tests. With --all, it also installs the packages as users
// do, and uses other versions of TypeScript and Node.js.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { checkInstallations } from "./package/matrix.mjs";
import { Consumer, run, shell } from "./package/consumer.mjs";
import { checkLocal } from "./package/local.mjs";
import { EXAMPLES } from "./package/sources.mjs";

const FOLDERS = { cdktf: ".", cdktn: "dist-cdktn", local: "packages/local-scaleway" };
/** In bytes. A third is the bindings, a third the bundled command, the rest the library, documentation and examples. */
const MAX_TARBALL_SIZES = { cdktf: 1_750_000, cdktn: 1_750_000, local: 150_000 };
const packed = mkdtempSync(join(tmpdir(), "check-package-"));
const consumers = [];

try {
  const tarballs = { cdktf: await pack("cdktf"), cdktn: await pack("cdktn"), local: await pack("local") };
  const results = await Promise.allSettled([checkAll(tarballs, "cdktf"), checkAll(tarballs, "cdktn")]);
  for (const { status, reason } of results) if (status === "rejected") throw reason;
  for (const constructs of ["constructs-oldest", "constructs-newest"])
    await checkConstructs(tarballs.cdktf, constructs);
  if (process.argv.includes("--all")) await checkInstallations(tarballs, newConsumer);
  console.log(`Both packages work: ${EXAMPLES.length} examples, the manifests and the new projects.`);
} catch (error) {
  console.error(`The package does not work: ${[error.stdout, error.stderr].filter(Boolean).join("\n") || error.stack}`);
  process.exitCode = 1;
} finally {
  for (const consumer of consumers) consumer.remove();
  rmSync(packed, { recursive: true, force: true });
}

async function pack(name) {
  const options = ["--ignore-scripts", "--silent", "--pack-destination", packed];
  const file = await run("npm", ["pack", resolve(FOLDERS[name]), ...options], { shell });
  const tarball = join(packed, file.trim());
  const { size } = statSync(tarball);
  const limit = MAX_TARBALL_SIZES[name];
  if (size > limit) throw new Error(`${tarball} has ${size} bytes. The limit is ${limit}.`);
  return tarball;
}

async function checkAll(tarballs, engine) {
  await lint(tarballs[engine]);
  const consumer = await newConsumer(tarballs[engine], engine);
  // Both packages have the same layout.
  if (engine === "cdktf") await consumer.checkResolutions();
  await consumer.checkStrictTypes();
  await consumer.compile();
  await consumer.checkPrograms();
  await consumer.checkManifests();
  const { version } = JSON.parse(readFileSync(`${FOLDERS.local}/package.json`, "utf8"));
  await checkLocal(consumer, tarballs.local, version);
  await consumer.checkNewProjects();
}

/** Uses the package with another version of constructs. */
async function checkConstructs(tarball, constructs) {
  const consumer = await newConsumer(tarball, "cdktf", { constructs });
  await consumer.compile();
  await consumer.checkPrograms();
}

async function newConsumer(tarball, engine, options) {
  const consumer = new Consumer(engine, options);
  consumers.push(consumer);
  await consumer.install(tarball);
  return consumer;
}

/** No message of publint is ignored, and no rule of "Are the types wrong?". */
async function lint(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: readFileSync(tarball) }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
  const attw = resolve("node_modules/@arethetypeswrong/cli/dist/index.js");
  const options = ["--format", "ascii", "--no-color", "--include-entrypoints", "provider/container"];
  await run(process.execPath, [attw, tarball, ...options]);
}
