import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DOCKER_HUB } from "../base/image-reference";
import { fieldsOf, isObject } from "../base/objects";
import { REGIONS } from "../facts/limits";
import { isScalewayRegistryHost } from "../facts/registry-hosts";
import type { RegistryErrorCode } from "./error-codes";
import { systemCode } from "./failures";
import { LIMITS } from "./limits";
import { RegistryError } from "./registry-error";

/** Credentials for one registry, and their source. */
export type Credentials = { readonly source: string } & (
  { readonly username: string; readonly password: string } | { readonly identityToken: string }
);

const HUB_KEY = "https://index.docker.io/v1/";
const HUB_HOSTS = ["index.docker.io", DOCKER_HUB];
/** The user name with which credential helpers mark an identity token. */
const IDENTITY = "<token>";
/** The output of Docker's own helpers, and of the helper of macOS. */
const NOT_FOUND = /credentials not found in native keychain|could not be found in the keychain/;

const text = z.string().default("");
const loginSchema = z.object({ auth: text, username: text, password: text, identitytoken: text });
const helperOutput = z.object({ Username: z.string(), Secret: z.string() });

/** An imperative clause for a message, such as `run docker login ghcr.io`. */
export function howToLogIn(registry: string): string {
  if (registry === DOCKER_HUB) return "run docker login";
  const login = `run docker login ${registry}`;
  if (isScalewayRegistryHost(registry)) return `set SCW_SECRET_KEY or ${login} --username nologin`;
  if (!/^rg\..*\.scw\.cloud$/.test(registry)) return login;
  return `${login} (SCW_SECRET_KEY is sent only to Scaleway registries in ${REGIONS.join(", ")})`;
}

/**
 * Finds credentials in Docker's configuration; else uses SCW_SECRET_KEY for a Scaleway registry in a known region. Undefined if
 * there are none.
 * @throws RegistryError if Docker's configuration or a credential helper is broken
 */
export async function findCredentials(
  registry: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const config = new DockerConfig(environment);
  const helper = config.helper(registry);
  const stored = helper === undefined ? undefined : await runHelper(helper, registry, environment);
  const configured = stored ?? config.login(registry);
  if (configured !== undefined) return configured;
  const { SCW_SECRET_KEY: password = "" } = environment;
  if (!isScalewayRegistryHost(registry) || password === "") return undefined;
  return { username: "nologin", password, source: "SCW_SECRET_KEY" };
}

/** Docker's config.json. No error repeats any of its text. */
class DockerConfig {
  readonly #file: string;
  readonly #config: Readonly<Record<string, unknown>>;

  constructor({ DOCKER_CONFIG: folder = "", HOME: home = "" }: NodeJS.ProcessEnv) {
    this.#file = join(folder === "" ? join(home === "" ? homedir() : home, ".docker") : folder, "config.json");
    this.#config = this.read();
  }

  /** The credential helper for a registry, such as `desktop` for docker-credential-desktop. */
  public helper(registry: string): string | undefined {
    const { credsStore } = this.#config;
    const helper = this.entry("credHelpers", registry) ?? credsStore;
    if (helper === undefined || helper === "") return undefined;
    if (typeof helper !== "string" || !/^[\w.-]+$/.test(helper))
      throw this.invalid(`contains a credential helper for ${registry} that is not a valid program name`);
    return helper;
  }

  public login(registry: string): Credentials | undefined {
    const entry = this.entry("auths", registry);
    if (entry === undefined) return undefined;
    const { success, data: login } = loginSchema.safeParse(fieldsOf(entry));
    if (!success) throw this.invalid(`contains a login for ${registry} with a field that is not a string`);
    const { auth, username, password, identitytoken: identityToken } = login;
    const source = this.#file;
    if (identityToken !== "") return { identityToken, source };
    if (auth === "") return username === "" ? undefined : { username, password, source };
    // Old versions of Docker pad the password with zero bytes.
    const [, user, secret] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
    if (user === undefined || secret === undefined)
      throw this.invalid(`contains a login for ${registry} that is not user:password in base64`);
    return { username: user, password: secret, source };
  }

  private entry(field: "auths" | "credHelpers", registry: string): unknown {
    const entries = this.#config[field] ?? {};
    if (!isObject(entries)) throw this.invalid(`contains "${field}" that is not an object`);
    return Object.entries(entries).find(([key]) => isKeyOf(key, registry))?.[1];
  }

  private read(): Readonly<Record<string, unknown>> {
    let content;
    try {
      content = readFileSync(this.#file, "utf8");
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return {};
      throw this.error("docker-config-unreadable", `cannot be read (${code})`);
    }
    try {
      const config: unknown = JSON.parse(content);
      if (isObject(config)) return fieldsOf(config);
    } catch {
      // The parser's own message would repeat some of the text.
    }
    throw this.invalid("is not a JSON object");
  }

  private invalid(problem: string): RegistryError {
    return this.error("docker-config-invalid", problem);
  }

  private error(code: RegistryErrorCode, problem: string): RegistryError {
    return new RegistryError(code, `${this.#file} ${problem}. Fix the file, or write it again with docker login.`);
  }
}

/** Compares hosts exactly. Older versions of Docker wrote hosts as API URLs. */
function isKeyOf(key: string, registry: string): boolean {
  const host = key.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
  return registry === DOCKER_HUB ? HUB_HOSTS.includes(host) : host === registry;
}

/** Speaks the protocol of Docker's credential helpers: the registry on stdin, JSON on stdout. */
async function runHelper(
  helper: string,
  registry: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const server = registry === DOCKER_HUB ? HUB_KEY : registry;
  const { failure, output } = await execHelper(program, server, environment);
  if (NOT_FOUND.test(output)) return undefined;
  // The message never repeats the output: it may contain a secret even after a failure.
  const error = (code: RegistryErrorCode, problem: string) => {
    const remedy =
      code === "credential-helper-missing"
        ? "Install it, or remove it from Docker's config.json"
        : `Run echo ${server} | ${program} get to see its output`;
    return new RegistryError(code, `${program} ${problem}. ${remedy}.`);
  };
  if (failure !== undefined) throw error(...failure);
  const { success, data: credentials } = helperOutput.safeParse(parseOutput(output));
  if (!success) throw error("credential-helper-invalid-output", "did not write a JSON object with Username and Secret");
  const { Username: username, Secret: secret } = credentials;
  if (username === "" && secret === "") return undefined;
  return username === IDENTITY
    ? { identityToken: secret, source: program }
    : { username, password: secret, source: program };
}

function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

interface HelperResult {
  readonly failure?: readonly [code: RegistryErrorCode, problem: string];
  readonly output: string;
}

function execHelper(program: string, server: string, env: NodeJS.ProcessEnv): Promise<HelperResult> {
  return new Promise((resolve) => {
    const options = { env, timeout: LIMITS.helperMs, maxBuffer: LIMITS.helperBytes, killSignal: "SIGKILL" } as const;
    const child = execFile(program, ["get"], options, (error, output) => {
      if (error === null) resolve({ output });
      else if (error.code === "ENOENT") resolve({ failure: ["credential-helper-missing", "is not on PATH"], output });
      else if (error.killed === true)
        resolve({ failure: ["credential-helper-timeout", "did not finish in time"], output });
      else resolve({ failure: ["credential-helper-failed", `failed (${error.code ?? error.signal})`], output });
    });
    // A helper may exit before it reads stdin.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(server);
  });
}
