// The command `docker build` of the tutorial. If the base image cannot be pulled, the node of this machine is used instead.
import { connect } from "../../packages/local-scaleway/src/engine/connect";
import { search } from "../../packages/local-scaleway/src/engine/find-engine";
import { buildAnyImage } from "../host-node-image";

void main(process.argv.slice(2).join(" "));

async function main(command: string): Promise<void> {
  const [, tag, directory] = /^build .*--tag (\S+) (\S+)$/.exec(command) ?? [];
  const engine = await search(process.env);
  if (tag === undefined || directory === undefined || typeof engine === "string") {
    throw new Error(`docker ${command}: ${typeof engine === "string" ? engine : "is not supported here."}`);
  }
  console.log(await buildAnyImage(await connect(engine.endpoint), directory, tag));
}
