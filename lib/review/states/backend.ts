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

/** The backend of a directory, after overrides and `terraform init`; undefined if the directory has no cdk.tf.json. */
export function backendOf(folder: string): Backend | undefined {
  if (!existsSync(join(folder, STACK_FILE))) return undefined;
  const workspace = workspaceOf(folder);
  if (workspace !== DEFAULT_WORKSPACE) return { type: "other", name: `workspace ${workspace}` };
  const overrides = readdirSync(folder).filter((name) => OVERRIDE.test(name));
  const [type, configured] = [STACK_FILE, ...overrides.sort()]
    .flatMap((name) => backendIn(join(folder, name)))
    .at(-1) ?? ["local", {}];
  const settings = { ...initialized(folder, type), ...configured };
  if (type === "s3") return { type, settings };
  if (type !== "local") return { type: "other", name: type };
  const { path } = settings;
  return { type, path: realPath(resolve(folder, typeof path === "string" ? path : "terraform.tfstate")) };
}

/** A path without symbolic links to directories, to compare it with others. The file itself may be missing. */
export function realPath(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

/** The backends in a file. JSON has one block, or a list of blocks. */
function backendIn(file: string): [type: string, settings: Record<string, unknown>][] {
  const { terraform } = fieldsOf(parsedJson(readFileSync(file, "utf8")));
  return blocks(terraform).flatMap(({ backend, cloud }) => [
    ...blocks(backend).flatMap((types) =>
      Object.entries(types).map(([type, settings]): [string, Record<string, unknown>] => [
        type,
        blocks(settings)[0] ?? {},
      ]),
    ),
    ...blocks(cloud).map((settings): [string, Record<string, unknown>] => ["cloud", settings]),
  ]);
}

/** The settings that `terraform init -backend-config` added. */
function initialized(folder: string, type: string): Record<string, unknown> {
  const file = join(folder, ".terraform", "terraform.tfstate");
  if (!existsSync(file)) return {};
  const { backend } = fieldsOf(parsedJson(readFileSync(file, "utf8")));
  const { type: initializedType, config } = fieldsOf(backend);
  if (initializedType !== type) return {};
  const entries = Object.entries(fieldsOf(config));
  return Object.fromEntries(entries.filter(([name, value]) => value !== null && !CREDENTIALS.includes(name)));
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
