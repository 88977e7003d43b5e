import { ValidationError } from "../base/errors";
import { readBuiltImages } from "./build-metadata";
import { lockedEntry, referenceIssues, withImages } from "./compare";
import type { BuildTool } from "../facts/limits";
import { readLock } from "../images/lock-file";
import { isSameImage } from "../base/image-reference";
import { listed, show } from "../base/show";
import { tellLine, type Io } from "../cli/io";
import { writeLine, writeLock } from "../cli/commands/lock-output";

/** Takes the digests that a build wrote down. */
export function lockBuilt(tool: BuildTool, [file, ...wanted]: readonly string[], lockFile: string, io: Io): number {
  if (file === undefined) {
    throw new ValidationError("lock", [
      { path: "--from", message: `needs the file that ${tool} wrote, as metadata.json` },
    ]);
  }
  const before = readLock(lockFile) ?? {};
  const built = readBuiltImages(tool, file);
  const has = built.map(({ reference }) => reference);
  const missing = wanted.filter((reference) => !has.some((each) => isSameImage(reference, each)));
  const issues = [
    ...referenceIssues(wanted),
    ...missing.map((each) => ({ path: "", message: `${show(each)} is not in ${file}, which has ${listed(has)}` })),
  ];
  if (issues.length > 0) throw new ValidationError("lock", issues);
  const images = built.flatMap(({ reference, ...now }) => {
    // Under the name that the code has: builds write Docker Hub's short names in full.
    const names = (wanted.length > 0 ? wanted : Object.keys(before)).filter((name) => isSameImage(name, reference));
    return (names.length > 0 || wanted.length > 0 ? names : [reference]).map((name) => ({ reference: name, now }));
  });
  for (const { reference, now } of images) {
    const { digest, image } = lockedEntry(before, reference) ?? {};
    const isSame = digest === now.digest && image === undefined;
    const status = digest === undefined ? "new" : isSame ? "same" : "moved";
    writeLine({ reference, status, digests: digest === undefined || isSame ? [now.digest] : [digest, now.digest] }, io);
    if (image !== undefined) tellLine("warning", `${reference} was rolled back, and goes forward`, io);
  }
  return writeLock(lockFile, withImages(before, images, new Date()), io);
}
