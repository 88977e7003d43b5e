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
  time,
  write,
  writeApp,
  useLockProject,
} from "../helpers/lock-project";
import { container, yamlOf } from "../helpers/manifests";
import { printedErrors, runCli, runCliWith } from "../helpers/run-cli";

useLockProject();

describe("lock", () => {
  test("writes the digest, type, platform and size of an image that is named", async () => {
    const { digest, size } = push("main");
    expect(await lock(image())).toEqual({
      code: 0,
      out: `new          ${image()}  ${short(digest)}  under 1 MB\nWrote images.lock.json: 1 image.\n`,
      err: "",
    });
    expect(read()).toEqual({
      [image()]: {
        digest,
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        platform: "linux/amd64",
        compressedSizeBytes: size,
        resolvedAt: time,
      },
    });
    expect(readdirSync(".")).toEqual([LOCK]);
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
    expect(await lock(image())).toMatchObject({ out: "images.lock.json is unchanged: 2 images.\n" });
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
    expect(out).toContain(
      `warning: shop/c2 runs ${image("api:v1")} without its locked digest. Use ContainerImage.fromLock`,
    );
    expect(out).not.toContain("shop/c0 runs");
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
    expect(read()[image()]).toMatchObject({ digest, resolvedAt: time });
    expect(read()[image()]?.resolvedAt).not.toBe(OLD);
  });

  test("notes what is not used any more, and takes it out with --prune", async () => {
    push("main");
    const other = { digest: `sha256:${"b".repeat(64)}`, resolvedAt: OLD };
    write({ "ghcr.io/shop/old:v1": other });
    writeApp({ image: image() });
    expect((await lock()).out).toContain("note: ghcr.io/shop/old:v1 is not used. Remove it with --prune.\n");
    expect(Object.keys(read())).toEqual([image(), "ghcr.io/shop/old:v1"].sort());
    expect((await lock("--prune")).out).toContain("note: ghcr.io/shop/old:v1 is not used and was removed.\n");
    expect(Object.keys(read())).toEqual([image()]);
    expect(await lock("--prune", image())).toMatchObject({ code: 2 });
  });

  test("takes a placeholder out that nothing uses, as a new project has one", async () => {
    push("main");
    write({ "ghcr.io/shop/new:v1": { digest: UNLOCKED, resolvedAt: OLD } });
    writeApp({ image: image() });
    expect((await lock()).out).toContain("note: ghcr.io/shop/new:v1 is not used and was removed.\n");
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
    expect(out.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
      `warning: ${image("api:b")} has 251 MiB compressed, more than 250 MiB. It starts slowly, and Scaleway accepts at most 1 GiB uncompressed.`,
      `warning: ${image("api:c")} has 489 MiB compressed, more than 250 MiB. It starts slowly, and Scaleway accepts at most 1 GiB uncompressed.`,
      "warning: shop/c1 has 511 MB of memory for a 263 MB image. 512 MB is recommended.",
      "warning: shop/c2 has 1023 MB of memory for a 512 MB image. 1024 MB is recommended.",
      "warning: shop/c4 has 255 MB of memory for a 256 MB image. 256 MB is recommended.",
    ]);
  });

  test("shows on a terminal how far it is, and nothing of that elsewhere", async () => {
    push("main");
    push("v1");
    const shown: string[] = [];
    await runCliWith({ progress: (text) => shown.push(text) }, "lock", image(), image("api:v1"));
    expect(shown).toEqual(["Resolved 1 of 2 images", "Resolved 2 of 2 images", ""]);
  });
});

describe("lock --check", () => {
  test("passes, and changes nothing, when every tag has the digest that is locked", async () => {
    push("main");
    await lock(image());
    const before = readFileSync(LOCK, "utf8");
    writeApp({ image: image() });
    const { code, out, err } = await lock("--check");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/images\.lock\.json is up to date: 1 image\.\n$/);
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
    expect(await lock("--check")).toEqual({
      code: 1,
      out: "",
      err:
        `error[tag-moved]: ${image()}: the tag has moved: locked ${short(digest)} (${day}), registry ${short(moved.digest)}. Run npx scw-containers lock --update ${image()} to update the lock file.\n` +
        `error[not-locked]: ${image("api:v1")}: is not in images.lock.json. Run npx scw-containers lock ${image("api:v1")}.\n` +
        "Found 2 errors. images.lock.json is not up to date.\n",
    });
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("fails, when the lock was changed by hand or by a merge", async () => {
    push("main");
    await lock(image());
    writeFileSync(LOCK, `${readFileSync(LOCK, "utf8")}\n`);
    expect(await lock("--check")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error\[lock-edited\]: images\.lock\.json: /) as string,
    });
    expect(await lock("--update")).toMatchObject({ out: expect.stringContaining("Wrote images.lock.json") as string });
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
    expect(out).toBe(
      `moved        ${image()}  ${short(digest)} → ${short(moved.digest)}  under 1 MB\n` +
        `same         ${image("api:v1")}  ${short(stays.digest)}  under 1 MB\n` +
        "Wrote images.lock.json: 2 images.\n",
    );
    expect(read()[image()]).toMatchObject({ digest: moved.digest, resolvedAt: time });
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
