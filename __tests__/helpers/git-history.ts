import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";

/** The day of each commit. Its author wrote it earlier. */
export const COMMIT_DAY = "2026-11-25";
const time = (day: string) => `${Date.parse(day) / 1000} +0000`;
const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/**
 * Commits versions of a file in the working directory, and writes the last one. One process imports them all: `git add` and
 * `git commit` for each take several times as long.
 * @returns the IDs of the commits
 */
export function commitVersions(
  file: string,
  ...versions: readonly {
    readonly subject: string;
    /** Undefined deletes the file. */
    readonly text: string | undefined;
  }[]
): string[] {
  const isNew = !existsSync(".git");
  if (isNew) execFileSync("git", ["init", "--quiet", "--template="], { stdio: "ignore" });
  const commands = versions.map(({ subject, text }, index) => [
    `commit HEAD\nmark :${index + 1}\n`,
    `author Ada <ada@example.com> ${time("2026-11-20")}\n`,
    `committer Grace <grace@example.com> ${time(COMMIT_DAY)}\n`,
    data(subject),
    isNew || index > 0 ? "" : "from HEAD^0\n",
    text === undefined ? `D ${file}\n` : `M 644 inline ${file}\n${data(text)}`,
    `get-mark :${index + 1}\n`,
  ]);
  // Removing a folder for each object takes longer than the import: the objects stay in one pack.
  const ids = execFileSync("git", ["-c", "fastimport.unpackLimit=1", "fast-import", "--quiet"], {
    encoding: "utf8",
    input: commands.flat().join(""),
  });
  writeFileSync(file, versions.at(-1)?.text ?? "");
  return ids.trim().split("\n");
}
