import { strFromU8, unzipSync } from "fflate";

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** The texts of the files in a ZIP archive whose names start with a prefix; undefined if it is not a complete archive. */
export function filesInZip(archive: Uint8Array, prefix: string): ReadonlyMap<string, string> | undefined {
  const tooLarge: string[] = [];
  try {
    const files = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (!name.startsWith(prefix)) return false;
        if (originalSize > MAX_FILE_BYTES) tooLarge.push(name);
        return tooLarge.length === 0;
      },
    });
    if (tooLarge.length > 0) return undefined;
    return new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
  } catch {
    return undefined;
  }
}
