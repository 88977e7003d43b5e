// packages/local-scaleway/src -> packages/local-scaleway/dist, with the limits of lib/facts in it: both sides of the API use the same.
// The files of the page are copied.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export const LOCAL_PACKAGE = "packages/local-scaleway";

export function sourcesOfLocalPackage() {
  const sources = readdirSync(join(LOCAL_PACKAGE, "src"), { recursive: true }).filter((file) => /\.\w+$/.test(file));
  return ["scripts/build-local.mjs", ...sources.sort().map((source) => join(LOCAL_PACKAGE, "src", source))];
}

export async function bundleLocalPackage(esbuild) {
  await esbuild.build({
    entryPoints: [join(LOCAL_PACKAGE, "src", "index.ts")],
    outfile: join(LOCAL_PACKAGE, "dist", "index.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const browser = join(LOCAL_PACKAGE, "dist", "browser");
  rmSync(browser, { recursive: true, force: true });
  cpSync(join(LOCAL_PACKAGE, "src", "page", "browser"), browser, { recursive: true });
}
