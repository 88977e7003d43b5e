import { deflateRawSync } from "node:zlib";
import { filesInZip } from "../../lib/base/zip";

/** A ZIP archive as Go writes it: without sizes before the files. */
function zip(files: Readonly<Record<string, string>>, { stored = false, comment = "" } = {}): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = stored ? Buffer.from(text) : deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(stored ? 0 : 8, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(text), 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entries.push(Buffer.concat([entry, Buffer.from(name)]));
    parts.push(local, Buffer.from(name), content);
    offset += local.length + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...entries, end, Buffer.from(comment)]);
}

const FILES = { tfplan: "plan", "tfconfig/m-/cdk.tf.json": "{}", "tfconfig/m-/a.tf": "# é" };

test.each([{}, { stored: true }, { comment: "made by hand" }])("reads the files with a prefix: %j", (options) => {
  expect(Object.fromEntries(filesInZip(zip(FILES, options), "tfconfig/m-/") ?? [])).toEqual({
    "tfconfig/m-/cdk.tf.json": "{}",
    "tfconfig/m-/a.tf": "# é",
  });
});

test("rejects an archive that is cut anywhere, or damaged", () => {
  const archive = zip(FILES);
  for (let length = 0; length < archive.length; length++) {
    expect(filesInZip(archive.subarray(0, length), "")).toBeUndefined();
  }
  const damaged = Buffer.from(archive);
  damaged.fill(0xff, 30, 50);
  expect(filesInZip(damaged, "")).toBeUndefined();
});

test("stops at a file that grows without end", () => {
  const bomb = zip({ "tfconfig/m-/bomb": " ".repeat(300 * 1024 * 1024) });
  expect(filesInZip(bomb, "tfconfig/")).toBeUndefined();
});
