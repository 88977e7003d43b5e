import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DOCKER_HUB } from "../base/image-reference";
import { fieldsOf, isObject } from "../base/objects";
import type { RegistryErrorCode } from "./error-codes";
import { systemCode } from "./failures";
import type { ImageName } from "./image-name";
import { RegistryError } from "./registry-error";

/** Credentials for one registry, and their source. */
export type Credentials = { readonly source: string } & (
  { readonly username: string; readonly password: string } | { readonly identityToken: string }
);

/** An image, as far as credentials depend on it. */
export type Repository = Pick<ImageName, "registry" | "repository">;

/** Docker Hub in Docker's config.json, and in the input of credential helpers. */
export const HUB_KEY = "https://index.docker.io/v1/";
/** Source: containers-auth.json(5), 2026: the names that podman treats as one registry. */
const HUB_HOSTS = ["index.docker.io", "registry-1.docker.io", DOCKER_HUB];

const text = z.string().default("");
const loginSchema = z.object({ auth: text, username: text, password: text, identitytoken: text });

/** A place that may contain registry credentials. */
interface Source {
  /** A path or the name of a variable. */
  readonly name: string;
  readonly remedy: string;
  /** @default - the content of the file with this name */
  readonly content?: string;
}

/** Credentials in the format of Docker's config.json. No error repeats any of the text. */
export class AuthConfig {
  #config?: Readonly<Record<string, unknown>> | RegistryError;

  constructor(private readonly source: Source) {}

  public get name(): string {
    return this.source.name;
  }

  /**
   * The credential helper for a registry, such as `desktop` for docker-credential-desktop.
   * @throws RegistryError if the source is not readable or not valid
   */
  public helper({ registry }: Repository): string | undefined {
    const own = this.entries("credHelpers").find(([key]) => isHostKey(key, registry));
    const helper = own?.[1] ?? this.config()["credsStore"];
    if (helper === undefined || helper === "") return undefined;
    if (typeof helper !== "string" || !/^[\w.-]+$/.test(helper))
      throw this.invalid(`contains a credential helper for ${registry} that is not a valid program name`);
    return helper;
  }

  /**
   * The login of the most specific key that has one.
   * @throws RegistryError if the source is not readable or not valid
   */
  public login(image: Repository): Credentials | undefined {
    const ranked = this.entries("auths").map(([key, entry]) => ({ entry, rank: rankOf(key, image) }));
    const matching = ranked.filter(({ rank }) => rank > 0).sort((a, b) => b.rank - a.rank);
    for (const { entry } of matching) {
      const credentials = this.parseLogin(entry, image.registry);
      if (credentials !== undefined) return credentials;
    }
    return undefined;
  }

  private parseLogin(entry: unknown, registry: string): Credentials | undefined {
    const { success, data: login } = loginSchema.safeParse(fieldsOf(entry));
    if (!success) throw this.invalid(`contains a login for ${registry} with a field that is not a string`);
    const { auth, username, password, identitytoken: identityToken } = login;
    const source = this.name;
    if (identityToken !== "") return { identityToken, source };
    if (auth === "") return username === "" ? undefined : { username, password, source };
    // Old versions of Docker pad the password with zero bytes.
    const [, user, secret] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
    if (user === undefined || secret === undefined)
      throw this.invalid(`contains a login for ${registry} that is not user:password in base64`);
    return { username: user, password: secret, source };
  }

  private entries(field: "auths" | "credHelpers"): [key: string, value: unknown][] {
    const entries = this.config()[field] ?? {};
    if (!isObject(entries)) throw this.invalid(`contains "${field}" that is not an object`);
    return Object.entries(entries);
  }

  private config(): Readonly<Record<string, unknown>> {
    this.#config ??= this.read();
    if (this.#config instanceof RegistryError) throw this.#config;
    return this.#config;
  }

  private read(): Readonly<Record<string, unknown>> | RegistryError {
    let { content } = this.source;
    try {
      content ??= readFileSync(this.name, "utf8");
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return {};
      return this.error("docker-config-unreadable", `cannot be read (${code})`);
    }
    try {
      const config: unknown = JSON.parse(content);
      if (isObject(config)) return fieldsOf(config);
    } catch {
      // The parser's own message would repeat some of the text.
    }
    return this.invalid("is not a JSON object");
  }

  private invalid(problem: string): RegistryError {
    return this.error("docker-config-invalid", problem);
  }

  private error(code: RegistryErrorCode, problem: string): RegistryError {
    return new RegistryError(code, `${this.name} ${problem}. ${this.source.remedy}.`);
  }
}

/**
 * The places that may contain credentials, in the order in which they are read. Sources: docker/cli 28.3 for DOCKER_AUTH_CONFIG,
 * containers-auth.json(5) for the files of podman, 2026.
 */
export function authConfigs(environment: NodeJS.ProcessEnv): AuthConfig[] {
  const variable = (name: string) => environment[name] ?? "";
  const home = variable("HOME") === "" ? homedir() : variable("HOME");
  const dockerFolder = variable("DOCKER_CONFIG") === "" ? join(home, ".docker") : variable("DOCKER_CONFIG");
  const configFolder = variable("XDG_CONFIG_HOME") === "" ? join(home, ".config") : variable("XDG_CONFIG_HOME");
  const content = variable("DOCKER_AUTH_CONFIG");
  const overridden = variable("REGISTRY_AUTH_FILE");
  const runtimeFolder = variable("XDG_RUNTIME_DIR");
  const fileOf = (tool: string, name: string): Source => ({
    name,
    remedy: `Fix the file, or write it again with ${tool} login`,
  });
  const sources: Source[] = [
    ...(content === "" ? [] : [{ name: "DOCKER_AUTH_CONFIG", content, remedy: "Fix or unset the variable" }]),
    ...(overridden === "" ? [] : [fileOf("podman", overridden)]),
    fileOf("docker", join(dockerFolder, "config.json")),
    ...[...(runtimeFolder === "" ? [] : [runtimeFolder]), configFolder].map((folder) =>
      fileOf("podman", join(folder, "containers", "auth.json")),
    ),
  ];
  return sources.map((source) => new AuthConfig(source));
}

/**
 * How specific a key of `auths` is for an image; 0 if it is for another registry. A path of the image precedes its host, and the
 * host precedes any other path, which stands for its host, as in Docker.
 */
function rankOf(key: string, { registry, repository }: Repository): number {
  const { host, path } = splitKey(key);
  if (!isSameHost(host, registry)) return 0;
  if (path === "") return key === registry || key === HUB_KEY ? 3 : 2;
  return `${repository}/`.startsWith(`${path}/`) ? 3 + path.length : 1;
}

function isHostKey(key: string, registry: string): boolean {
  const { host, path } = splitKey(key);
  return path === "" && isSameHost(host, registry);
}

/** Older versions of Docker wrote hosts as API URLs. */
function splitKey(key: string): { readonly host: string; readonly path: string } {
  const name = key.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
  const [host = "", ...path] = name.split("/");
  return { host, path: path.join("/") };
}

/** Compares hosts exactly. */
function isSameHost(host: string, registry: string): boolean {
  return host === registry || (HUB_HOSTS.includes(host) && HUB_HOSTS.includes(registry));
}
