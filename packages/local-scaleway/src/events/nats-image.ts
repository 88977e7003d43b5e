import { forward } from "../engine/bridge";
import type { Engine } from "../engine/engine";
import type { NatsProcess } from "./nats-process";

/** Where programs of PATH are missing. It has a shell, which the image `nats` has not. */
const IMAGE = "docker.io/library/nats:2-alpine";
const PORT = 4222;
const FOLDER = "/tmp/nats";
/** Writes the configuration, which a variable contains: instances have no files of this machine. */
const SCRIPT = `mkdir -p ${FOLDER} && printf %s "$CONFIGURATION" > ${FOLDER}/nats.conf && exec nats-server -c ${FOLDER}/nats.conf`;
const MEMORY_BYTES = 256_000_000;
const STORAGE_BYTES = 1_000_000_000;

/** The place of the server in its instance. */
export const IMAGE_PLACE = { listen: `0.0.0.0:${PORT}`, folder: FOLDER } as const;

/**
 * Starts the image of NATS, and passes connections on from a port of this machine.
 * @throws DeploymentError if the image cannot be used
 */
export async function startNatsImage(engine: Engine, configuration: string, port: number): Promise<NatsProcess> {
  let message = "";
  const instance = await engine.start({
    containerId: "",
    name: "nats",
    image: await engine.prepare(IMAGE, new AbortController().signal),
    user: undefined,
    command: ["sh", "-c", SCRIPT],
    args: [],
    environment: { CONFIGURATION: configuration },
    port: PORT,
    memoryBytes: MEMORY_BYTES,
    milliCpu: 1000,
    localStorageBytes: STORAGE_BYTES,
    onLine: ({ text }) => {
      message = text;
    },
  });
  const { close } = await forward({ host: "127.0.0.1", port }, instance);
  return {
    exited: instance.exited.then(() => message),
    stop: async () => {
      close();
      await instance.stop();
    },
  };
}
