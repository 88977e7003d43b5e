import type Docker from "dockerode";
import type { Endpoint } from "./endpoints";

/** dockerode reads the variables of Docker for options that are absent. */
const NONE = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
};

/** A client of an engine. It is loaded late: it needs a fifth of a second. */
export async function connect(endpoint: Endpoint): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client({ ...NONE, ...endpoint });
}
