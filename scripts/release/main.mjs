// The steps of a release, see CONTRIBUTING.md:
//   prepare VERSION   writes the version and its date
//   check [TAG]       whether everything is ready
//   notes             prints the notes of the version in package.json
//   pack FOLDER       packs the three packages
//   publish FOLDER    publishes the packed files that are not published yet
import { readFileSync } from "node:fs";
import { sectionOf, unreleased } from "./changelog.mjs";
import { check } from "./check.mjs";
import { manifestFile, PACKAGES, readJson } from "./packages.mjs";
import { prepare } from "./prepare.mjs";
import { pack, publish } from "./publish.mjs";
import { ReleaseError } from "./release-error.mjs";
import { isPreRelease } from "./version.mjs";

const COMMANDS = {
  prepare: (version) => {
    prepare(version);
    console.log(`Wrote the version ${version}. Next:
  npm run build && npm run docs && git diff
  git switch -c release-${version} && git commit -am "Release ${version}"   # and open a pull request
After the merge:
  git switch main && git pull && git tag v${version} && git push origin v${version}`);
  },
  check: (tag) => {
    console.log(`${check(tag)} is ready for its release.`);
  },
  notes: () => {
    const { version } = readJson(manifestFile("."));
    const changelog = readFileSync(PACKAGES[0].changelog, "utf8");
    const section = isPreRelease(version) ? unreleased(changelog) : sectionOf(changelog, version);
    if (section === undefined) throw new ReleaseError([`${PACKAGES[0].changelog}: has no section for ${version}.`]);
    console.log(section.text);
  },
  pack: (folder) => {
    for (const { filename, integrity } of pack(required(folder))) console.log(`${filename} ${integrity}`);
  },
  publish: (folder) => {
    publish(required(folder));
  },
};

function required(folder) {
  if (folder === undefined) throw new ReleaseError(["Pass the folder of the packages."]);
  return folder;
}

const [name = "", argument] = process.argv.slice(2);
try {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new ReleaseError([`"${name}" is not a step: ${Object.keys(COMMANDS).join(", ")}.`]);
  command(argument);
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  for (const problem of error.problems) console.error(`error: ${problem}`);
  process.exitCode = 1;
}
