import { hasTools, isInstalled } from "../helpers/ci-project";
import { FakeGitHub } from "../helpers/fake-github";

const describeWithTools = hasTools() && isInstalled("git", "terraform", "unzip", "zip") ? describe : describe.skip;
const title = (comment: string) => comment.split("\n")[0]!.replace(/ <!--.*/, "");
const hashes = (comment: string) => comment.match(/stacks\/[\w-]+\/plan/g) ?? [];

let github: FakeGitHub;
afterEach(() => {
  github.remove();
});

type Stacks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const filesOf = (stacks: Stacks) =>
  Object.assign({}, ...Object.entries(stacks).map(([name, values]) => github.stack(name, values))) as Record<
    string,
    string
  >;

/** Opens a pull request and plans it. */
function request(branch: string, files: Readonly<Record<string, string>>): number {
  const number = github.push(branch, files);
  expect(github.plan(number)).toMatchObject({ status: 0 });
  return number;
}

/** A repository whose stacks are deployed. */
function start(stacks: Stacks): void {
  github = new FakeGitHub();
  expect(github.deliver(request("start", filesOf(stacks)))).toMatchObject([{ status: 0 }]);
}

const APPLIED = [{ status: 0 }];

describeWithTools("two pull requests at once", () => {
  test("are both applied, if they change different stacks", () => {
    start({ aaa: { api: 1 }, bbb: { web: 1 } });
    const one = request("one", filesOf({ aaa: { api: 2 } }));
    const two = request("two", filesOf({ bbb: { web: 2 } }));
    expect([one, two].map((number) => hashes(github.comment(number)))).toEqual([
      ["stacks/aaa/plan"],
      ["stacks/bbb/plan"],
    ]);
    expect(github.deliver(one)).toMatchObject(APPLIED);
    expect(github.deliver(two)).toMatchObject(APPLIED);
    expect([github.deployed("aaa"), github.deployed("bbb")]).toEqual([{ api: 2 }, { web: 2 }]);
  });

  test("are both applied, if they change different resources of one stack", () => {
    start({ shop: { aaa: 1, bbb: 1 } });
    const one = request("one", filesOf({ shop: { aaa: 2, bbb: 1, ccc: 2 } }));
    const two = request("two", filesOf({ shop: { aaa: 1, bbb: 2, ddd: 2 } }));
    expect(github.deliver(one)).toMatchObject(APPLIED);
    const push = github.merge(two);
    const { numbers } = github.requests(push);
    expect(numbers.map((number) => github.apply(push, number))).toMatchObject(APPLIED);
    // The configuration of the second one has neither the first one's change, nor its new resource.
    expect(github.deployed("shop")).toEqual({ aaa: 2, bbb: 2, ccc: 2, ddd: 2 });
    // A second run of the job finds that nothing remains.
    expect(github.apply(push, two)).toMatchObject({ status: 0 });
    expect(title(github.comment(two))).toMatch(/^✅ \*\*Applied\*\* in \d+ s\.$/);
  });

  test("need another review, if they change the same resource", () => {
    start({ shop: { aaa: 1, bbb: 1 } });
    const one = request("one", filesOf({ shop: { aaa: 2, bbb: 1 } }));
    const two = request("two", filesOf({ shop: { aaa: 3, bbb: 3 } }));
    expect(github.deliver(one)).toMatchObject(APPLIED);
    expect(github.deliver(two)).toMatchObject([{ status: 1 }]);
    expect(github.deployed("shop")).toEqual({ aaa: 2, bbb: 1 });
    expect(title(github.comment(two))).toMatch(
      /^🔴 \*\*Not applied\.\*\* The state of cdktf\.out\/stacks\/shop has changed/,
    );
  });

  test("are both applied with one push of a merge queue", () => {
    start({ aaa: { api: 1 }, bbb: { web: 1 } });
    const one = request("one", filesOf({ aaa: { api: 2 } }));
    const docs = request("docs", { "docs/notes.txt": "text" });
    const two = request("two", filesOf({ bbb: { web: 2 } }));
    const push = github.merge(one, docs, two);
    const { job, numbers } = github.requests(push);
    expect({ status: job.status, numbers }).toEqual({ status: 0, numbers: [one, two] });
    expect([one, docs, two].map((number) => title(github.comment(number)))).toEqual([
      expect.stringMatching(/^⏳/),
      "✅ **Nothing to apply.**",
      expect.stringMatching(/^⏳/),
    ]);
    for (const number of numbers) expect(github.apply(push, number)).toMatchObject({ status: 0 });
    expect([github.deployed("aaa"), github.deployed("bbb")]).toEqual([{ api: 2 }, { web: 2 }]);
  });
});

describeWithTools("a plan that the review itself adds", () => {
  test("is encrypted, reviewed and applied like the others", () => {
    github = new FakeGitHub();
    const orphan = Object.values(github.stack("old", { api: 1 }))[0]!;
    const script = `mkdir -p cdktf.out/stacks/old && cd cdktf.out/stacks/old && echo '${orphan}' >old.tf.json
      terraform init -input=false >/dev/null && terraform plan -out=plan >/dev/null && rm old.tf.json`;
    const number = request("one", { ...filesOf({ aaa: { api: 1 } }), "orphan.sh": script });
    expect(hashes(github.comment(number))).toEqual(["stacks/aaa/plan", "stacks/old/plan"]);
    expect(github.deliver(number)).toMatchObject(APPLIED);
    expect(github.deployed("old")).toEqual({ api: 1 });
  });
});
