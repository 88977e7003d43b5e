// npm run image: the image of examples/first-container for the local Scaleway, in the local engine. Nothing is pushed.
import { readFileSync } from "node:fs";
import { connect } from "../packages/local-scaleway/src/engine/connect";
import { search } from "../packages/local-scaleway/src/engine/find-engine";
import { buildHostNodeImage, buildImage } from "./host-node-image";

const EXAMPLE = "examples/first-container";
const FOLDER = `${EXAMPLE}/api`;

void main();

async function main(): Promise<void> {
  const engine = await search(process.env);
  if (typeof engine === "string") {
    fail(engine);
    return;
  }
  const [, image = ""] = /fromRegistry\("(.+)"\)/.exec(readFileSync(`${EXAMPLE}/main.ts`, "utf8")) ?? [];
  const docker = await connect(engine.endpoint);
  try {
    await buildImage(docker, FOLDER, image);
    console.log(`Built ${image} from ${FOLDER}/Dockerfile.`);
  } catch (error) {
    const reason = (error as Error).message;
    if (process.platform !== "linux" || process.arch !== "x64") {
      fail(`${FOLDER}/Dockerfile: cannot be built: ${reason}`);
      return;
    }
    await buildHostNodeImage(docker, FOLDER, image);
    console.log(`${FOLDER}/Dockerfile: cannot be built: ${reason}`);
    console.log(`Built ${image} from the node of this machine instead.`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
