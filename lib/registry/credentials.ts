import { DOCKER_HUB } from "../base/image-reference";
import { REGIONS } from "../facts/limits";
import { isScalewayRegistryHost } from "../facts/registry-hosts";
import { HUB_KEY, authConfigs, type AuthConfig, type Credentials, type Repository } from "./auth-config";
import { runHelper } from "./credential-helper";
import { RegistryError } from "./registry-error";

/** An imperative clause for a message, such as `run docker login ghcr.io`. */
export function howToLogIn(registry: string): string {
  if (registry === DOCKER_HUB) return "run docker login";
  const login = `run docker login ${registry}`;
  if (isScalewayRegistryHost(registry)) return `set SCW_SECRET_KEY or ${login} --username nologin`;
  if (!/^rg\..*\.scw\.cloud$/.test(registry)) return login;
  return `${login} (SCW_SECRET_KEY is sent only to Scaleway registries in ${REGIONS.join(", ")})`;
}

/** The result of a search for credentials. */
export interface FoundCredentials {
  /** Undefined if there are none. */
  readonly credentials?: Credentials | undefined;
  /** What is broken. The search continues after it, because a public image needs no credentials. */
  readonly problems: readonly RegistryError[];
  /** The credential helpers that have no credentials for the registry, such as `docker-credential-desktop`. */
  readonly emptyHelpers: readonly string[];
}

/** The credentials for images of one registry on this machine. */
export class CredentialStore {
  readonly #configs: readonly AuthConfig[];
  readonly #helpers = new Map<string, Promise<Credentials | undefined>>();

  constructor(
    public readonly registry: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.#configs = authConfigs(environment);
  }

  /** Searches the files of Docker and podman; else uses SCW_SECRET_KEY for a Scaleway registry in a known region. */
  public async find(repository: string): Promise<FoundCredentials> {
    const image = { registry: this.registry, repository };
    const problems = new Set<RegistryError>();
    const emptyHelpers: string[] = [];
    const result = (credentials?: Credentials) => ({ credentials, problems: [...problems], emptyHelpers });
    for (const config of this.#configs) {
      const credentials =
        (await attempt(() => this.askHelper(config, image, emptyHelpers), problems)) ??
        (await attempt(() => config.login(image), problems));
      if (credentials !== undefined) return result(credentials);
    }
    const { SCW_SECRET_KEY: password = "" } = this.environment;
    if (!isScalewayRegistryHost(this.registry) || password === "") return result();
    return result({ username: "nologin", password, source: "SCW_SECRET_KEY" });
  }

  /** Runs each helper once: some prompt the user. */
  private async askHelper(
    config: AuthConfig,
    image: Repository,
    emptyHelpers: string[],
  ): Promise<Credentials | undefined> {
    const helper = config.helper(image);
    if (helper === undefined) return undefined;
    const program = `docker-credential-${helper}`;
    const server = this.registry === DOCKER_HUB ? HUB_KEY : this.registry;
    const answer = this.#helpers.get(program) ?? runHelper(program, server, config.name, this.environment);
    this.#helpers.set(program, answer);
    const credentials = await answer;
    if (credentials === undefined) emptyHelpers.push(program);
    return credentials;
  }
}

/** Adds a RegistryError to the problems. */
async function attempt<Result>(
  action: () => Result | Promise<Result>,
  problems: Set<RegistryError>,
): Promise<Result | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    problems.add(error);
    return undefined;
  }
}
