// npm run release:check: whether everything is ready for the release of the version in package.json.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { sectionOf, unreleased } from "./changelog.mjs";
import { manifestFile, PACKAGES, readJson, versions } from "./packages.mjs";
import { throwIfAny } from "./release-error.mjs";
import { isPreRelease, isVersion } from "./version.mjs";

const GUIDE = 'See "Before the first release" in CONTRIBUTING.md.';
/** What an owner must replace, and the files in which it is searched. */
const UNFILLED = [
  { pattern: "OWNER/REPOSITORY", paths: [".github", "SECURITY.md"], what: "a placeholder" },
  {
    pattern: "not on npm yet|until the (package|library) is on npm",
    paths: ["README.md", "docs", "lib", "templates", "packages/local-scaleway/README.md"],
    what: "a text for packages that are not on npm",
  },
];

/**
 * @param tag the tag of the release, such as `v1.2.3`; without it, only the tag is not checked
 * @throws ReleaseError with every problem
 */
export function check(tag, { today = new Date().toISOString().slice(0, 10), env = process.env } = {}) {
  const { version } = readJson(manifestFile("."));
  throwIfAny([
    ...versionProblems(version, tag),
    ...PACKAGES.flatMap(({ changelog }) => changelogProblems(changelog, version, today)),
    ...PACKAGES.flatMap(({ folder }) => manifestProblems(manifestFile(folder), env.GITHUB_REPOSITORY)),
    ...UNFILLED.flatMap(unfilledProblems),
    ...(tag === undefined ? [] : commitProblems(tag)),
  ]);
  return version;
}

function versionProblems(version, tag) {
  const problems = versions()
    .filter((each) => each.version !== version)
    .map((each) => `${each.place}: has the version ${each.version}, not ${version}. Run npm run build.`);
  if (!isVersion(version)) problems.push(`package.json: ${version} is not a version such as 1.2.3 or 1.2.3-rc.1.`);
  if (tag !== undefined && tag !== `v${version}`) {
    problems.push(`package.json: the tag ${tag} needs the version ${tag.replace(/^v/, "")}, got ${version}.`);
  }
  return problems;
}

function changelogProblems(file, version, today) {
  const changelog = readFileSync(file, "utf8");
  const section = isPreRelease(version) ? unreleased(changelog) : sectionOf(changelog, version);
  const prepare = `Run npm run release:prepare -- ${version}.`;
  if (section === undefined) return [`${file}: has no section for ${version}. ${prepare}`];
  if (section.text === "") return [`${file}: the section for ${version} is empty. Describe the changes.`];
  if (isPreRelease(version)) return [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(section.date ?? "")) {
    return [`${file}: the section for ${version} has no date. Write ## ${version} - ${today}.`];
  }
  return section.date > today ? [`${file}: the date ${section.date} of ${version} is in the future.`] : [];
}

function manifestProblems(file, repository) {
  const manifest = readJson(file);
  const url = manifest.repository?.url;
  const problems = [];
  if (manifest.private === true) problems.push(`${file}: is private. Remove "private". ${GUIDE}`);
  if (url === undefined) problems.push(`${file}: has no repository.url, which provenance requires. ${GUIDE}`);
  else if (repository !== undefined && !url.replace(/\.git$/, "").endsWith(`github.com/${repository}`)) {
    problems.push(`${file}: repository.url is ${url}, but this is ${repository}. npm rejects such a provenance.`);
  }
  return problems;
}

function unfilledProblems({ pattern, paths, what }) {
  const args = ["grep", "--line-number", "--extended-regexp", "--ignore-case", pattern, "--", ...paths];
  const { status, stdout, stderr } = spawnSync("git", args, { encoding: "utf8" });
  // Without a match, git grep ends with 1.
  if (status === 1) return [];
  if (status !== 0) return [`git grep failed: ${stderr.trim()}`];
  const places = stdout.trim().split("\n");
  return places.map((line) => `${line.split(":", 2).join(":")}: contains ${what}. ${GUIDE}`);
}

/** A tag of a commit that nobody has reviewed must not be released. */
function commitProblems(tag) {
  const args = ["merge-base", "--is-ancestor", "HEAD", "origin/main"];
  const { status, stderr } = spawnSync("git", args, { encoding: "utf8" });
  if (status === 0) return [];
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  return [`${tag}: the commit ${commit} is not on origin/main. ${stderr.trim() || "Tag a commit of main."}`];
}
