// scw-containers local in a separate project, without and with the package local-scaleway.
import { match, ok } from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { run, shell } from "./consumer.mjs";

const URL_PROGRAM = "process.stdout.write(process.env.SCW_API_URL)";

/** Runs a command with the local Scaleway, after the command has said how to install its package. */
export async function checkLocal(consumer, tarball, version) {
  const missing = await runLocal(consumer).catch((error) => error);
  ok(
    missing.stderr?.includes(`local-scaleway-${version}.tgz`),
    missing.stderr ?? "local-scaleway is already installed",
  );
  const { dependencies } = await consumer.unpack(tarball, "local-scaleway");
  // npm installs some dependencies beside the package.
  const places = ["packages/local-scaleway/node_modules", "node_modules"];
  for (const other of Object.keys(dependencies)) {
    consumer.link(other, places.map((place) => resolve(place, other)).find(existsSync));
  }
  match(await runLocal(consumer), /^http:\/\/127\.0\.0\.1:\d+$/);
  rmSync(join(consumer.modules, "local-scaleway"), { recursive: true });
}

function runLocal({ folder: cwd }) {
  return run("npx", ["--no", "scw-containers", "local", "--engine", "none", "--", "node", "-e", URL_PROGRAM], {
    cwd,
    shell,
  });
}
