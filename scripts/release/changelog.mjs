const UNRELEASED = "Unreleased";

/** The section of a version in a changelog: its date and its text; undefined if there is none. */
export function sectionOf(changelog, version) {
  const lines = changelog.split("\n");
  const start = lines.findIndex((line) => line === `## ${version}` || line.startsWith(`## ${version} - `));
  if (start < 0) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const end = length < 0 ? lines.length : start + 1 + length;
  const [, date] = / - (.*)$/.exec(lines[start]) ?? [];
  return {
    date,
    text: lines
      .slice(start + 1, end)
      .join("\n")
      .trim(),
  };
}

export function unreleased(changelog) {
  return sectionOf(changelog, UNRELEASED);
}

/** Moves the entries under Unreleased to a version. */
export function withVersion(changelog, version, date) {
  const heading = `## ${UNRELEASED}\n`;
  const isEmpty = unreleased(changelog).text === "";
  return changelog.replace(heading, `${heading}\n## ${version} - ${date}\n${isEmpty ? "\nNo changes.\n" : ""}`);
}
