import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LIMITS } from "./limits";
import { fieldsOf, isObject } from "../base/objects";
import { DOCKER_HUB } from "../base/image-reference";
import { isScalewayRegistryHost } from "../facts/registry-hosts";
import { RegistryError } from "./registry-error";

/** How a user is known to a registry. */
export type Credentials = { readonly source: string } & (
  { readonly username: string; readonly password: string } | { readonly identityToken: string }
);

const HUB_KEY = "https://index.docker.io/v1/";
const HUB_HOSTS = ["index.docker.io", DOCKER_HUB];
/** The user name with which helpers mark an identity token. */
const IDENTITY = "<token>";
/** What Docker's own helpers say; that of macOS says it in words of the system. */
const NOT_FOUND = /credentials not found in native keychain|could not be found in the keychain/;

/** How to have credentials, for a message. */
export function howToLogIn(registry: string): string {
  const dockerLogin = `docker login${registry === DOCKER_HUB ? "" : ` ${registry}`}`;
  return isScalewayRegistryHost(registry) ? `set SCW_SECRET_KEY, or ${dockerLogin} --username nologin` : dockerLogin;
}

/** What Docker's configuration has for a registry, or SCW_SECRET_KEY for one of Scaleway's; undefined for anonymous. */
export async function findCredentials(
  registry: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const config = new DockerConfig(environment);
  const helper = config.helper(registry);
  const kept = helper === undefined ? undefined : await askHelper(helper, registry, environment);
  const configured = kept ?? config.login(registry);
  if (configured !== undefined) return configured;
  const { SCW_SECRET_KEY: password = "" } = environment;
  if (!isScalewayRegistryHost(registry) || password === "") return undefined;
  return { username: "nologin", password, source: "SCW_SECRET_KEY" };
}

/** Docker's config.json. What is wrong with it is told without any of its text. */
class DockerConfig {
  readonly #file: string;
  readonly #config: Readonly<Record<string, unknown>>;

  constructor({ DOCKER_CONFIG: folder = "", HOME: home = "" }: NodeJS.ProcessEnv) {
    this.#file = join(folder === "" ? join(home === "" ? homedir() : home, ".docker") : folder, "config.json");
    this.#config = this.read();
  }

  /** The name of the program that has the credentials. */
  public helper(registry: string): string | undefined {
    const { credsStore } = this.#config;
    const helpers = this.entries("credHelpers");
    const helper = helpers.find(([key]) => isKeyOf(key, registry))?.[1] ?? credsStore;
    if (helper === undefined || helper === "") return undefined;
    if (typeof helper !== "string" || !/^[\w.-]+$/.test(helper))
      throw this.error(`names a credential helper for ${registry} that is no name of a program`);
    return helper;
  }

  public login(registry: string): Credentials | undefined {
    const login = this.entries("auths").find(([key]) => isKeyOf(key, registry))?.[1];
    if (login === undefined) return undefined;
    const { auth = "", username = "", password = "", identitytoken = "" } = fieldsOf(login);
    if (![auth, username, password, identitytoken].every((field) => typeof field === "string"))
      throw this.error(`has a login for ${registry} with fields that are no text`);
    const source = this.#file;
    if (identitytoken !== "") return { identityToken: identitytoken as string, source };
    if (auth === "") {
      return username === "" ? undefined : { username: username as string, password: password as string, source };
    }
    const [, user, secret] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(auth as string, "base64").toString()) ?? [];
    if (user === undefined || secret === undefined)
      throw this.error(`has a login for ${registry} that is not user:password in base64`);
    return { username: user, password: secret, source };
  }

  private entries(field: "auths" | "credHelpers"): [string, unknown][] {
    const value = this.#config[field] ?? {};
    if (!isObject(value)) throw this.error(`has ${field} that are no object`);
    return Object.entries(value);
  }

  private read(): Readonly<Record<string, unknown>> {
    let text;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return {};
      throw this.error(`can't be read (${code})`);
    }
    try {
      const config: unknown = JSON.parse(text);
      if (isObject(config)) return fieldsOf(config);
    } catch {
      // The parser's own words would repeat some of the text.
    }
    throw this.error("is no JSON object");
  }

  private error(problem: string): RegistryError {
    return new RegistryError(`${this.#file} ${problem}; mend it, or write it again with docker login`);
  }
}

/** Hosts are compared as they are; older versions of Docker wrote them as URLs of an API. */
function isKeyOf(key: string, registry: string): boolean {
  const host = key.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
  return registry === DOCKER_HUB ? HUB_HOSTS.includes(host) : host === registry;
}

/** Docker's protocol of helpers: the registry on standard input, JSON on standard output. */
async function askHelper(
  helper: string,
  registry: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const server = registry === DOCKER_HUB ? HUB_KEY : registry;
  const { problem, output } = await runHelper(program, server, environment);
  if (NOT_FOUND.test(output)) return undefined;
  // Its output may hold a secret, whatever went wrong.
  const error = (why: string) =>
    new RegistryError(`${program} ${why}; see what it says: echo ${server} | ${program} get`);
  if (problem !== undefined) throw error(problem);
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw error("answers with what is no JSON");
  }
  const { Username: username, Secret: secret } = fieldsOf(answer);
  if (typeof username !== "string" || typeof secret !== "string") throw error("answers without Username and Secret");
  if (username === "" && secret === "") return undefined;
  return username === IDENTITY
    ? { identityToken: secret, source: program }
    : { username, password: secret, source: program };
}

function runHelper(
  program: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly problem?: string; readonly output: string }> {
  return new Promise((resolve) => {
    const options = { env, timeout: LIMITS.helperMs, maxBuffer: LIMITS.helperBytes, killSignal: "SIGKILL" } as const;
    const child = execFile(program, ["get"], options, (error, output) => {
      if (error === null) resolve({ output });
      else if (error.code === "ENOENT") resolve({ problem: "is not on PATH", output });
      else if (error.killed === true) resolve({ problem: "does not end", output });
      else resolve({ problem: `failed (${error.code ?? error.signal})`, output });
    });
    // It may end without having read its input.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(server);
  });
}
