import { hasTools, isInstalled } from "../helpers/ci-project";
import { FakeGitLab } from "../helpers/fake-gitlab";

const describeWithTools = hasTools() && isInstalled("git", "terraform", "unzip", "zip") ? describe : describe.skip;
const title = (note: string) => note.split("\n")[0]!.replace(/ <!--.*/, "");

let gitlab: FakeGitLab;
beforeEach(() => {
  gitlab = new FakeGitLab();
});
afterEach(() => {
  gitlab.remove();
});

describeWithTools("the note of a merge request", () => {
  test("contains the review, then that it waits, and how it was applied, also for a second run", () => {
    const number = gitlab.push("one", gitlab.stack("shop", { api: 1 }));
    expect(gitlab.plan(number)).toMatchObject({ status: 0 });
    const planned = gitlab.comment(number);
    expect(planned).toMatch(/\n\nCommit [0-9a-f]{40}, planned /);
    const push = gitlab.merge(number);
    const applied = gitlab.apply(push, () => {
      expect(title(gitlab.comment(number))).toBe("⏳ **Waiting.**");
    });
    expect(applied.status).toBe(0);
    expect(gitlab.apply(push).status).toBe(0);
    const note = gitlab.comment(number);
    expect(note).toMatch(/^✅ \*\*Applied\*\* in \d+ s\. /);
    expect(note.slice(note.indexOf("🟢"))).toBe(planned);
  });

  test("contains what failed instead of an earlier review", () => {
    const number = gitlab.push("one", gitlab.stack("shop", { api: 1 }));
    gitlab.plan(number);
    gitlab.push("one", { "stacks/shop/cdk.tf.json": "{" });
    expect(gitlab.plan(number).status).toBe(1);
    expect(gitlab.comment(number)).not.toContain("No known risk");
    expect(gitlab.apply(gitlab.merge(number)).status).toBe(1);
    expect(title(gitlab.comment(number))).toContain("The plan of merge request 1 did not succeed.");
  });
});

describeWithTools("two merge requests at once", () => {
  test("are both applied, if they change different resources of one stack, and a third one changes nothing", () => {
    const first = gitlab.push("start", gitlab.stack("shop", { aaa: 1, bbb: 1 }));
    gitlab.plan(first);
    expect(gitlab.apply(gitlab.merge(first)).status).toBe(0);
    const one = gitlab.push("one", gitlab.stack("shop", { aaa: 2, bbb: 1 }));
    const two = gitlab.push("two", gitlab.stack("shop", { aaa: 1, bbb: 2 }));
    const docs = gitlab.push("docs", { "docs/notes.txt": "text" });
    for (const number of [one, two, docs]) expect(gitlab.plan(number)).toMatchObject({ status: 0 });
    for (const number of [one, two, docs]) expect(gitlab.apply(gitlab.merge(number))).toMatchObject({ status: 0 });
    expect(gitlab.deployed("shop")).toEqual({ aaa: 2, bbb: 2 });
    expect(title(gitlab.comment(docs))).toBe("✅ **Nothing to apply.**");
  });
});
