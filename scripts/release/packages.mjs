import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The published packages with a manifest in git, and their changelogs. */
export const PACKAGES = [
  { folder: ".", changelog: "CHANGELOG.md" },
  { folder: "packages/local-scaleway", changelog: "packages/local-scaleway/CHANGELOG.md" },
];
/** The folder of the package for cdktn, which the build writes from the first one. */
export const CDKTN_FOLDER = "dist-cdktn";
export const LOCK_FILE = "package-lock.json";

export function manifestFile(folder) {
  return join(folder, "package.json");
}

export function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Every place of the version: the file, the version, and a name for messages. */
export function versions() {
  const lock = readJson(LOCK_FILE);
  const manifests = PACKAGES.map(({ folder }) => manifestFile(folder));
  const cdktn = manifestFile(CDKTN_FOLDER);
  return [
    ...[...manifests, ...(existsSync(cdktn) ? [cdktn] : [])].map((file) => ({
      place: file,
      version: readJson(file).version,
    })),
    { place: LOCK_FILE, version: lock.version },
    ...PACKAGES.map(({ folder }) => {
      const key = folder === "." ? "" : folder;
      return { place: `${LOCK_FILE}: packages["${key}"]`, version: lock.packages[key]?.version };
    }),
  ];
}
