import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValidationError, printable } from "../errors";
import { readSources } from "../manifest/read";
import { synthesize } from "../manifest/synthesize";
import { LOCKING, UNLOCKED } from "../private/image-lock";
import { partsOf } from "../private/image-reference";
import { fieldsOf } from "../private/objects";

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
    const { code, output } = await run(app, environment);
    if (code !== 0) throw new AppError(`${app} failed with code ${code}:\n${output.trim()}`);
  });
}

/** Reads what the containers of manifests run. */
export async function imagesOfManifests(paths: readonly string[]): Promise<ImageUse[]> {
  return synthesized((folder) => {
    process.env[LOCKING] = "1";
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
  const refuse = (message: string) => new ValidationError("lock", [{ file, path: "", message }]);
  if (!existsSync(file)) throw refuse("is not here; name the images, or what uses them: --manifests or --app");
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
  const workplace = mkdtempSync(join(tmpdir(), "scw-containers-lock-"));
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
      memoryLimitMb: typeof bytes === "number" ? bytes / 1_000_000 : undefined,
      isFromLock: container["registry_sha256"] === UNLOCKED,
    };
  });
}

/** Runs a command of a shell, with what it prints kept for when it fails. */
async function run(
  command: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string }> {
  const child = spawn(command, {
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, [LOCKING]: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
        .split("\n")
        .map((line) => printable(line))
        .join("\n");
    });
  }
  return new Promise((resolve) => {
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
