// The images of the containers: the node of this machine with the programs of ./app, and one for another platform.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// By require: tsx cannot import modules with lazy dependencies.
const require = createRequire(import.meta.url);
const { connect } = require("../../packages/local-scaleway/src/engine/connect.ts");
const { search } = require("../../packages/local-scaleway/src/engine/find-engine.ts");
const { OWNER_LABEL } = require("../../packages/local-scaleway/src/engine/instance-options.ts");
const { buildHostNodeImage, buildImage } = require("../host-node-image.ts");

const REPOSITORY = "rg.fr-par.scw.cloud/scw-local-e2e";
export const APP_IMAGE = `${REPOSITORY}/app:v1`;
export const ARM_IMAGE = `${REPOSITORY}/app:arm64`;
/** No registry has this port. */
export const MISSING_IMAGE = "localhost:1/shop/api:v1";

export class Images {
  /** The engine's images; a text if there is no engine. */
  static async build() {
    const engine = await search(process.env);
    if (typeof engine === "string") return engine;
    if (process.platform !== "linux" || process.arch !== "x64") return "the images need Linux on x64.";
    const images = new Images();
    images.docker = await connect(engine.endpoint);
    await buildHostNodeImage(images.docker, "scripts/e2e/app", APP_IMAGE);
    await images.buildForArm();
    return images;
  }

  /** The IDs of a server's instances. */
  async instances({ owner }) {
    const label = [`${OWNER_LABEL}=${owner}`];
    const containers = await this.docker.listContainers({ all: true, filters: { label } });
    return containers.map(({ Id }) => Id).sort();
  }

  async remove() {
    for (const image of [APP_IMAGE, ARM_IMAGE]) await this.docker.getImage(image).remove({ force: true });
  }

  async buildForArm() {
    const folder = mkdtempSync(join(tmpdir(), "e2e-image-"));
    try {
      writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
      await buildImage(this.docker, folder, ARM_IMAGE, "linux/arm64");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
