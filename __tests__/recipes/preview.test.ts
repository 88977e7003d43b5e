import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CiProject, isInstalled } from "../helpers/ci-project";

const EXAMPLE = join(__dirname, "../../examples/preview-environments");
const SCRIPTS = ["preview.sh", "github-preview-comment.sh", "gitlab-preview-note.sh"];
const SECRETS = { SCW_SECRET_KEY: "the-secret-key", REVIEW_TOKEN: "the-token" };
const ENVIRONMENT = {
  ...SECRETS,
  STATE_BUCKET: "shop-previews-state",
  REGISTRY: "rg.fr-par.scw.cloud/shop-previews",
  SCW_ACCESS_KEY: "SCWTHEACCESSKEY",
  SCW_DEFAULT_PROJECT_ID: "11111111-1111-4111-8111-111111111111",
  GITHUB_REPOSITORY: "shop/infra",
  CI_API_V4_URL: "https://gitlab.example.com/api/v4",
  CI_PROJECT_ID: "7",
};
const DAY_MS = 86_400_000;
const MARKER = "<!-- preview -->";

let project: CiProject;
beforeEach(() => {
  project = new CiProject(["curl", "docker", "gh", "git", "npm", "terraform"]);
  for (const name of SCRIPTS) project.write(`ci/${name}`, readFileSync(join(EXAMPLE, "ci", name)));
  project.answer("git rev-parse HEAD", { out: "0123abc" });
  project.answer("terraform -chdir=cdktf.out/stacks/preview-12 output -no-color -raw url", {
    out: "https://preview.example.com",
  });
});
afterEach(() => {
  project.remove();
});

function run(script: string, ...args: string[]) {
  const result = project.run(script, ENVIRONMENT, args);
  const lines = project.calls().map(({ line }) => line);
  for (const secret of Object.values(SECRETS)) expect(result.output + lines.join("\n")).not.toContain(secret);
  return { ...result, lines };
}

/** The previews that Scaleway lists: each number with the days since its last deployment. */
function listPreviews(previews: readonly (readonly [number: number, days: number])[]): void {
  const containers = previews.map(([number, days]) => ({
    tags: ["preview", `preview-${number}`],
    updated_at: new Date(Date.now() - days * DAY_MS).toISOString(),
  }));
  const other = { tags: ["preview-99"], updated_at: "2020-01-01T00:00:00Z" };
  project.answer("/containers?project_id=", { out: '{"containers":[]}' });
  project.answer("&page=1&", { out: JSON.stringify({ containers: [...containers, other] }) });
}

const destroyed = (lines: readonly string[]) =>
  lines.flatMap((line) => /stacks\/preview-(\d+) destroy/.exec(line)?.[1] ?? []);

