import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const DEFLATED = 8;
/** The end of an archive is followed by a comment of at most this size. */
const MAX_COMMENT_BYTES = 0xffff;
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** The texts of the files in a ZIP archive whose names start with a prefix; undefined if it is not a complete archive. */
export function filesInZip(archive: Buffer, prefix: string): ReadonlyMap<string, string> | undefined {
  try {
    return readFiles(archive, prefix);
  } catch {
    // An offset is outside of the archive, or a file cannot be decompressed.
    return undefined;
  }
}

/** Reads the list at the end of the archive: the sizes before each file may be missing. */
function readFiles(archive: Buffer, prefix: string): Map<string, string> | undefined {
  const files = new Map<string, string>();
  const end = endOf(archive);
  if (end === undefined) return undefined;
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(offset) !== CENTRAL) return undefined;
    const nameEnd = offset + CENTRAL_BYTES + archive.readUInt16LE(offset + 28);
    const name = archive.toString("utf8", offset + CENTRAL_BYTES, nameEnd);
    if (name.startsWith(prefix)) files.set(name, readFile(archive, offset));
    offset = nameEnd + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return files;
}

function endOf(archive: Buffer): number | undefined {
  const lowest = Math.max(0, archive.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let offset = archive.length - END_BYTES; offset >= lowest; offset--) {
    if (archive.readUInt32LE(offset) === END) return offset;
  }
  return undefined;
}

function readFile(archive: Buffer, entry: number): string {
  const bytes = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = archive.subarray(start, start + bytes);
  const isDeflated = archive.readUInt16LE(entry + 10) === DEFLATED;
  return (isDeflated ? inflateRawSync(content, { maxOutputLength: MAX_FILE_BYTES }) : content).toString();
}
