import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const LINKED_COMMAND = "scw-containers";

/** Links the packages of this clone, and the clone itself, into a project, as `npm install` would install them. */
export function linkPackages(clone: string, project: string): void {
  const source = join(clone, "node_modules");
  const target = join(project, "node_modules");
  mkdirSync(join(target, ".bin"), { recursive: true });
  const link = (name: string): void => {
    symlinkSync(join(source, name), join(target, name));
  };
  for (const name of readdirSync(source)) {
    if (name !== ".bin" && name !== ".package-lock.json") link(name);
  }
  for (const name of readdirSync(join(source, ".bin"))) if (name !== LINKED_COMMAND) link(`.bin/${name}`);
  symlinkSync(join(clone, "dist/cli/main.js"), join(target, ".bin", LINKED_COMMAND));
  symlinkSync(clone, join(target, "cdktf-scaleway-containers"));
}
