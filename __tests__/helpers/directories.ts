import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export type Files = Readonly<Record<string, string>>;
export const minimalFiles = { Dockerfile: "FROM scratch\n" } as const;

/** A new directory with files in it. */
export function directory(files: Files = minimalFiles): string {
  const folder = mkdtempSync(join(tmpdir(), "directory-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  return folder;
}

export function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
