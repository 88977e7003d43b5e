// npm run image: the image of examples/first-container for the local Scaleway, in the local engine. Nothing is pushed.
import { readFileSync } from "node:fs";
import { connect } from "../packages/local-scaleway/src/engine/connect";
import { search } from "../packages/local-scaleway/src/engine/find-engine";
import { buildAnyImage } from "./host-node-image";

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
  try {
    console.log(await buildAnyImage(await connect(engine.endpoint), FOLDER, image));
  } catch (error) {
    fail((error as Error).message);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
