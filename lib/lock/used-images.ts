import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ValidationError } from "../base/errors";
import { displayPath } from "../base/secret-text";
import { printable } from "../base/text";
import { BYTES_PER_MB } from "../facts/limits";
import { readSources } from "../yaml/sources";
import type { ProjectFile } from "../manifest/project-file";
import { synthesize } from "../manifest/synthesize";
import { UNLOCKED } from "../images/lock-file";
import { LOCKING, withLocking } from "../images/locking";
import { partsOf } from "../base/image-reference";
import { fieldsOf } from "../base/objects";
import { readJson } from "./json-file";

/** A container that runs an image without a digest in its reference. */
export interface ImageUse {
  /** The key in the lock. */
  readonly reference: string;
  /** The construct path of the container, for example `shop/order-api`. */
  readonly container: string;
  readonly memoryLimitMb: number | undefined;
  /** Whether its digest comes from the lock. */
  readonly isFromLock: boolean;
}

/** The CDKTF program failed. */
export class AppError extends Error {
  public override readonly name = "AppError";
}

/**
 * Runs a CDKTF program, and lists the images of its containers.
 * @param command the command of the program; by default `app` in cdktf.json
 * @throws AppError if the program fails
 */
export async function imagesOfApp(command: string | undefined): Promise<ImageUse[]> {
  const { app, context } = command === undefined ? readProject() : { app: command, context: undefined };
  return imagesOfOutput(async (folder) => {
    const environment = { CDKTF_CONTEXT_JSON: JSON.stringify(context ?? {}), CDKTF_OUTDIR: folder };
    const log = `${folder}.log`;
    const code = await run(app, log, { ...environment, [LOCKING]: dirname(folder) });
    if (code !== 0)
      throw new AppError(
        `${displayPath(app)}: exited with code ${code}. Fix the program. Its output ends with:\n${endOf(log)}`,
      );
  });
}

/** Lists the images of the containers in manifests. */
export async function imagesOfManifests(
  paths: readonly string[],
  project: ProjectFile | undefined,
): Promise<ImageUse[]> {
  return imagesOfOutput((folder) => {
    withLocking(dirname(folder), () => synthesize(readSources(paths), { output: folder, project }));
  });
}

/** The program in cdktf.json. */
function readProject(): { readonly app: string; readonly context: unknown } {
  const file = "cdktf.json";
  if (!existsSync(file)) {
    const message = "does not exist here. Pass images, --manifests <path>, or --app <command>.";
    throw new ValidationError("lock", [{ code: "file-not-found", file, path: "", message }]);
  }
  const { app, context } = fieldsOf(readJson(file));
  if (typeof app === "string" && app !== "") return { app, context };
  const message = "is missing. Set it to the command that runs the program.";
  throw new ValidationError("lock", [{ code: "missing", file, path: "app", message }]);
}

async function imagesOfOutput(write: (folder: string) => void | Promise<void>): Promise<ImageUse[]> {
  const workplace = realpathSync(mkdtempSync(join(tmpdir(), "scw-containers-lock-")));
  try {
    const folder = join(workplace, "cdktf.out");
    await write(folder);
    const stacks = join(folder, "stacks");
    const names = existsSync(stacks) ? readdirSync(stacks) : [];
    const files = names.map((name) => join(stacks, name, "cdk.tf.json")).filter((file) => existsSync(file));
    if (files.length === 0) {
      throw new AppError("The program wrote no stack to CDKTF_OUTDIR. Use new App() without outdir.");
    }
    return files.flatMap((file) => imagesOf(readJson(file)));
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
    // Any other digest is set in the code, and only Terraform knows the value of a token.
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

/** Runs a shell command with its output in a file: background processes that it starts would keep a pipe open. */
async function run(command: string, log: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const output = openSync(log, "w");
  try {
    const env = { ...process.env, ...environment };
    const child = spawn(command, { shell: true, stdio: ["ignore", output, output], env });
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => {
        resolve(code ?? 1);
      });
    });
  } finally {
    closeSync(output);
  }
}

/** The last lines of the output, without control sequences of a terminal. */
function endOf(log: string): string {
  const lines = stripVTControlCharacters(readFileSync(log, "utf8")).trimEnd().split(/\r?\n/);
  return lines
    .slice(-DISPLAYED_LINES)
    .map((line) => printable(line.replaceAll("\t", "  ")))
    .join("\n");
}

const DISPLAYED_LINES = 50;
