// lib/ -> dist/, with the bindings copied in: a published package stands alone, without the workspace.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });

for (const file of readdirSync("dist", { recursive: true }).filter((name) => /\.(js|d\.ts)$/.test(name))) {
  const path = join("dist", file);
  const up = relative(dirname(path), join("dist", "bindings")).split(sep).join("/");
  const relocated = readFileSync(path, "utf8").replaceAll(
    /(["'])@cdktf\/provider-scaleway\/lib\/([\w-]+)\1/g,
    (_, quote, binding) => `${quote}${up.startsWith(".") ? up : `./${up}`}/${binding}/index${quote}`,
  );
  writeFileSync(path, relocated);
}
cpSync("packages/provider-scaleway/lib", "dist/bindings", {
  recursive: true,
  filter: (file) => !file.endsWith(".stamp"),
});
