import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fieldsOf, nonEmptyString } from "../base/objects";
import { displayPath, isSecretText } from "../base/secret-text";
import { isPlainUrl, isSecure } from "../base/urls";
import { ScalewayApiError } from "./api-error";

/** The API key and the defaults of Scaleway's tools. */
export interface ScalewayProfile {
  readonly apiUrl: string;
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
  readonly projectId?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly region?: string | undefined;
}

const DEFAULT_API_URL = "https://api.scaleway.com";
/** The name of the profile at the top of the configuration file. */
const DEFAULT_PROFILE = "default";

/** Each field with its variable and its name in the configuration file. */
const FIELDS = {
  apiUrl: ["SCW_API_URL", "api_url"],
  accessKey: ["SCW_ACCESS_KEY", "access_key"],
  secretKey: ["SCW_SECRET_KEY", "secret_key"],
  projectId: ["SCW_DEFAULT_PROJECT_ID", "default_project_id"],
  organizationId: ["SCW_DEFAULT_ORGANIZATION_ID", "default_organization_id"],
  region: ["SCW_DEFAULT_REGION", "default_region"],
} as const satisfies Record<keyof ScalewayProfile, readonly [variable: string, name: string]>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables such as `SCW_SECRET_KEY`, and for missing ones the active profile of `~/.config/scw/config.yaml`, as Scaleway's
 * Terraform provider does. It does not read arguments of a `provider` block.
 * @throws ScalewayApiError with the code `invalid-profile`
 */
export async function readProfile(environment: Environment = process.env): Promise<ScalewayProfile> {
  const inFile = await activeProfile(environment);
  const read = (field: keyof ScalewayProfile): string | undefined => {
    const [variable, name] = FIELDS[field];
    return nonEmptyString(environment[variable]) ?? nonEmptyString(inFile[name]);
  };
  const secretKey = read("secretKey");
  // Anything else cannot be sent as a header.
  if (secretKey !== undefined && !/^[!-~]+$/.test(secretKey)) {
    throw invalid(`${FIELDS.secretKey[0]} contains white space or other invalid characters. Set it to a secret key`);
  }
  return {
    apiUrl: checkedUrl(read("apiUrl") ?? DEFAULT_API_URL),
    accessKey: read("accessKey"),
    secretKey,
    projectId: read("projectId"),
    organizationId: read("organizationId"),
    region: read("region"),
  };
}

/** The profile in SCW_PROFILE, else the active one of the file, on top of the default profile; empty without a file. */
async function activeProfile(environment: Environment): Promise<Readonly<Record<string, unknown>>> {
  const file = findFile(environment);
  const selected = nonEmptyString(environment["SCW_PROFILE"]);
  if (file === undefined) {
    if (selected === undefined || selected === DEFAULT_PROFILE) return {};
    throw invalid(`SCW_PROFILE is set, and there is no configuration file. Run scw init, or unset SCW_PROFILE`);
  }
  const { parse } = await import("yaml");
  let config: Record<string, unknown>;
  try {
    // A warning would quote the file.
    config = fieldsOf(parse(file.text, { logLevel: "error" }));
  } catch {
    // The error of the parser quotes the file.
    throw invalid(`${displayPath(file.path)} is not valid YAML. Correct it, or set SCW_CONFIG_PATH to another file`);
  }
  const name = selected ?? nonEmptyString(config["active_profile"]) ?? DEFAULT_PROFILE;
  if (name === DEFAULT_PROFILE) return config;
  const profiles = fieldsOf(config["profiles"]);
  if (Object.hasOwn(profiles, name)) {
    const set = Object.entries(fieldsOf(profiles[name])).filter(([, value]) => value !== null);
    return { ...config, ...Object.fromEntries(set) };
  }
  const place = `${displayPath(file.path)} has no profile ${displayName(name)}`;
  const names = Object.keys(profiles).map(displayName).join(", ");
  throw invalid(`${place}. Set SCW_PROFILE to ${names === "" ? DEFAULT_PROFILE : `one of ${names}`}`);
}

function findFile(environment: Environment): { readonly path: string; readonly text: string } | undefined {
  const configPath = nonEmptyString(environment["SCW_CONFIG_PATH"]);
  const home = nonEmptyString(environment["HOME"]) ?? homedir();
  const folder = join(nonEmptyString(environment["XDG_CONFIG_HOME"]) ?? join(home, ".config"), "scw");
  const paths = configPath === undefined ? [join(folder, "config.yaml"), join(folder, "config.yml")] : [configPath];
  for (const path of paths) {
    try {
      return { path, text: readFileSync(path, "utf8") };
    } catch (error) {
      const { code } = fieldsOf(error);
      if (code !== "ENOENT" && code !== "ENOTDIR") {
        throw invalid(`${displayPath(path)} cannot be read (${String(code)}). Check its permissions`);
      }
    }
  }
  return undefined;
}

function checkedUrl(text: string): string {
  const [variable] = FIELDS.apiUrl;
  if (!URL.canParse(text)) throw invalid(`${variable} is not a valid URL. Set it to ${DEFAULT_API_URL}, or unset it`);
  const url = new URL(text);
  if (!isPlainUrl(url)) {
    throw invalid(`${variable} contains credentials, a query or a fragment. Set it to a URL without them`);
  }
  if (!isSecure(url)) {
    throw invalid(`${variable} is not https, and is not an address of this machine. Set it to an https URL`);
  }
  return url.href.replace(/\/+$/, "");
}

function displayName(name: string): string {
  return isSecretText(name) || !/^[\w.-]{1,64}$/.test(name) ? `<a text of ${name.length} characters>` : name;
}

function invalid(problem: string): ScalewayApiError {
  return new ScalewayApiError("invalid-profile", `${problem}.`);
}
