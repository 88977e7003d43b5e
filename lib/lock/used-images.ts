import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ValidationError, printable } from "../base/errors";
import { BYTES_PER_MB } from "../facts/limits";
import { readSources } from "../yaml/sources";
import { synthesize } from "../manifest/synthesize";
import { LOCKING, UNLOCKED } from "../images/lock-file";
import { partsOf } from "../base/image-reference";
import { fieldsOf } from "../base/objects";

/** A container that runs an image which has no digest of its own. */
export interface ImageUse {
  /** As the lock has it. */
  readonly reference: string;
  /** As `shop/order-api`. */
  readonly container: string;
  readonly memoryLimitMb: number | undefined;
  /** Whether it takes its digest from the lock. */
  readonly isFromLock: boolean;
}

/** The program of cdktf.json failed. */
export class AppError extends Error {}

/**
 * Runs a CDKTF program, and reads what its containers run.
 * @param command as `app` in cdktf.json; without one, that is read
 */
export async function imagesOfApp(command: string | undefined): Promise<ImageUse[]> {
  const { app, context } = command === undefined ? readProject() : { app: command, context: undefined };
  return synthesized(async (folder) => {
    const environment = { CDKTF_CONTEXT_JSON: JSON.stringify(context ?? {}), CDKTF_OUTDIR: folder };
    const log = `${folder}.log`;
    const code = await run(app, log, { ...environment, [LOCKING]: dirname(folder) });
    if (code !== 0) throw new AppError(`${app} failed with code ${code}:\n${endOf(log)}`);
  });
}

/** Reads what the containers of manifests run. */
export async function imagesOfManifests(paths: readonly string[]): Promise<ImageUse[]> {
  return synthesized((folder) => {
    process.env[LOCKING] = dirname(folder);
    try {
      synthesize(readSources(paths), { output: folder });
    } finally {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to take a variable away
      delete process.env[LOCKING];
    }
  });
}

/** The program that cdktf.json names. */
function readProject(): { readonly app: string; readonly context: unknown } {
  const file = "cdktf.json";
  if (!existsSync(file)) {
    const message = `there is no ${file} here; name the images, or what uses them: --manifests <path> or --app <command>`;
    throw new ValidationError("lock", [{ path: "", message }]);
  }
  const refuse = (message: string) => new ValidationError("lock", [{ file, path: "", message }]);
  let project: unknown;
  try {
    project = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw refuse(`is no JSON: ${(error as Error).message}`);
  }
  const { app, context } = fieldsOf(project);
  if (typeof app !== "string" || app === "") throw refuse("has no app; write the command that runs the program");
  return { app, context };
}

async function synthesized(write: (folder: string) => void | Promise<void>): Promise<ImageUse[]> {
  const workplace = realpathSync(mkdtempSync(join(tmpdir(), "scw-containers-lock-")));
  try {
    const folder = join(workplace, "cdktf.out");
    await write(folder);
    const stacks = join(folder, "stacks");
    const names = existsSync(stacks) ? readdirSync(stacks) : [];
    const files = names.map((name) => join(stacks, name, "cdk.tf.json")).filter((file) => existsSync(file));
    if (files.length === 0)
      throw new AppError("The program wrote no stack into CDKTF_OUTDIR; use new App() without outdir.");
    return files.flatMap((file) => imagesOf(JSON.parse(readFileSync(file, "utf8"))));
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

/** The images of a synthesized stack. */
function imagesOf(json: unknown): ImageUse[] {
  const containers = fieldsOf(fieldsOf(fieldsOf(json)["resource"])["scaleway_container"]);
  return Object.values(containers).flatMap((each) => {
    const container = fieldsOf(each);
    const { image, registry_sha256: digest = UNLOCKED, memory_limit_bytes: bytes } = container;
    // Another digest is the container's own, and a token is known to Terraform alone.
    if (typeof image !== "string" || digest !== UNLOCKED) return [];
    const parts = partsOf(image);
    if (parts.name === undefined || parts.digest !== undefined) return [];
    const path = fieldsOf(fieldsOf(container["//"])["metadata"])["path"];
    return {
      reference: image,
      container: typeof path === "string" ? path.replace(/\/Resource$/, "") : String(container["name"]),
      memoryLimitMb: typeof bytes === "number" ? bytes / BYTES_PER_MB : undefined,
      isFromLock: container["registry_sha256"] === UNLOCKED,
    };
  });
}

/** Runs a command of a shell, with what it prints in a file: what it leaves running would keep a pipe open. */
async function run(command: string, log: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const output = openSync(log, "w");
  try {
    const env = { ...process.env, ...environment };
    const child = spawn(command, { shell: true, stdio: ["ignore", output, output], env });
    const [code] = (await once(child, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    closeSync(output);
  }
}

/** The last lines that were printed, without what would move a terminal's cursor. */
function endOf(log: string): string {
  const lines = stripVTControlCharacters(readFileSync(log, "utf8")).trimEnd().split(/\r?\n/);
  return lines
    .slice(-LINES_SHOWN)
    .map((line) => printable(line.replaceAll("\t", "  ")))
    .join("\n");
}

const LINES_SHOWN = 50;
