import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import type { Folder } from "../state/folder";

const LENGTH = 16;

/**
 * The ID of a state folder on its engine. It contains the token, because projects on several machines may share an engine and a path,
 * and the path, because a folder may be copied.
 */
export function ownerOf({ path, token }: Folder): string {
  return createHash("sha256")
    .update(`${token}\n${realpathSync(path)}`)
    .digest("hex")
    .slice(0, LENGTH);
}
