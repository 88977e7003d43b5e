import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parsedJson } from "../../base/json";
import { fieldsOf } from "../../base/objects";
import { STACK_FILE } from "./stack-directories";

/** The place where a stack keeps its state. */
export type Backend =
  | { readonly type: "local"; readonly path: string }
  | { readonly type: "s3"; readonly settings: Readonly<Record<string, unknown>> }
  /** A place that cannot be searched. */
  | { readonly type: "other"; readonly name: string };

const OVERRIDE = /^(?:override|.*_override)\.tf\.json$/;
/** Terraform records them in plain text. They are neither used nor copied. */
const CREDENTIALS = ["access_key", "secret_key", "token", "sse_customer_key"];
const DEFAULT_WORKSPACE = "default";

/**
 * The backend of a directory: that of `terraform init`, which also knows options and HCL, completed by cdk.tf.json and its
 * overrides; undefined if the directory has none of them.
 */
export function backendOf(folder: string): Backend | undefined {
  const configured = configuredBackend(folder);
  const initialized = initializedBackend(folder);
  const { type, settings } = initialized ?? configured ?? {};
  if (type === undefined) return undefined;
  const workspace = workspaceOf(folder);
  if (workspace !== DEFAULT_WORKSPACE) return { type: "other", name: `workspace ${workspace}` };
  const complete = configured?.type === type ? { ...configured.settings, ...settings } : { ...settings };
  if (type === "s3") return { type, settings: complete };
  if (type !== "local") return { type: "other", name: type };
  const { path } = complete;
  return { type, path: realPath(resolve(folder, typeof path === "string" ? path : "terraform.tfstate")) };
}

interface ConfiguredBackend {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Without a backend, Terraform writes a local state beside the configuration. */
function configuredBackend(folder: string): ConfiguredBackend | undefined {
  if (!existsSync(join(folder, STACK_FILE))) return undefined;
  const overrides = readdirSync(folder).filter((name) => OVERRIDE.test(name));
  const backends = [STACK_FILE, ...overrides.sort()].flatMap((name) => backendsIn(join(folder, name)));
  return backends.at(-1) ?? { type: "local", settings: {} };
}

/** The backends in a file. JSON has one block, or a list of blocks. */
function backendsIn(file: string): ConfiguredBackend[] {
  const { terraform } = fieldsOf(parsedJson(readFileSync(file, "utf8")));
  return blocks(terraform).flatMap(({ backend, cloud }) => [
    ...blocks(backend).flatMap((types) =>
      Object.entries(types).map(([type, settings]) => ({ type, settings: blocks(settings)[0] ?? {} })),
    ),
    ...blocks(cloud).map((settings) => ({ type: "cloud", settings })),
  ]);
}

function initializedBackend(folder: string): ConfiguredBackend | undefined {
  const file = join(folder, ".terraform", "terraform.tfstate");
  if (!existsSync(file)) return undefined;
  const { backend } = fieldsOf(parsedJson(readFileSync(file, "utf8")));
  const { type, config } = fieldsOf(backend);
  const settings = Object.entries(fieldsOf(config)).filter(
    ([name, value]) => value !== null && !CREDENTIALS.includes(name),
  );
  return typeof type === "string" ? { type, settings: Object.fromEntries(settings) } : undefined;
}

/** A path without symbolic links to directories, to compare it with others. The file itself may be missing. */
export function realPath(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

function workspaceOf(folder: string): string {
  const { TF_WORKSPACE: selected = "" } = process.env;
  if (selected !== "") return selected;
  const file = join(folder, ".terraform", "environment");
  return (existsSync(file) ? readFileSync(file, "utf8").trim() : "") || DEFAULT_WORKSPACE;
}

function blocks(value: unknown): Record<string, unknown>[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(fieldsOf);
}
