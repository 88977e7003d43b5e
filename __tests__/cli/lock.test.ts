import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { UNLOCKED } from "../../lib/images/lock-file";
import {
  LOCK,
  OLD,
  image,
  lock,
  move,
  push,
  read,
  registry,
  short,
  statuses,
  time,
  write,
  writeApp,
  useLockProject,
} from "../helpers/lock-project";
import { container, yamlOf } from "../helpers/manifests";
import { printed, printedErrors, runCli, runCliWith } from "../helpers/run-cli";

const matching = (pattern: string) => expect.stringMatching(pattern) as string;
useLockProject();

describe("lock", () => {
  test("writes the digest, type, platform and size of an image that is named", async () => {
    const { digest, size } = push("main");
    const { code, out, err } = await lock(image());
    expect([code, statuses(out), err]).toEqual([0, [["new", image(), short(digest)]], ""]);
    expect(read()).toEqual({
      [image()]: {
        digest,
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        platform: "linux/amd64",
        compressedSizeBytes: size,
        resolvedAt: time(),
      },
    });
    expect(readdirSync(".")).toEqual([LOCK]);
  });

  test("uses the lock file and the region of the settings", async () => {
    writeFileSync("scw-containers.yaml", "region: nl-ams\nlockFile: other.lock.json\n");
    const { digest } = push("main");
    const registryEndpoint = { value: `${registry.host}/shop` };
    const spec = { image: { registryEndpoint, name: "api", tag: "main" }, region: undefined };
    writeFileSync("api.yaml", yamlOf(container(spec)));
    const { code, out } = await lock("--manifests", "api.yaml");
    expect({ code, statuses: statuses(out) }).toEqual({ code: 0, statuses: [["new", image(), short(digest)]] });
    expect(readFileSync("other.lock.json", "utf8")).toContain(digest);
    expect(existsSync(LOCK)).toBe(false);
  });

  test("keeps what is locked already, wherever the tag is now, and asks for the rest", async () => {
    const { digest } = push("main");
    push("v1");
    await lock(image());
    move("main");
    registry.requests.length = 0;
    expect(await lock(image(), image("api:v1"))).toMatchObject({ code: 0, err: "" });
    expect(read()[image()]?.digest).toBe(digest);
    expect(registry.log.filter((line) => line.includes("/manifests/main"))).toEqual([]);
    const before = readFileSync(LOCK, "utf8");
    const { out } = await lock(image());
    expect([statuses(out), readFileSync(LOCK, "utf8")]).toEqual([[], before]);
  });

  test("locks what cdktf.json's program uses and gives no digest of its own", async () => {
    const pinned = `sha256:${"a".repeat(64)}`;
    push("main");
    push("v1");
    writeApp(
      { image: image() },
      { image: image() },
      { image: image("api:v1"), digest: "" },
      { image: image("api:v2"), digest: "build-7" },
      { image: `${image("api")}@${pinned}`, digest: pinned },
      { image: "${data.x.y.endpoint}/api:v1" },
    );
    const { code, out, err } = await lock();
    expect([code, err]).toEqual([0, ""]);
    expect(Object.keys(read())).toEqual([image(), image("api:v1")]);
    expect(printed("warning", out)).toEqual([{ text: matching(`^shop/c2 .*${image("api:v1")}`) }]);
  });

  test("locks what the manifests use, and asks no program", async () => {
    const { digest } = push("main");
    const parts = { registryEndpoint: { value: `${registry.host}/shop` }, name: "api", tag: "main" };
    writeFileSync("api.yaml", yamlOf(container({ image: parts })));
    writeFileSync("pinned.yaml", yamlOf(container({ registrySha256: "7" }, { name: "pinned" })));
    expect(await lock("--manifests", "api.yaml", "pinned.yaml")).toMatchObject({ code: 0, err: "" });
    expect(Object.keys(read())).toEqual([image()]);
    expect(await runCli("synth", "api.yaml", "--quiet")).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync("cdktf.out/stacks/api/cdk.tf.json", "utf8")).toContain(`"registry_sha256": "${digest}"`);
  });

  test("asks again for a placeholder, as a new project has one", async () => {
    const { digest } = push("main");
    write({ [image()]: { digest: UNLOCKED, resolvedAt: OLD } });
    expect(await lock(image())).toMatchObject({ code: 0 });
    expect(read()[image()]).toMatchObject({ digest, resolvedAt: time() });
    expect(read()[image()]?.resolvedAt).not.toBe(OLD);
  });

  test("notes what is not used any more, and takes it out with --prune", async () => {
    push("main");
    const other = { digest: `sha256:${"b".repeat(64)}`, resolvedAt: OLD };
    write({ "ghcr.io/shop/old:v1": other });
    writeApp({ image: image() });
    expect(printed("note", (await lock()).out)).toEqual([{ text: matching("^ghcr.io/shop/old:v1 .*--prune") }]);
    expect(Object.keys(read())).toEqual([image(), "ghcr.io/shop/old:v1"].sort());
    expect(printed("note", (await lock("--prune")).out)).toEqual([{ text: matching("^ghcr.io/shop/old:v1 ") }]);
    expect(Object.keys(read())).toEqual([image()]);
    expect(await lock("--prune", image())).toMatchObject({ code: 2 });
  });

  test("takes a placeholder out that nothing uses, as a new project has one", async () => {
    push("main");
    write({ "ghcr.io/shop/new:v1": { digest: UNLOCKED, resolvedAt: OLD } });
    writeApp({ image: image() });
    expect(printed("note", (await lock()).out)).toEqual([{ text: matching("^ghcr.io/shop/new:v1 ") }]);
    expect(Object.keys(read())).toEqual([image()]);
  });

  test("needs no secret of a manifest", async () => {
    push("main");
    const parts = { registryEndpoint: { value: `${registry.host}/shop` }, name: "api", tag: "main" };
    const env = { secrets: [{ name: "KEY", value: "${env:NO_SUCH_VARIABLE}" }] };
    writeFileSync("api.yaml", yamlOf(container({ image: parts, env })));
    expect(await lock("--manifests", "api.yaml")).toMatchObject({ code: 0, err: "" });
    expect(await runCli("synth", "api.yaml")).toMatchObject({ code: 2 });
  });

  test("writes nothing, and names each, when some cannot be had", async () => {
    push("main");
    push("arm", "arm64");
    const { code, out, err } = await lock(image(), image("api:arm"), image("api:none"));
    expect([code, out]).toEqual([1, ""]);
    expect(printedErrors(err)).toEqual([
      { code: "registry-failure", text: expect.stringMatching(/api:arm: .*linux\/amd64.*linux\/arm64/) as string },
      { code: "registry-failure", text: expect.stringContaining(`${image("api:none")}: `) as string },
    ]);
    expect(existsSync(LOCK)).toBe(false);
  });

  test("warns of a large image, and of a container with less memory than goes with it", async () => {
    const config = registry.putBlob('{"os":"linux","architecture":"amd64"}');
    const sized = (tag: string, size: number) =>
      registry.putManifest(
        "shop/api",
        tag,
        { schemaVersion: 2, config, layers: [{ mediaType: "x", digest: config.digest, size: size - config.size }] },
        "application/vnd.oci.image.manifest.v1+json",
      );
    sized("a", 250 * 2 ** 20);
    sized("b", 250 * 2 ** 20 + 1);
    sized("c", 512_000_000);
    sized("d", 255_999_999);
    writeApp(
      { image: image("api:a"), memory: 512 },
      { image: image("api:b"), memory: 511 },
      { image: image("api:c"), memory: 1023 },
      { image: image("api:c"), memory: 1024 },
      { image: image("api:d"), memory: 255 },
      { image: image("api:d"), memory: 256 },
    );
    const { code, out } = await lock();
    expect(code).toBe(0);
    expect(printed("warning", out)).toEqual(
      [
        `^${image("api:b")} .*\\b251 MiB\\b`,
        `^${image("api:c")} .*\\b489 MiB\\b`,
        "^shop/c1 .*\\b511 MB\\b.*\\b263 MB\\b.*\\b512 MB\\b",
        "^shop/c2 .*\\b1023 MB\\b.*\\b512 MB\\b.*\\b1024 MB\\b",
        "^shop/c4 .*\\b255 MB\\b.*\\b256 MB\\b.*\\b256 MB\\b",
      ].map((values) => ({ text: matching(values) })),
    );
  });

  test("shows on a terminal how far it is, and nothing of that elsewhere", async () => {
    push("main");
    push("v1");
    const shown: string[] = [];
    await runCliWith({ progress: (text) => shown.push(text) }, "lock", image(), image("api:v1"));
    expect(shown).toEqual([
      "Looking for images",
      "Reading 0 of 2 images",
      "Reading 1 of 2 images",
      "Reading 2 of 2 images",
      "",
    ]);
  });
});

