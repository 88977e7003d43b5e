import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type Docker from "dockerode";

/** Builds an image from a folder with a Dockerfile. The engine's own text is the error if it fails. */
export async function buildImage(docker: Docker, folder: string, tag: string, platform = "linux/amd64"): Promise<void> {
  const output = await docker.buildImage({ context: folder, src: ["."] }, { t: tag, platform });
  for await (const line of createInterface({ input: output })) {
    const { error } = JSON.parse(line) as { error?: string };
    if (error !== undefined) throw new Error(error.trim());
  }
}

/**
 * Builds an image from a folder with a Dockerfile. If its base image cannot be pulled, Linux on x64 uses the node of this machine instead.
 * Returns what was built.
 */
export async function buildAnyImage(docker: Docker, folder: string, tag: string): Promise<string> {
  try {
    await buildImage(docker, folder, tag);
    return `Built ${tag} from ${folder}/Dockerfile.`;
  } catch (error) {
    const problem = `${folder}/Dockerfile: cannot be built: ${(error as Error).message}`;
    if (process.platform !== "linux" || process.arch !== "x64") throw new Error(problem, { cause: error });
    await buildHostNodeImage(docker, folder, tag);
    return `${problem}\nBuilt ${tag} from the node of this machine instead.`;
  }
}

/** Builds an image without a registry: the node of this machine with its shared libraries, and a folder with a server.mjs. */
export async function buildHostNodeImage(docker: Docker, folder: string, tag: string): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "image-"));
  try {
    const node = realpathSync(process.execPath);
    copy(node, join(context, "files/usr/local/bin/node"));
    for (const library of sharedLibraries(node)) copy(realpathSync(library), join(context, "files", library));
    cpSync(folder, join(context, "files/app"), { recursive: true });
    const lines = ["FROM scratch", "COPY files /", "WORKDIR /app", "ENV PATH=/usr/local/bin"];
    lines.push('ENTRYPOINT ["node"]', 'CMD ["server.mjs"]');
    writeFileSync(join(context, "Dockerfile"), `${lines.join("\n")}\n`);
    await buildImage(docker, context, tag);
  } finally {
    rmSync(context, { recursive: true });
  }
}

function sharedLibraries(program: string): string[] {
  const output = execFileSync("ldd", [program], { encoding: "utf8" });
  return [...output.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}
