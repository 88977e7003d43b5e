// npm run release:prepare -- 1.2.3: writes the version and the date of a release into the manifests, the lock and the changelogs.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { sectionOf, unreleased, withVersion } from "./changelog.mjs";
import { LOCK_FILE, manifestFile, PACKAGES, readJson } from "./packages.mjs";
import { ReleaseError, throwIfAny } from "./release-error.mjs";
import { isAfter, isPreRelease, isVersion } from "./version.mjs";

const BRANCH = "main";

/** @throws ReleaseError with every problem, before anything is written */
export function prepare(version, { today = new Date().toISOString().slice(0, 10) } = {}) {
  if (version === undefined || !isVersion(version)) {
    throw new ReleaseError([`"${version ?? ""}" is not a version. Pass one, such as 1.2.3 or 1.2.3-rc.1.`]);
  }
  throwIfAny([...gitProblems(version), ...versionProblems(version), ...changelogProblems(version)]);
  for (const { folder, changelog } of PACKAGES) {
    const file = manifestFile(folder);
    const manifest = readFileSync(file, "utf8");
    writeFileSync(
      file,
      manifest.replace(/("version": )"[^"]*"/, (_, key) => `${key}"${version}"`),
    );
    // The notes of a pre-release are the entries under Unreleased, which stay there until the release.
    if (isPreRelease(version)) continue;
    writeFileSync(changelog, withVersion(readFileSync(changelog, "utf8"), version, today));
  }
  const lock = readJson(LOCK_FILE);
  lock.version = version;
  for (const { folder } of PACKAGES) lock.packages[folder === "." ? "" : folder].version = version;
  writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
}

function gitProblems(version) {
  const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
  const branch = git("branch", "--show-current");
  return [
    ...(branch === BRANCH ? [] : [`The branch is ${branch || "detached"}. Run git switch ${BRANCH}.`]),
    ...(git("status", "--porcelain") === "" ? [] : ["The working tree has changes. Commit or stash them."]),
    ...(git("tag", "--list", `v${version}`) === "" ? [] : [`The tag v${version} exists. Choose another version.`]),
  ];
}

function versionProblems(version) {
  const { version: current } = readJson(manifestFile("."));
  return isAfter(version, current) ? [] : [`${version} does not come after ${current}, the version in package.json.`];
}

function changelogProblems(version) {
  return PACKAGES.flatMap(({ folder, changelog }) => {
    const text = readFileSync(changelog, "utf8");
    const entries = unreleased(text);
    if (entries === undefined) return [`${changelog}: has no section "## Unreleased". Add it.`];
    if (sectionOf(text, version) !== undefined) return [`${changelog}: has a section for ${version} already.`];
    const isEmpty = folder === "." && entries.text === "";
    return isEmpty ? [`${changelog}: nothing is under "## Unreleased". Describe the changes.`] : [];
  });
}
