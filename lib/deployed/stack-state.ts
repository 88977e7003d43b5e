import { readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { isSystemError, systemProblem } from "../base/files";
import { displayPath } from "../base/secret-text";
import { notInstalled, programsFor, runTerraform } from "../review/saved-plan";
import { backendOf } from "../review/states/backend";
import { tryBucket, type Buckets } from "../review/states/buckets";
import { BucketError } from "../review/states/s3-bucket";
import type { StackDirectory } from "../review/states/stack-directories";
import { readState, type StateFile } from "../review/states/state-file";

/** The state of a stack, or why it cannot be read. The state of a stack that is not deployed is empty. */
export type StackState = {
  /** The state for reports: a path, `s3://bucket/key`, or the name of the backend. */
  readonly location: string;
} & ({ readonly state: StateFile } | { readonly reason: string });

export const EMPTY: StateFile = { lineage: "", serial: 0, terraformVersion: "", resources: [], outputs: new Map() };

/**
 * Reads the state of a stack from its file or its bucket. Terraform reads other backends, other workspaces, encrypted states, and
 * buckets whose credentials are not in variables.
 * @param project the directory of the project, in which CDKTF keeps local states
 */
export async function readStackState(
  { name, folder }: StackDirectory,
  project: string,
  buckets: Buckets,
): Promise<StackState> {
  // A stack in HCL that is not initialized has the default path.
  const backend = backendOf(folder) ?? { type: "local", path: join(project, `terraform.${name}.tfstate`) };
  switch (backend.type) {
    case "local":
      return readLocally(folder, backend.path);
    case "s3":
      return await readFromBucket(folder, backend.settings, buckets);
    case "other":
      return pullState(folder, backend.name);
  }
}

async function readLocally(folder: string, path: string): Promise<StackState> {
  const location = relative(realpathSync(process.cwd()), path).split("\\").join("/");
  try {
    const state = readState(readFileSync(path, "utf8"));
    return state === undefined
      ? await pullState(folder, location, "it is not a state, or it is encrypted")
      : { location, state };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Other errors, such as a directory that cannot be searched, do not mean that nothing is deployed.
    return error.code === "ENOENT"
      ? { location, state: EMPTY }
      : { location, reason: systemProblem(error).replace(/\.$/, "") };
  }
}

async function readFromBucket(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  buckets: Buckets,
): Promise<StackState> {
  const { bucket: name, key } = settings;
  const location = `s3://${String(name)}/${String(key)}`;
  const content = await tryBucket(async () => {
    const { directory, key: object } = buckets.directoryOf(settings);
    const read = await tryBucket(() => directory.bucket.read(object));
    if (!(read instanceof BucketError)) return read.value.toString();
    // A missing object and a missing bucket have the same status.
    const isMissing = read.status === 404 && !(await directory.bucket.list(directory.prefix)).includes(object);
    if (isMissing) return "";
    throw read;
  });
  if (content instanceof BucketError) return pullState(folder, location, content.message);
  const state = readState(content.value);
  return state === undefined
    ? pullState(folder, location, "it is not a state, or it is encrypted")
    : { location, state };
}

/** @param problem why the state cannot be read without Terraform */
async function pullState(folder: string, location: string, problem?: string): Promise<StackState> {
  const programs = programsFor(join(folder, "plan"));
  const failure = (reason: string) => ({ location, reason: [problem, reason].filter(Boolean).join("; ") });
  for (const program of programs) {
    const result = await runTerraform(program, folder, ["state", "pull"]);
    if (result === undefined) continue;
    const command = `${displayPath(program)} state pull`;
    if ("reason" in result) return failure(`${command} failed: ${displayPath(result.reason)}`);
    const state = readState(Buffer.from(result.stdout).toString());
    return state === undefined ? failure(`${command} did not return a state`) : { location, state };
  }
  return failure(notInstalled(programs));
}
