import { accessSync, constants } from "node:fs";
import { once } from "node:events";
import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { DockerEngine, type EngineOptions } from "./docker-engine";
import { EndpointError, findEndpoints, type Endpoint } from "./endpoints";
import type { Engine } from "./engine";
import { codeOf } from "./engine-errors";
import type { Facts } from "./facts";

/** `docker` is any engine with Docker's API; `auto` is `docker` or, if there is none, `none`. */
export const ENGINE_CHOICES = ["auto", "docker", "none"] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** An engine, or one line that says what is missing and how to get it. Neither with the choice `none`. */
export interface EngineSearch {
  readonly engine?: Engine;
  readonly missing?: string;
}

/** The user asked for an engine, and there is none. */
export class EngineMissingError extends Error {}

const ANSWER_TIMEOUT_MS = 10_000;
const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "Install Docker (https://docs.docker.com/engine/install/) or podman",
  darwin: "Install Docker Desktop, colima (brew install colima docker) or podman",
};
const START: Readonly<Record<"docker" | "podman", Readonly<Partial<Record<NodeJS.Platform, string>>>>> = {
  docker: { linux: "Run sudo systemctl start docker", darwin: "Start Docker Desktop, or run colima start" },
  podman: { linux: "Run systemctl --user enable --now podman.socket", darwin: "Run podman machine start" },
};

/**
 * Looks for an engine that answers.
 * @throws EngineMissingError if there is none, and the choice is `docker`
 */
export async function findEngine(choice: EngineChoice, options: EngineOptions): Promise<EngineSearch> {
  if (choice === "none") return {};
  const found = await search(options.environment);
  if (typeof found !== "string") return { engine: new DockerEngine(found.endpoint, found.facts, options) };
  if (choice === "docker") throw new EngineMissingError(found);
  return { missing: `Containers do not run. ${found}` };
}

/** The first engine that answers, or what is missing. */
export async function search(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly endpoint: Endpoint; readonly facts: Facts } | string> {
  try {
    const { source, endpoints } = findEndpoints(environment);
    const problems: string[] = [];
    for (const endpoint of endpoints) {
      try {
        const facts = await askFacts(endpoint);
        if (facts.info.OSType === "linux") return { endpoint, facts };
        problems.push(`${nameOf(endpoint)}: the engine runs Windows containers. Switch it to Linux containers.`);
      } catch (error) {
        problems.push(describe(endpoint, source, error));
      }
    }
    // A socket without an engine is often left from a previous run.
    return problems.find((problem) => !problem.includes(NOT_RUNNING)) ?? problems[0] ?? noSocket(environment);
  } catch (error) {
    if (error instanceof EndpointError) return error.message;
    throw error;
  }
}

const NOT_RUNNING = "no engine answers";

function describe(endpoint: Endpoint, source: string | undefined, error: unknown): string {
  const place = source === undefined ? nameOf(endpoint) : `${nameOf(endpoint)} (${source})`;
  const code = codeOf(error);
  const tool = "socketPath" in endpoint && endpoint.socketPath.includes("podman") ? "podman" : "docker";
  if (code === "EACCES" || code === "EPERM") {
    const remedy = tool === "podman" ? START.podman.linux : "Run sudo usermod -aG docker $USER, and log in again";
    return `${place}: permission denied. ${remedy}.`;
  }
  if (["ECONNREFUSED", "ENOENT", "ENOTFOUND", "EAI_AGAIN"].includes(code)) {
    return `${place}: ${NOT_RUNNING}. ${START[tool][process.platform] ?? "Start the engine"}.`;
  }
  if (code === "ABORT_ERR")
    return `${place}: did not answer in ${ANSWER_TIMEOUT_MS / 1000} seconds. Restart the engine.`;
  return `${place}: is not an engine with Docker's API${code === "" ? "" : ` (${code})`}. Check the address.`;
}

function noSocket({ PATH: path = "" }: NodeJS.ProcessEnv): string {
  const isInstalled = (program: string) => path.split(delimiter).some((folder) => isExecutable(join(folder, program)));
  const { platform } = process;
  if (isInstalled("docker")) return `Docker is not running. ${START.docker[platform] ?? "Start Docker"}.`;
  if (isInstalled("podman")) return `The API of podman is not running. ${START.podman[platform] ?? "Start podman"}.`;
  return `No container engine is installed. ${INSTALL[platform] ?? "Install Docker"}.`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function nameOf(endpoint: Endpoint): string {
  return "socketPath" in endpoint ? endpoint.socketPath : `tcp://${endpoint.host}:${endpoint.port}`;
}

async function askFacts(endpoint: Endpoint): Promise<Facts> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const ask = (path: string) => get({ ...endpoint, path, signal });
  const [version, info, network] = await Promise.all([ask("/version"), ask("/info"), ask("/networks/bridge")]);
  return { version, info, network } as Facts;
}

/** The JSON answer of an engine; dockerode is only loaded for an engine that answers. */
async function get({ protocol, ...options }: RequestOptions): Promise<unknown> {
  const sent = (protocol === "https" ? requestHttps : requestHttp)(options).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const body = await text(response);
  return response.statusCode === 200 ? JSON.parse(body) : undefined;
}
