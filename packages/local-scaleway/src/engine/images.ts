import { addAbortSignal, type Readable } from "node:stream";
import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { fullReference, partsOf, splitRegistry } from "../../../../lib/base/image-reference";
import { DeploymentError } from "./engine";
import { engineReason, statusOf } from "./engine-errors";
import type { PullEvent, Pulls } from "./pulls";

const PLATFORM = "linux/amd64";
/** Scaleway's text for an image that it cannot deploy. The reason is ours. */
const INTERNAL_ERROR =
  "An internal error occurred while deploying the Serverless Container. Please retry or contact support if the problem persists.";
const PROBLEMS: readonly (readonly [pattern: RegExp, kind: "denied" | "missing" | "unreachable"])[] = [
  [/unauthorized|denied|authentication required|forbidden|\b40[13]\b/i, "denied"],
  [/manifest unknown|not found|name unknown|does not exist|\b404\b/i, "missing"],
  [
    /no such host|dial tcp|connection re(fused|set)|time(d )?out|unreachable|temporary failure|\bEOF\b|proxyconnect/i,
    "unreachable",
  ],
];

/** Finds the image on this machine, or pulls it with the user's Docker login, and returns its ID. */
export async function prepareImage(
  docker: Docker,
  image: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  pulls: Pulls,
): Promise<string> {
  const { name } = partsOf(image);
  if (name === undefined) throw new DeploymentError(`${image.slice(0, 300)}: is not a valid image reference.`);
  // With the registry, so that podman does not search others.
  const reference = fullReference(image);
  let found = await inspect(docker, reference);
  if (found === undefined) {
    await pulls.watch(image, (onEvent) => pull(docker, image, environment, signal, onEvent));
    found = await inspect(docker, reference);
  }
  if (found === undefined) throw new DeploymentError(`${image}: was removed from this machine. Deploy again.`);
  const platform = `${found.Os}/${found.Architecture}`;
  if (platform === PLATFORM) return found.Id;
  const reason = `${image}: is built for ${platform}, and Scaleway runs ${PLATFORM}.`;
  throw new DeploymentError(`${INTERNAL_ERROR} ${reason} Build it with docker build --platform ${PLATFORM}.`);
}

async function inspect(docker: Docker, reference: string): Promise<Docker.ImageInspectInfo | undefined> {
  try {
    return await docker.getImage(reference).inspect();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw new DeploymentError(`${reference}: ${engineReason(error)}`);
  }
}

async function pull(
  docker: Docker,
  image: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  onEvent: (event: PullEvent) => void,
): Promise<void> {
  const { registry, repository } = splitRegistry(partsOf(image).name ?? "");
  const { authconfig, problem } = await findLogin(registry, repository, environment);
  const error = await pullError(docker, fullReference(image), authconfig, signal, onEvent);
  signal.throwIfAborted();
  if (error === undefined) return;
  const build = `Build it: docker build --platform ${PLATFORM} -t ${image} .`;
  const login = problem ?? `Or log in: docker login ${registry}`;
  switch (PROBLEMS.find(([pattern]) => pattern.test(error))?.[1]) {
    case "denied":
      throw new DeploymentError(`${image}: is not on this machine, and ${registry} denies access. ${build} ${login}`);
    case "missing":
      throw new DeploymentError(`${image}: is neither on this machine nor in the registry. ${build}`);
    case "unreachable":
      throw new DeploymentError(`${image}: is not on this machine, and ${registry} is not reachable. ${build}`);
    default:
      throw new DeploymentError(`${image}: is not on this machine, and cannot be pulled: ${error}. ${build}`);
  }
}

/** Pulls an image, and returns the engine's error. */
async function pullError(
  docker: Docker,
  reference: string,
  authconfig: Auth | undefined,
  signal: AbortSignal,
  onEvent: (event: PullEvent) => void,
): Promise<string | undefined> {
  try {
    const options = { platform: PLATFORM, abortSignal: signal, ...(authconfig !== undefined && { authconfig }) };
    const stream = addAbortSignal(signal, (await docker.pull(reference, options)) as Readable);
    for await (const line of createInterface({ input: stream })) {
      const event = JSON.parse(line) as PullEvent;
      if (event.error !== undefined) return mask(event.error, authconfig);
      onEvent(event);
    }
    return undefined;
  } catch (error) {
    return mask(error, authconfig);
  }
}

function mask(error: unknown, authconfig: Auth | undefined): string {
  const { password = "", identitytoken = "" } = authconfig ?? {};
  const secrets = [password, identitytoken].filter((secret) => secret !== "");
  return secrets.reduce((text, secret) => text.replaceAll(secret, "…"), engineReason(error));
}

type Auth = Docker.AuthConfigObject & { readonly identitytoken?: string };

interface Login {
  readonly authconfig?: Auth;
  /** A broken login, and how to fix it. */
  readonly problem?: string | undefined;
}

/** The login of Docker or podman on this machine. `SCW_SECRET_KEY` is not used: it is the key of the local Scaleway. */
async function findLogin(registry: string, repository: string, environment: NodeJS.ProcessEnv): Promise<Login> {
  const { CredentialStore } = await import("../../../../lib/registry/credentials.js");
  const { credentials, problems } = await new CredentialStore(registry, {
    ...environment,
    SCW_SECRET_KEY: undefined,
  }).find(repository);
  if (credentials === undefined) return { problem: problems[0]?.message };
  const {
    username,
    password,
    identityToken: identitytoken,
  } = { username: "", password: "", identityToken: "", ...credentials };
  return { authconfig: { username, password, identitytoken, serveraddress: registry } };
}
