import { ReleaseFolder } from "./release-folder";

/** Is ready for 1.0.0, on main. */
let prepared: ReleaseFolder;
beforeAll(async () => {
  prepared = new ReleaseFolder("0.9.0");
  await prepared.run(["prepare", "1.0.0"]);
  prepared.replace("dist-cdktn/package.json", "0.9.0", "1.0.0");
  prepared.commit();
  prepared.git("update-ref", "refs/remotes/origin/main", "HEAD");
});

test("accepts a prepared release and its tag", async () => {
  expect(await prepared.run(["check", "v1.0.0"])).toMatchObject({ code: 0, errors: [] });
  expect(await prepared.run(["check"], { GITHUB_REPOSITORY: "shop/containers" })).toMatchObject({ code: 0 });
  expect((await prepared.run(["notes"])).out).toBe("### Added\n\n- Logs.\n");
});

test("rejects a tag of another version", async () => {
  expect((await prepared.run(["check", "v1.0.1"])).errors).toEqual([
    expect.stringContaining("needs the version 1.0.1"),
  ]);
});

test.each<[string, (folder: ReleaseFolder) => void, string]>([
  [
    "a manifest with another version",
    (folder) => {
      folder.replace("packages/local-scaleway/package.json", "1.0.0", "0.9.0");
    },
    "packages/local-scaleway/package.json: has the version 0.9.0",
  ],
  [
    "an old build for cdktn",
    (folder) => {
      folder.replace("dist-cdktn/package.json", "1.0.0", "0.9.0");
    },
    "dist-cdktn/package.json: has the version 0.9.0",
  ],
  [
    "a lock with another version",
    (folder) => {
      folder.replace("package-lock.json", "1.0.0", "0.9.0");
    },
    "package-lock.json: has the version 0.9.0",
  ],
  [
    "a changelog without the version",
    (folder) => {
      folder.replace("CHANGELOG.md", "## 1.0.0", "## 1.0.1");
    },
    "CHANGELOG.md: has no section for 1.0.0",
  ],
  [
    "a version without a date",
    (folder) => {
      folder.write("CHANGELOG.md", "## 1.0.0\n\n- Logs.\n");
    },
    "CHANGELOG.md: the section for 1.0.0 has no date",
  ],
  [
    "a date in the future",
    (folder) => {
      folder.write("CHANGELOG.md", "## 1.0.0 - 2999-01-01\n\n- Logs.\n");
    },
    "is in the future",
  ],
  [
    "an empty section",
    (folder) => {
      folder.write("CHANGELOG.md", "## 1.0.0 - 2026-01-01\n\n## 0.9.0 - 2026-01-01\n\n- Logs.\n");
    },
    "the section for 1.0.0 is empty",
  ],
  [
    "a private package",
    (folder) => {
      folder.replace("packages/local-scaleway/package.json", "{", '{ "private": true,');
    },
    'Remove "private"',
  ],
  [
    "a package without a repository",
    (folder) => {
      folder.replace("package.json", '"repository"', '"repo"');
    },
    "package.json: has no repository.url",
  ],
  [
    "another repository than that of the run",
    (folder) => {
      folder.replace("package.json", "shop/containers", "shop/other");
    },
    "npm rejects such a provenance",
  ],
  [
    "a placeholder of the owner",
    (folder) => {
      folder.write("SECURITY.md", "# Security\n\nhttps://github.com/OWNER/REPOSITORY\n");
      folder.git("add", "SECURITY.md");
    },
    "SECURITY.md:3: contains a placeholder",
  ],
  [
    "a text that the package is not on npm",
    (folder) => {
      folder.write("README.md", "The package is not on npm yet.\n");
      folder.git("add", "README.md");
    },
    "README.md:1: contains a text",
  ],
  [
    "a commit that is not on main",
    (folder) => {
      folder.write("README.md", "# Containers\n");
      folder.commit();
    },
    "is not on origin/main",
  ],
])("rejects %s", async (_, change, problem) => {
  const folder = new ReleaseFolder(prepared);
  change(folder);
  const { code, errors } = await folder.run(["check", "v1.0.0"], { GITHUB_REPOSITORY: "shop/containers" });
  expect(code).toBe(1);
  expect(errors).toEqual([expect.stringContaining(problem)]);
});
