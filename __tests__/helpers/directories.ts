import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder";

export type Files = Readonly<Record<string, string>>;
export const minimalFiles = { Dockerfile: "FROM scratch\n" } as const;

/** A new directory with files in it. */
export function directory(files: Files = minimalFiles): string {
  const folder = temporaryFolder("directory");
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  return folder;
}

export function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