describe("lock --check", () => {
  test("passes, and changes nothing, when every tag has the digest that is locked", async () => {
    const { digest } = push("main");
    await lock(image());
    const before = readFileSync(LOCK, "utf8");
    writeApp({ image: image() });
    const { code, out, err } = await lock("--check");
    expect([code, err]).toEqual([0, ""]);
    expect(statuses(out)).toEqual([["same", image(), short(digest)]]);
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("fails and says which, when a tag has moved or is not locked", async () => {
    const { digest } = push("main");
    await lock(image());
    const moved = move("main");
    push("v1");
    writeApp({ image: image() }, { image: image("api:v1") });
    const before = readFileSync(LOCK, "utf8");
    const day = read()[image()]!.resolvedAt.slice(0, 10);
    const { code, out, err } = await lock("--check");
    const command = "npx scw-containers lock";
    const values = `locked ${short(digest)} \\(${day}\\), registry ${short(moved.digest)}`;
    expect([code, out, printedErrors(err)]).toEqual([
      1,
      "",
      [
        { code: "tag-moved", text: matching(`^${image()}: .*${values}.*${command} --update ${image()} `) },
        { code: "not-locked", text: matching(`^${image("api:v1")}: .*${LOCK}.*${command} ${image("api:v1")}`) },
      ],
    ]);
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("fails, when the lock was changed by hand or by a merge", async () => {
    push("main");
    await lock(image());
    const formatted = readFileSync(LOCK, "utf8");
    writeFileSync(LOCK, `${formatted}\n`);
    expect(await lock("--check")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error\[lock-edited\]: images\.lock\.json: /) as string,
    });
    await lock("--update");
    expect(readFileSync(LOCK, "utf8")).toBe(formatted);
    expect(await lock("--check")).toMatchObject({ code: 0 });
  });

  test("goes by the lock alone, where no program is", async () => {
    push("main");
    await lock(image());
    expect(await lock("--check")).toMatchObject({ code: 0, err: "" });
    move("main");
    expect(await lock("--check")).toMatchObject({ code: 1 });
  });
});

describe("lock --update", () => {
  test("takes the digests that the tags have now, and keeps the time of those that stay", async () => {
    const { digest } = push("main");
    const stays = push("v1");
    write({
      [image()]: { digest, resolvedAt: OLD },
      [image("api:v1")]: { digest: stays.digest, resolvedAt: OLD },
    });
    const moved = move("main");
    const { code, out } = await lock("--update");
    expect(code).toBe(0);
    expect(statuses(out)).toEqual([
      ["moved", image(), `${short(digest)} → ${short(moved.digest)}`],
      ["same", image("api:v1"), short(stays.digest)],
    ]);
    expect(read()[image()]).toMatchObject({ digest: moved.digest, resolvedAt: time() });
    expect(read()[image()]?.resolvedAt).not.toBe(OLD);
    expect(read()[image("api:v1")]).toMatchObject({ digest: stays.digest, resolvedAt: OLD, platform: "linux/amd64" });
  });

  test("takes that of a named image, and leaves the others", async () => {
    const { digest } = push("main");
    push("v1");
    await lock(image(), image("api:v1"));
    move("main");
    const v1 = move("v1");
    expect(await lock("--update", image("api:v1"))).toMatchObject({ code: 0 });
    expect(read()).toMatchObject({ [image()]: { digest }, [image("api:v1")]: { digest: v1.digest } });
  });
});
