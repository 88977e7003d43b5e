import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { UNLOCKED, formatLock, type ImageLock } from "../../lib/images/lock-file";
import { COMMIT_DAY, commitVersions } from "../helpers/git-history";
import {
  LOCK,
  OLD,
  folder,
  image,
  lock,
  move,
  push,
  read,
  registry,
  short,
  statuses,
  useLockProject,
} from "../helpers/lock-project";
import { printed, printedErrors } from "../helpers/run-cli";

const containing = (text: string) => expect.stringContaining(text) as string;

useLockProject();

describe("in git", () => {
  const git = (...args: string[]) => {
    const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    return execFileSync("git", [...identity, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  };
  /** Commits locks as releases; returns the IDs of the commits. */
  const commitLocks = (...locks: readonly ImageLock[]) =>
    commitVersions(
      LOCK,
      ...locks.map((images, index) => ({ subject: `Release ${index + 1}`, text: formatLock(images) })),
    );
  const commit = (subject: string) => commitVersions(LOCK, { subject, text: readFileSync(LOCK, "utf8") });
  const entryOf = ({ digest }: { readonly digest: string }) => ({ digest, resolvedAt: OLD });

  /** Two releases under one tag. */
  function release() {
    const first = push("main");
    const second = move("main");
    const commits = commitLocks(...[first, second].map((each) => ({ [image()]: entryOf(each) })));
    return { first, second, commits };
  }

  /** The digests that `--history` has printed. */
  const historyIn = (out: string) =>
    Array.from(
      out.matchAll(/^ {2}(now| {3}) {2}(\S+) +(\S+) {2}(?:(\S+) {2}([0-9a-f]{8}) (.+) \((.+)\))?/gm),
      ([, now, tag, digest, ...commit]) => ({
        ...{ isCurrent: now === "now", tag, digest },
        ...(commit[0] !== undefined && { commit }),
      }),
    );

  test("--history lists the digests that an image has had, the newest first", async () => {
    const { first, second, commits } = release();
    push("v3");
    await lock(image("api:v3"));
    const { code, out, err } = await lock("--history", "api");
    expect([code, err, out.split("\n")[0]]).toEqual([0, "", image("api")]);
    const commitOf = (release: number) => [COMMIT_DAY, commits[release - 1]?.slice(0, 8), `Release ${release}`, "Ada"];
    expect(historyIn(out)).toEqual([
      { isCurrent: true, tag: "v3", digest: short(read()[image("api:v3")]!.digest) },
      { isCurrent: true, tag: "main", digest: short(second.digest), commit: commitOf(2) },
      { isCurrent: false, tag: "main", digest: short(first.digest), commit: commitOf(1) },
    ]);
  });

  test("--rollback takes the digest before, and the tag that has it no more is not what is pulled", async () => {
    const { first, second } = release();
    const { code, out, err } = await lock("--rollback", "api");
    expect([code, err]).toEqual([0, ""]);
    const byDigest = `${image("api")}@${first.digest}`;
    const digits = first.digest.slice(7, 19);
    expect(statuses(out)).toEqual([["rolled back", image(), `${short(second.digest)} → ${short(first.digest)}`]]);
    const tag = `docker buildx imagetools create --tag ${image(`api:rollback-${digits}`)} ${byDigest} && `;
    expect([printed("warning", out), printed("note", out)]).toEqual([
      [{ text: expect.any(String) as string }],
      [
        { text: containing(`${tag}npx scw-containers lock --rollback ${image()} ${digits}`) },
        { text: containing(`npx scw-containers lock --update ${image()}`) },
      ],
    ]);
    expect(read()[image()]).toMatchObject({ digest: first.digest, image: byDigest });
    registry.retag("shop/api", first.digest, `rollback-${digits}`);
    expect(await lock("--rollback", image(), digits)).toMatchObject({ code: 0, err: "" });
    expect(read()[image()]).toMatchObject({ digest: first.digest, image: image(`api:rollback-${digits}`) });
    const [current] = historyIn((await lock("--history", "api")).out);
    expect(current).toEqual({ isCurrent: true, tag: "main", digest: short(first.digest) });
  });

  test("--rollback pulls by the tag that has the digest still", async () => {
    const first = push("v1");
    commitLocks({ [image("api:v1")]: entryOf(first) }, { [image("api:v2")]: entryOf(push("v2")) });
    expect(await lock("--rollback", image("api:v2"))).toMatchObject({ code: 0, err: "" });
    expect(read()).toMatchObject({ [image("api:v2")]: { digest: first.digest, image: image("api:v1") } });
  });

  test("--rollback pulls by any other tag that has the digest, a version before a name that moves", async () => {
    const { first, second } = release();
    for (const tag of ["canary", "sha-1", "v0"]) push(tag);
    registry.retag("shop/api", first.digest, "sha-1");
    registry.retag("shop/api", first.digest, "canary");
    registry.retag("shop/api", second.digest, "v0");
    expect(await lock("--rollback", "api")).toMatchObject({ code: 0, err: "" });
    expect(read()).toMatchObject({ [image()]: { digest: first.digest, image: image("api:sha-1") } });
  });

  test("what is rolled back stays so, and is checked, until it is named", async () => {
    const { first, second } = release();
    await lock("--rollback", "api");
    for (const mode of ["--check", "--update"]) {
      const { code, out, err } = await lock(mode);
      expect([code, err, statuses(out)]).toEqual([0, "", [["rolled back", image(), short(first.digest)]]]);
      expect(printed("note", out)).toEqual([{ text: containing(`npx scw-containers lock --update ${image()}`) }]);
      expect(read()[image()]).toMatchObject({ digest: first.digest });
    }
    expect(await lock("--update", image())).toMatchObject({ code: 0 });
    expect(read()[image()]).toMatchObject({ digest: second.digest });
    expect(read()[image()]).not.toHaveProperty("image");
  });

  test("--rollback goes further back each time, forward by a digest, and no further than there is", async () => {
    const { first, second } = release();
    const third = registry.putImage("shop/api", "main", { os: "linux", architecture: "amd64", moved: "again" });
    commitLocks({ [image()]: entryOf(third) });
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(second.digest);
    commit("Roll back");
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(first.digest);
    const { code, err } = await lock("--rollback", "api");
    const [error] = printedErrors(err);
    expect([code, error?.code]).toEqual([2, "no-earlier-digest"]);
    for (const { digest } of [second, third]) expect(error?.text).toContain(short(digest));
    expect(await lock("--rollback", "api", third.digest.slice(7, 19))).toMatchObject({ code: 0 });
    expect(read()[image()]).toMatchObject({ digest: third.digest });
    expect(read()[image()]).not.toHaveProperty("image");
  });

  test("--rollback is refused, when the digest is unknown, ambiguous or the one that runs", async () => {
    const { second } = release();
    const before = readFileSync(LOCK, "utf8");
    const refused = async (...args: string[]) => {
      const { code, err } = await lock("--rollback", ...args);
      expect([code, readFileSync(LOCK, "utf8")]).toEqual([2, before]);
      return printedErrors(err);
    };
    expect(await refused("api", "123456")).toEqual([{ code: "unknown-digest", text: containing('"123456"') }]);
    expect(await refused("api", "1234567")).toEqual([{ code: "unknown-digest", text: containing('"1234567"') }]);
    expect(await refused("api", second.digest)).toEqual([{ code: "current-digest", text: containing(second.digest) }]);
    expect(await refused("api", "1234567", "12")).toEqual([{ code: "option-conflict", text: containing('"12"') }]);
    expect(await refused("web")).toEqual([{ code: "unknown-image", text: containing(image()) }]);
  });

  test("--rollback goes from release to release, where each has a tag of its own, and never forward", async () => {
    const releases = ["v1", "v2", "v3"].map((tag) => ({ [image(`api:${tag}`)]: entryOf(push(tag)) }));
    commitLocks({ [image("api:v0")]: entryOf({ digest: UNLOCKED }) }, ...releases);
    const entries = [];
    while (entries.length < releases.length) {
      const { code } = await lock("--rollback", "api");
      entries.push([code, read()[image("api:v3")]?.image]);
      commit("Roll back");
    }
    expect(entries).toEqual([
      [0, image("api:v2")],
      [0, image("api:v1")],
      [2, image("api:v1")],
    ]);
  });

  test("--rollback goes by what ran under the tag, and not by what another tag had meanwhile", async () => {
    const [first, staging] = [push("prod"), push("staging")];
    const locks = [
      [first, staging],
      [first, move("staging")],
      [move("prod"), move("staging")],
    ] as const;
    commitLocks(
      ...locks.map(([prod, stage]) => ({ [image("api:prod")]: entryOf(prod), [image("api:staging")]: entryOf(stage) })),
    );
    await lock("--rollback", image("api:prod"));
    expect(read()[image("api:prod")]).toMatchObject({ digest: first.digest });
  });

  test("--rollback goes to the digest before, when the same one came back", async () => {
    const { first, second } = release();
    registry.retag("shop/api", first.digest, "main");
    commitLocks({ [image()]: entryOf(first) });
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(second.digest);
  });

  test("a merge counts as one deploy, and a broken or deleted lock in between as none", async () => {
    const { first, second } = release();
    const third = registry.putImage("shop/api", "main", { os: "linux", architecture: "amd64", moved: "later" });
    const [later = ""] = commitLocks({ [image()]: entryOf(third) });
    git("reset", "--quiet", "--soft", "HEAD~1");
    commitVersions(LOCK, { subject: "Break it", text: "{" }, { subject: "Delete it", text: undefined });
    const merge = git("commit-tree", `${later}^{tree}`, "-p", "HEAD", "-p", later, "-m", "Merge");
    git("reset", "--quiet", "--hard", merge);
    const { out } = await lock("--history", "api");
    expect(historyIn(out).map(({ digest, commit: [, , subject] = [] }) => [digest, subject])).toEqual([
      [short(third.digest), "Merge"],
      [short(second.digest), "Release 2"],
      [short(first.digest), "Release 1"],
    ]);
  });

  test("--check fails, when the tag that a rollback pulls has another digest now", async () => {
    const { first } = release();
    registry.retag("shop/api", first.digest, "v1");
    await lock("--rollback", "api");
    expect(read()[image()]?.image).toBe(image("api:v1"));
    expect(await lock("--check")).toMatchObject({ code: 0 });
    const moved = move("v1");
    const { code, err } = await lock("--check");
    const [error] = printedErrors(err);
    expect([code, error?.code]).toEqual([1, "rollback-lost"]);
    const command = `npx scw-containers lock --rollback ${image()} ${first.digest.slice(7, 19)}`;
    for (const part of [`${image()}: `, image("api:v1"), short(first.digest), short(moved.digest), command]) {
      expect(error?.text).toContain(part);
    }
    expect(await lock("--update")).toMatchObject({ code: 1 });
  });

  test("fails, and changes nothing, when the registry has the digest no more", async () => {
    const { first } = release();
    registry.intercept("HEAD", new RegExp(first.digest), (response) => response.writeHead(404).end());
    registry.intercept("GET", new RegExp(first.digest), (response) => response.writeHead(404).end("{}"));
    const before = readFileSync(LOCK, "utf8");
    const { code, err } = await lock("--rollback", "api");
    expect([code, err]).toEqual([1, expect.stringContaining(`error: ${image("api")}@${first.digest}: `)]);
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("asks for the full name, when a name may be several", async () => {
    commitLocks({ [image()]: entryOf(push("main")), [image("api:v1")]: entryOf(push("v1")) });
    const { code, out, err } = await lock("--rollback", "api");
    expect([code, out]).toEqual([2, ""]);
    expect(printedErrors(err)).toEqual([
      { code: "ambiguous-name", text: containing(`${image()}, ${image("api:v1")}`) },
    ]);
    expect(await lock("--history", "api")).toMatchObject({ code: 0 });
  });

  test("tells of a clone that lacks the history, as CI makes it", async () => {
    release();
    git("clone", "--quiet", "--depth=1", `file://${folder}`, "clone");
    const { code, err } = await lock("--rollback", "api", "--lock-file", "clone/images.lock.json");
    expect([code, printedErrors(err)]).toEqual([
      2,
      [{ code: "no-earlier-digest", text: containing("git fetch --unshallow") }],
    ]);
  });

  test("fails without a stack trace, when the lock is in no repository", async () => {
    push("main");
    await lock(image());
    const { code, err } = await lock("--history", "api");
    expect([code, err]).toEqual([1, expect.stringMatching(/^error: images\.lock\.json: .*\(fatal: .*\)\. .*\n$/)]);
  });
});
