import { strFromU8, unzipSync } from "fflate";

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** The texts of the files in a ZIP archive whose names start with a prefix; undefined if it is not a complete archive. */
export function filesInZip(archive: Uint8Array, prefix: string): ReadonlyMap<string, string> | undefined {
  try {
    const files = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (originalSize > MAX_FILE_BYTES) throw new RangeError("The file is too large.");
        return name.startsWith(prefix);
      },
    });
    return new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
  } catch {
    return undefined;
  }
}