(isInstalled("bash", "jq") ? describe : describe.skip)("the scripts of preview environments", () => {
  test("build, push and deploy the image of the commit, and write the URL", () => {
    const { status, lines } = run("preview.sh", "deploy", "12");
    expect(status).toBe(0);
    const image = "rg.fr-par.scw.cloud/shop-previews/order-api:preview-12-0123abc";
    const order = [`docker push ${image}`, "npm run synth", "preview-12 init", "preview-12 apply"];
    const places = order.map((part) => lines.findIndex((line) => line.includes(part)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(project.read("preview.env")).toBe("PREVIEW_URL=https://preview.example.com\n");
  });

  test("deploy nothing if the image cannot be pushed", () => {
    project.answer("docker push", { code: 1 });
    const { status, lines } = run("preview.sh", "deploy", "12");
    expect(status).toBe(1);
    expect(lines.join("\n")).not.toContain("terraform");
    expect(project.has("preview.env")).toBe(false);
  });

  test("write no URL if the stack has no output", () => {
    project.answer("output -no-color -raw url", { code: 1 });
    expect(run("preview.sh", "deploy", "12").status).toBe(1);
    expect(project.has("preview.env")).toBe(false);
  });

  test("destroy a preview without an image", () => {
    const { status, lines } = run("preview.sh", "destroy", "12");
    expect(status).toBe(0);
    expect(destroyed(lines)).toEqual(["12"]);
    expect(lines.join("\n")).not.toContain("docker");
  });

  test.each([["0"], ["-1"], ["12; reboot"], ["../12"], [""]])("reject the number %j", (number) => {
    const { status, lines } = run("preview.sh", "destroy", number);
    expect(status).toBe(1);
    expect(lines).toEqual([]);
  });

  test.each(["STATE_BUCKET", "REGISTRY", "SCW_SECRET_KEY"])("fail without %s", (name) => {
    const { status, output } = project.run("preview.sh", { ...ENVIRONMENT, [name]: "" }, ["clean"]);
    expect([status, project.calls()]).toEqual([1, []]);
    expect(output).toContain(name);
  });

  test("clean destroys the previews of closed pull requests, and those that are old", () => {
    listPreviews([
      [1, 0],
      [2, 0],
      [12, 8],
    ]);
    const { status, lines } = run("preview.sh", "clean", "12", "2");
    expect(status).toBe(0);
    expect(destroyed(lines)).toEqual(["1", "12"]);
  });

  test("clean continues after a preview that cannot be destroyed, and fails at the end", () => {
    listPreviews([
      [1, 0],
      [2, 0],
    ]);
    project.answer("stacks/preview-1 init", { code: 1 });
    const { status, lines, output } = run("preview.sh", "clean");
    expect([status, destroyed(lines)]).toEqual([1, ["2"]]);
    expect(output).toMatch(/previews 1 were not destroyed/);
  });

  test("clean destroys nothing if the containers cannot be listed", () => {
    project.answer("/containers?project_id=", { code: 22 });
    const { status, lines } = run("preview.sh", "clean");
    expect([status, destroyed(lines)]).toEqual([1, []]);
  });

  test.each([
    ["GitHub", ".github/workflows/previews-clean.yml"],
    ["GitLab", ".gitlab-ci.yml"],
  ])("on %s, clean destroys nothing if the requests cannot be listed", (_, file) => {
    listPreviews([[1, 0]]);
    project.answer("pulls?state=open", { code: 1 });
    project.answer("merge_requests?state=opened", { code: 22 });
    const commands = JSON.stringify(parse(readFileSync(join(EXAMPLE, file), "utf8"), { merge: true }));
    const [command] = [...commands.matchAll(/"((?:[^"\\]|\\.)*)"/g)].filter(([text]) => text.includes("state=open"));
    project.write("ci/step.sh", `set -eo pipefail\n${JSON.parse(`"${command![1]!}"`) as string}`);
    const { status, lines } = run("step.sh");
    expect([status === 0, destroyed(lines)]).toEqual([false, []]);
  });

  test("write one comment on GitHub, and update it", () => {
    project.answer("comments?per_page", { out: JSON.stringify([{ id: 1, user: { login: "eve" }, body: MARKER }]) });
    run("github-preview-comment.sh", "12", "first");
    project.answer("comments?per_page", {
      out: JSON.stringify([{ id: 5, user: { login: "github-actions[bot]" }, body: `${MARKER}\nfirst` }]),
    });
    const { status, lines } = run("github-preview-comment.sh", "12", "second");
    expect(status).toBe(0);
    const written = lines.flatMap((line) => /--method (\w+) (\S+)/.exec(line)?.slice(1).join(" ") ?? []);
    expect(written).toEqual(["POST repos/shop/infra/issues/12/comments", "PATCH repos/shop/infra/issues/comments/5"]);
  });

  test("write one note on GitLab, and update it", () => {
    const notes = "https://gitlab.example.com/api/v4/projects/7/merge_requests/12/notes";
    project.answer("/user", { out: '{"id":3}' });
    project.answer("notes?per_page", { out: "[]" });
    run("gitlab-preview-note.sh", "12", "first");
    project.answer("notes?per_page=100&page=1", {
      out: JSON.stringify([
        { id: 4, author: { id: 9 }, body: MARKER },
        { id: 5, author: { id: 3 }, body: `${MARKER}\nfirst` },
      ]),
    });
    const { status } = run("gitlab-preview-note.sh", "12", "second");
    expect(status).toBe(0);
    const written = project
      .calls("--request")
      .map(({ line, stdin }) => [line.split("--request ")[1], JSON.parse(stdin) as unknown]);
    expect(written).toEqual([
      [`POST ${notes}`, { body: `${MARKER}\nfirst` }],
      [`PUT ${notes}/5`, { body: `${MARKER}\nsecond` }],
    ]);
  });
});
