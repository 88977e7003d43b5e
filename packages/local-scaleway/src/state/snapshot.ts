import { readFileSync } from "node:fs";
import { callControl, findServer, type RunningServer } from "../client";
import { openFolder } from "./folder";
import { isJsonObject, type JsonObject } from "../api/json";
import { startServer } from "../server";

/** Removes all resources, also of a running server. */
export async function resetState(folder: string): Promise<void> {
  await withServer(folder, (server) => callControl(server, "POST", "reset"));
}

/** All resources, with their secrets. */
export async function takeSnapshot(folder: string): Promise<object> {
  return withServer(folder, (server) => callControl(server, "GET", "snapshot"));
}

/**
 * Replaces all resources by those of a snapshot.
 * @throws Error if the file is not a snapshot
 */
export async function loadSnapshot(folder: string, file: string): Promise<void> {
  const snapshot = parse(readFileSync(file, "utf8"));
  if (!isJsonObject(snapshot) || !isJsonObject(snapshot["records"])) {
    throw new Error(`${file}: is not a snapshot. Pass a file that scw-containers local snapshot has written.`);
  }
  await withServer(folder, (server) => callControl(server, "PUT", "snapshot", snapshot));
}

/** The number of resources of each kind. */
export async function countResources(server: RunningServer): Promise<JsonObject> {
  const { resources } = await callControl(server, "GET", "status");
  return isJsonObject(resources) ? resources : {};
}

/** Uses the running server, or starts one for this call. */
async function withServer(path: string, work: (server: RunningServer) => Promise<JsonObject>): Promise<JsonObject> {
  const running = await findServer(path);
  if (running !== undefined) return work(running);
  const server = await startServer({ folder: path, port: 0 });
  try {
    return await work({ ...server, pid: process.pid, folder: openFolder(path) });
  } finally {
    await server.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
