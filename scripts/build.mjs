// lib/ -> dist/, with the bindings copied in: a published package stands alone, without the workspace.
// dist-cdktn/ is the same package for cdktn: the names of the engine are replaced in its code, docs and examples.
// The command is bundled with what it needs but CDKTF: it starts a tenth faster.
// With --if-changed nothing is done while dist/ is of the same sources, nor where there is no compiler (npm ci --omit=dev).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import "../packages/provider-scaleway/generate.mjs";
import { LOCAL_PACKAGE, bundleLocalPackage, sourcesOfLocalPackage } from "./build-local.mjs";

const require = createRequire(import.meta.url);
const STAMP = "dist/.stamp";
const BINDINGS = "packages/provider-scaleway/lib";
const CDKTN_FOLDER = "dist-cdktn";
/** The oldest constructs that cdktn supports. cdktn has an upper limit of its own. */
const CDKTN_PEERS = { constructs: ">=10.6.0 <11" };
/** Fields of package.json that only this repository uses. */
const REPOSITORY_FIELDS = ["scripts", "workspaces", "devDependencies", "overrides", "allowScripts"];
/** Files that are the same in both packages: binary files, and text about the repository or about both engines. */
const KEPT =
  /\.png$|^LICENSE$|^(?:CONTRIBUTING|SECURITY)\.md$|^docs\/(?:cdktn|architecture)\.md$|^templates\/|^dist\/init\/engine\./;
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { name: packageName } = manifest;
const isOptional = process.argv.includes("--if-changed");
const compiler = findCompiler();
if (compiler !== undefined && existsSync(BINDINGS)) {
  const stamp = computeStamp();
  const isBuilt = existsSync(STAMP) && existsSync(`${LOCAL_PACKAGE}/dist`);
  if (!isOptional || !isBuilt || readFileSync(STAMP, "utf8") !== stamp) await build(stamp);
}

function findCompiler() {
  try {
    return join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  } catch (error) {
    if (isOptional) return undefined;
    throw error;
  }
}

/** A hash of all that the result depends on. */
function computeStamp() {
  const hash = createHash("sha256").update(require("typescript/package.json").version);
  const sources = readdirSync("lib", { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .sort();
  const others = [
    "scripts/build.mjs",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.build.json",
    `${BINDINGS}/.stamp`,
    ...sourcesOfLocalPackage(),
  ];
  for (const file of [...sources.map((source) => join("lib", source)), ...others]) {
    hash.update(`${file}\0${readFileSync(file, "utf8")}\0`);
  }
  return hash.digest("hex");
}

async function build(stamp) {
  rmSync("dist", { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });
  let lazy = 0;
  for (const file of readdirSync("dist", { recursive: true }).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    const path = join("dist", file);
    const up = relative(dirname(path), join("dist", "bindings")).split(sep).join("/");
    const relocated = readFileSync(path, "utf8").replaceAll(
      /(["'])@cdktf\/provider-scaleway\/lib\/([\w-]+)\1/g,
      (_, quote, binding) =>
        path.endsWith(".js")
          ? `${quote}${up.startsWith(".") ? up : `./${up}`}/${binding}/index${quote}`
          : // Declarations use the public name, which the API reports show.
            `${quote}${packageName}/provider/${binding}${quote}`,
    );
    const written = path.endsWith(".js") ? makeLazy(relocated) : relocated;
    if (written !== relocated) lazy++;
    writeFileSync(path, written);
  }
  if (lazy === 0) throw new Error("No module is loaded lazily: the compiler writes its imports in another way now.");
  cpSync(BINDINGS, "dist/bindings", { recursive: true, filter: (file) => !file.endsWith(".stamp") });
  writeCdktnPackage();
  await Promise.all([
    bundle("dist", "cdktf"),
    bundle(join(CDKTN_FOLDER, "dist"), "cdktn"),
    bundleLocalPackage(await import("esbuild")),
  ]);
  writeFileSync(STAMP, stamp);
}

/** Writes the package for cdktn from dist/, before the command is bundled. */
function writeCdktnPackage() {
  rmSync(CDKTN_FOLDER, { recursive: true, force: true });
  const { withEngineNames } = require("../dist/init/engine.js");
  for (const entry of [...manifest.files.filter((file) => !file.startsWith("!")), "README.md", "LICENSE"]) {
    const isFile = (path) => !statSync(path).isDirectory();
    const files = isFile(entry) ? [""] : readdirSync(entry, { recursive: true });
    for (const path of files.map((file) => join(entry, file)).filter(isFile)) {
      const target = join(CDKTN_FOLDER, path);
      mkdirSync(dirname(target), { recursive: true });
      if (KEPT.test(path.split(sep).join("/"))) cpSync(path, target);
      else writeFileSync(target, withEngineNames(readFileSync(path, "utf8"), "cdktn"));
    }
  }
  writeFileSync(join(CDKTN_FOLDER, "package.json"), `${JSON.stringify(cdktnManifest(withEngineNames), null, 2)}\n`);
}

function cdktnManifest(withEngineNames) {
  const published = { ...manifest, peerDependencies: { cdktf: `^${manifest.devDependencies.cdktf}`, ...CDKTN_PEERS } };
  for (const field of REPOSITORY_FIELDS) delete published[field];
  return JSON.parse(withEngineNames(JSON.stringify(published, null, 2), "cdktn"));
}

async function bundle(folder, engine) {
  const file = join(folder, "cli", "main.js");
  const esbuild = await import("esbuild");
  // zod's messages in sixty languages, of which it has the English ones from elsewhere.
  const withoutLocales = {
    name: "without-locales",
    setup: ({ onLoad }) => onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.cjs$/ }, () => ({ contents: "" })),
  };
  const { metafile } = await esbuild.build({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    minifyWhitespace: true,
    platform: "node",
    target: "node20",
    external: [engine, "constructs", "undici"],
    plugins: [withoutLocales],
    metafile: true,
    logLevel: "warning",
  });
  chmodSync(file, 0o755);
  const packages = Object.keys(metafile.inputs).map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
  const licenses = [...new Set(packages.filter(Boolean))].sort().map((name) => {
    const license = readdirSync(`node_modules/${name}`).find((entry) => /^licen[sc]e/i.test(entry));
    return `${name}\n\n${readFileSync(`node_modules/${name}/${license}`, "utf8")}`;
  });
  writeFileSync(join(folder, "cli", "LICENSES.txt"), `What main.js holds of others:\n\n${licenses.join("\n\n")}`);
}

/** A program uses few of the modules, and loading them all takes as long as synthesizing a stack: each is loaded at first use. */
function makeLazy(source) {
  return source.replaceAll(/^(?:const|var) (\w+) = require\(("\.[^"]*")\);$/gm, (_, name, module) => {
    const used = new Set(Array.from(source.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "g")), ([, member]) => member));
    const getters = [...used].map((member) => `get ${member}() { return (loaded ??= require(${module})).${member}; }`);
    return `const ${name} = ((loaded) => ({ ${getters.join(", ")} }))();`;
  });
}
