import { ReleaseFolder } from "./release-folder";

test("writes the version into every manifest and the lock, and its section into the changelogs", async () => {
  const folder = new ReleaseFolder("0.9.0");
  const { code, errors } = await folder.run(["prepare", "1.0.0"]);
  expect([code, errors]).toEqual([0, []]);
  for (const file of ["package.json", "packages/local-scaleway/package.json"]) {
    expect(JSON.parse(folder.read(file))).toMatchObject({ version: "1.0.0" });
  }
  const version = "1.0.0";
  const packages = { "": { version }, "packages/local-scaleway": { version } };
  expect(JSON.parse(folder.read("package-lock.json"))).toEqual({ version, packages });
  expect(folder.read("CHANGELOG.md")).toMatch(
    /## Unreleased\n\n## 1\.0\.0 - \d{4}-\d\d-\d\d\n\n### Added\n\n- Logs\.\n\n## 0\.9\.0 - 2026-01-31\n/,
  );
  expect(folder.read("packages/local-scaleway/CHANGELOG.md")).toMatch(/\n## 1\.0\.0 - \S+\n\nNo changes\.\n/);
});

test("leaves the entries of a pre-release under Unreleased, for the release", async () => {
  const folder = new ReleaseFolder("0.9.0");
  const before = folder.read("CHANGELOG.md");
  expect((await folder.run(["prepare", "1.0.0-rc.1"])).code).toBe(0);
  expect(JSON.parse(folder.read("package.json"))).toMatchObject({ version: "1.0.0-rc.1" });
  expect(folder.read("CHANGELOG.md")).toBe(before);
  expect((await folder.run(["notes"])).out).toBe("### Added\n\n- Logs.\n");
});

test("reports every problem at once, and writes nothing", async () => {
  const folder = new ReleaseFolder("1.0.0");
  folder.git("tag", "v0.9.0");
  folder.git("switch", "--quiet", "--create", "topic");
  folder.replace("CHANGELOG.md", "### Added\n\n- Logs.\n\n", "");
  const before = folder.git("diff");
  const { code, errors } = await folder.run(["prepare", "0.9.0"]);
  expect(code).toBe(1);
  expect(errors).toEqual([
    expect.stringContaining("topic"),
    expect.stringContaining("working tree"),
    expect.stringContaining("v0.9.0 exists"),
    expect.stringContaining("0.9.0 does not come after 1.0.0"),
    expect.stringContaining("section for 0.9.0 already"),
  ]);
  expect(folder.git("diff")).toBe(before);
});

test("rejects a release without an entry in the changelog", async () => {
  const folder = new ReleaseFolder("0.9.0");
  folder.replace("CHANGELOG.md", "### Added\n\n- Logs.\n\n", "");
  folder.commit();
  expect((await folder.run(["prepare", "1.0.0"])).errors).toEqual([expect.stringContaining("CHANGELOG.md: nothing")]);
});

test.each([[""], ["1.0"], ["v1.0.0"], ["1.0.0-"], ["01.0.0"], ["1.0.0; rm -rf ."], ["latest"]])(
  "rejects the version %j",
  async (version) => {
    const folder = new ReleaseFolder();
    expect((await folder.run(["prepare", version])).errors).toEqual([expect.stringContaining("is not a version")]);
  },
);

test.each([
  ["1.0.0-rc.2", "1.0.0-rc.1", true],
  ["1.0.0-rc.10", "1.0.0-rc.9", true],
  ["1.0.0", "1.0.0-rc.9", true],
  ["1.10.0", "1.9.0", true],
  ["1.0.0-rc.1", "1.0.0", false],
  ["1.0.0", "1.0.0", false],
])("%s after %s: %s", async (version, current, expected) => {
  const folder = new ReleaseFolder(current);
  expect((await folder.run(["prepare", version])).code).toBe(expected ? 0 : 1);
});

test("reports a step that does not exist", async () => {
  const folder = new ReleaseFolder();
  for (const name of ["", "deploy", "constructor"]) {
    expect((await folder.run([name])).errors).toEqual([expect.stringContaining("is not a step")]);
  }
});
