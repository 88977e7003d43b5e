// A server that is killed while it runs and creates instances: node --import tsx start-and-hang.ts OWNER
import { findEngine } from "../../src/engine/find-engine";
import { NODE_IMAGE } from "./node-image";

void main();

async function main(): Promise<void> {
  const { engine } = await findEngine("docker", { owner: process.argv[2] ?? "", environment: process.env });
  const start = () =>
    engine?.start({
      containerId: "",
      name: "killed",
      image: NODE_IMAGE,
      user: undefined,
      command: [],
      args: [],
      environment: { PORT: "8080" },
      port: 8080,
      memoryBytes: 128_000_000,
      milliCpu: 1000,
      localStorageBytes: 1e9,
      onLine: () => undefined,
    });
  await start();
  for (let count = 0; count < 3; count++) void start();
  console.log("started");
  setInterval(() => undefined, 1000);
}
