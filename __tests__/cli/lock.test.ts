import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCKING, UNLOCKED, formatLock, parseLock, type ImageLock } from "../../lib/private/image-lock";
import { App } from "cdktf";
import { ContainerImage, ScalewayStack, ServerlessContainer } from "../../lib";
import { container, yamlOf } from "../helpers/manifests";
import { RegistryServer } from "../helpers/registry-server";
import { runCli, runCliWith } from "../helpers/run-cli";

const home = process.cwd();
let registry: RegistryServer;
let folder: string;
beforeEach(async () => {
  registry = await RegistryServer.start();
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  process.chdir(folder);
  process.env["DOCKER_CONFIG"] = folder;
});
afterEach(async () => {
  process.chdir(home);
  delete process.env["DOCKER_CONFIG"];
  rmSync(folder, { recursive: true });
  await registry.close();
});

const LOCK = "images.lock.json";
const lock = (...args: string[]) => runCli("lock", ...args);
const read = () => parseLock(readFileSync(LOCK, "utf8"), LOCK);
const write = (images: ImageLock) => {
  writeFileSync(LOCK, formatLock(images));
};
const image = (name = "api:main") => `${registry.host}/shop/${name}`;
const short = (digest: string) => `${digest.slice(0, 19)}…`;
const push = (tag: string, architecture = "amd64") => registry.putImage("shop/api", tag, { os: "linux", architecture });
/** The tag now is of another image. */
const move = (tag: string) => registry.putImage("shop/api", tag, { os: "linux", architecture: "amd64", moved: true });
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
const OLD = "2026-01-31T10:00:00Z";

/** A project whose program has containers of these images; it writes what CDKTF would. */
function writeApp(...containers: readonly { image: string; memory?: number; digest?: string }[]): void {
  const entries = containers.map(({ image: name, memory = 256, digest = UNLOCKED }, index) => [
    `c${index}`,
    {
      "//": { metadata: { path: `shop/c${index}/Resource` } },
      image: name,
      memory_limit_bytes: memory * 1_000_000,
      ...(digest !== "" && { registry_sha256: digest }),
    },
  ]);
  const json = JSON.stringify({ resource: { scaleway_container: Object.fromEntries(entries) as object } });
  writeFileSync(
    "app.cjs",
    `const { mkdirSync, writeFileSync } = require("node:fs");
     const folder = process.env.CDKTF_OUTDIR + "/stacks/shop";
     mkdirSync(folder, { recursive: true });
     writeFileSync(folder + "/cdk.tf.json", ${JSON.stringify(json)});
     console.log(process.env.CDKTF_CONTEXT_JSON);`,
  );
  writeFileSync("cdktf.json", JSON.stringify({ language: "typescript", app: "node app.cjs" }));
}

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
    expect(await lock(image())).toMatchObject({ out: "images.lock.json stays as it is: 2 images.\n" });
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
      `warning: shop/c2 runs ${image("api:v1")} without the lock's digest; use ContainerImage.fromLock`,
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
    expect((await lock()).out).toContain("note: ghcr.io/shop/old:v1 is not used; take it out with --prune\n");
    expect(Object.keys(read())).toEqual([image(), "ghcr.io/shop/old:v1"].sort());
    expect((await lock("--prune")).out).toContain("note: ghcr.io/shop/old:v1 is not used, and taken out\n");
    expect(Object.keys(read())).toEqual([image()]);
    expect(await lock("--prune", image())).toMatchObject({ code: 2 });
  });

  test("takes a placeholder out that nothing uses, as a new project has one", async () => {
    push("main");
    write({ "ghcr.io/shop/new:v1": { digest: UNLOCKED, resolvedAt: OLD } });
    writeApp({ image: image() });
    expect((await lock()).out).toContain("note: ghcr.io/shop/new:v1 is not used, and taken out\n");
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
    expect(err).toContain(
      `error: ${image("api:arm")}: is not for linux/amd64, which Scaleway runs, but for linux/arm64`,
    );
    expect(err).toContain(`error: ${image("api:none")}: `);
    expect(err).toMatch(/2 problems; nothing was written\.\n$/);
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
      `warning: ${image("api:b")} has 251 MiB compressed, more than 250: it starts slowly, and Scaleway takes 1 GiB uncompressed`,
      `warning: ${image("api:c")} has 489 MiB compressed, more than 250: it starts slowly, and Scaleway takes 1 GiB uncompressed`,
      "warning: shop/c1 has 511 MB of memory, and its image has 263 MB; 512 MB go with that",
      "warning: shop/c2 has 1023 MB of memory, and its image has 512 MB; 1024 MB go with that",
      "warning: shop/c4 has 255 MB of memory, and its image has 256 MB; 256 MB go with that",
    ]);
  });

  test("shows on a terminal how far it is, and nothing of that elsewhere", async () => {
    push("main");
    push("v1");
    const shown: string[] = [];
    await runCliWith({ progress: (text) => shown.push(text) }, "lock", image(), image("api:v1"));
    expect(shown).toEqual(["Asked for 1 of 2 images", "Asked for 2 of 2 images", ""]);
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
    expect(out).toMatch(/images\.lock\.json is current: 1 image\.\n$/);
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
        `error: ${image()} has moved: ${short(digest)} is locked, of ${day}, and the registry has ${short(moved.digest)}; take it with npx scw-containers lock --update ${image()}\n` +
        `error: ${image("api:v1")} is not in images.lock.json; run npx scw-containers lock ${image("api:v1")}\n` +
        "2 problems; images.lock.json is not current.\n",
    });
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("fails, when the lock was changed by hand or by a merge", async () => {
    push("main");
    await lock(image());
    writeFileSync(LOCK, `${readFileSync(LOCK, "utf8")}\n`);
    expect(await lock("--check")).toMatchObject({
      code: 1,
      err: expect.stringContaining("images.lock.json was changed by hand or by a merge; look at it") as string,
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

describe("lock --from", () => {
  const digest = `sha256:${"c".repeat(64)}`;
  const descriptor = { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 10 };
  const built = { "containerimage.digest": digest, "containerimage.descriptor": descriptor };
  const from = async (tool: string, metadata: unknown, ...images: string[]) => {
    writeFileSync("metadata.json", JSON.stringify(metadata));
    return lock("--from", tool, "metadata.json", ...images);
  };
  const [api, web] = ["rg.fr-par.scw.cloud/shop/api:v1", "rg.fr-par.scw.cloud/shop/web:v1"];

  test("buildx takes the digest for each name of the image, and asks no registry", async () => {
    const metadata = {
      ...built,
      "image.name": `${api},${api.replace("v1", "main")}`,
      "containerimage.config.digest": "x",
    };
    expect(await from("buildx", metadata)).toEqual({
      code: 0,
      out:
        `new          ${api}  ${short(digest)}\n` +
        `new          ${api.replace("v1", "main")}  ${short(digest)}\n` +
        "Wrote images.lock.json: 2 images.\n",
      err: "",
    });
    expect(read()).toEqual({
      [api]: { digest, mediaType: descriptor.mediaType, resolvedAt: time },
      [api.replace("v1", "main")]: { digest, mediaType: descriptor.mediaType, resolvedAt: time },
    });
  });

  test("tells what moves, and of what was rolled back that it goes forward", async () => {
    const other = `sha256:${"e".repeat(64)}`;
    write({
      [api]: { digest: other, image: api.replace("v1", "v0"), resolvedAt: OLD },
      [web]: { digest, resolvedAt: OLD },
    });
    const { out } = await from("skaffold", { builds: [{ tag: `${api}@${digest}` }, { tag: `${web}@${digest}` }] });
    expect(out).toBe(
      `moved        ${api}  ${short(other)} → ${short(digest)}\n` +
        `warning: ${api} was rolled back, and goes forward\n` +
        `same         ${web}  ${short(digest)}\n` +
        "Wrote images.lock.json: 2 images.\n",
    );
    expect(read()[api]).toMatchObject({ digest, resolvedAt: time });
    expect(read()[api]).not.toHaveProperty("image");
  });

  test("goes by the names of the code, when the build writes Docker Hub's in full", async () => {
    write({
      "shop/api": { digest: UNLOCKED, resolvedAt: OLD },
      "shop/api:latest": { digest: UNLOCKED, resolvedAt: OLD },
    });
    const metadata = { ...built, "image.name": "docker.io/shop/api:latest" };
    expect(await from("buildx", metadata)).toMatchObject({ code: 0 });
    expect(Object.entries(read()).map(([name, entry]) => [name, entry.digest])).toEqual([
      ["shop/api", digest],
      ["shop/api:latest", digest],
    ]);
    expect(await from("buildx", metadata, "index.docker.io/shop/api")).toMatchObject({ code: 0 });
    expect(read()["index.docker.io/shop/api"]).toMatchObject({ digest });
  });

  test("bake takes the digest of each target", async () => {
    const metadata = {
      "buildx.build.warnings": [],
      api: { ...built, "image.name": api },
      web: { ...built, "containerimage.digest": `sha256:${"d".repeat(64)}`, "image.name": web },
    };
    expect(await from("bake", metadata)).toMatchObject({ code: 0, err: "" });
    expect(Object.entries(read()).map(([name, entry]) => [name, entry.digest])).toEqual([
      [api, digest],
      [web, `sha256:${"d".repeat(64)}`],
    ]);
  });

  test("skaffold takes the digest of each build", async () => {
    const builds = [
      { imageName: "api", tag: `${api}@${digest}` },
      { imageName: "web", tag: `${web}@${digest}` },
    ];
    expect(await from("skaffold", { builds }, web)).toMatchObject({ code: 0, err: "" });
    expect(read()).toEqual({ [web]: { digest, resolvedAt: time } });
  });

  test("keeps the time of a digest that stays, and drops what was known of another", async () => {
    const known = { mediaType: "x", platform: "linux/amd64", compressedSizeBytes: 5 };
    write({ [api]: { digest, ...known, resolvedAt: OLD }, [web]: { digest: UNLOCKED, ...known, resolvedAt: OLD } });
    await from("skaffold", { builds: [{ tag: `${api}@${digest}` }, { tag: `${web}@${digest}` }] });
    expect(read()).toEqual({
      [api]: { digest, ...known, resolvedAt: OLD },
      [web]: { digest, resolvedAt: time },
    });
  });

  test.each<[string, string, unknown, string]>([
    [
      "has no digest",
      "buildx",
      { "image.name": api },
      `metadata.json ${api}: has no digest of a manifest: it was not pushed`,
    ],
    [
      "has a digest of the configuration alone",
      "buildx",
      { "image.name": api, "containerimage.config.digest": digest },
      "has no digest of a manifest",
    ],
    [
      "has the digest of the configuration in its place",
      "buildx",
      { ...built, "image.name": api, "containerimage.config.digest": digest },
      "has no digest of a manifest",
    ],
    ["has zeros", "buildx", { "image.name": api, "containerimage.digest": UNLOCKED }, "has no digest of a manifest"],
    [
      "has two digests for a name",
      "bake",
      {
        a: { ...built, "image.name": api },
        b: { "image.name": api, "containerimage.digest": `sha256:${"d".repeat(64)}` },
      },
      "has several digests; give each image a tag of its own",
    ],
    [
      "has no name",
      "buildx",
      built,
      "metadata.json: has no image of buildx; build with docker buildx build --push --tag",
    ],
    ["is of another tool", "bake", { ...built, "image.name": api }, "has no image of bake"],
    ["was not pushed", "skaffold", { builds: [{ tag: api }] }, "has no digest of a manifest"],
    ["has no builds", "skaffold", {}, "has no image of skaffold"],
    ["has a name that is none", "buildx", { ...built, "image.name": "A B" }, '"A B" is no image reference'],
    ["is a list", "buildx", [], "has no image of buildx"],
  ])("is refused, when the file %s", async (_, tool, metadata, says) => {
    const { code, err } = await from(tool, metadata);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(LOCK)).toBe(false);
  });

  test("is refused, when there is no file, no JSON, or the image is not in it", async () => {
    expect((await lock("--from", "buildx")).err).toContain("error: --from: needs the file that buildx wrote");
    expect((await lock("--from", "buildx", "none.json")).err).toContain("none.json: there is no such file");
    writeFileSync("bad.json", "{");
    expect((await lock("--from", "buildx", "bad.json")).err).toContain("bad.json: is no JSON");
    const { code, err } = await from("buildx", { ...built, "image.name": api }, web);
    expect([code, err]).toEqual([2, `error: "${web}" is not in metadata.json, which has ${api}\n`]);
  });
});

describe("in git", () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const commit = (subject: string) => {
    git("add", LOCK);
    git("commit", "--quiet", "--allow-empty", "--date=2026-11-20T10:00:00Z", "-m", subject);
    return git("rev-parse", "--short=8", "HEAD").trim();
  };

  /** Two releases under one tag, then one under a tag of its own. */
  async function release() {
    git("init", "--quiet");
    const first = push("main");
    await lock(image());
    const commits = [commit("Release 1")];
    const second = move("main");
    await lock("--update");
    commits.push(commit("Release 2"));
    return { first, second, commits };
  }

  test("--history lists the digests that an image has had, the newest first", async () => {
    const { first, second, commits } = await release();
    push("v3");
    await lock(image("api:v3"));
    const { code, out, err } = await lock("--history", "api");
    expect([code, err]).toEqual([0, ""]);
    const day = new Date().toISOString().slice(0, 10);
    expect(out).toBe(
      `${image("api")}\n` +
        `  now  v3    ${short(read()[image("api:v3")]!.digest)}  not committed\n` +
        `  now  main  ${short(second.digest)}  ${day}  ${commits[1]} Release 2 (Ada)\n` +
        `       main  ${short(first.digest)}  ${day}  ${commits[0]} Release 1 (Ada)\n`,
    );
  });

  test("--rollback takes the digest before, and the tag that has it no more is not what is pulled", async () => {
    const { first, second } = await release();
    const { code, out, err } = await lock("--rollback", "api");
    expect([code, err]).toEqual([0, ""]);
    const byDigest = `${image("api")}@${first.digest}`;
    const digits = first.digest.slice(7, 19);
    expect(out).toBe(
      `rolled back  ${image()}  ${short(second.digest)} → ${short(first.digest)}\n` +
        "warning: no tag has that digest any more, and it is not certain that Scaleway pulls by a digest alone\n" +
        `note: give it one: docker buildx imagetools create --tag ${image(`api:rollback-${digits}`)} ${byDigest} && npx scw-containers lock --rollback ${image()} ${digits}\n` +
        `note: forward again with npx scw-containers lock --update ${image()}\n` +
        "Wrote images.lock.json: 1 image.\n" +
        "Commit the lock, with the snapshots that it changes, and deploy.\n",
    );
    expect(read()[image()]).toMatchObject({ digest: first.digest, image: byDigest });
    registry.retag("shop/api", first.digest, `rollback-${digits}`);
    expect(await lock("--rollback", image(), digits)).toMatchObject({ code: 0, err: "" });
    expect(read()[image()]).toMatchObject({ digest: first.digest, image: image(`api:rollback-${digits}`) });
    expect((await lock("--history", "api")).out).toContain(
      `  now  main  ${short(first.digest)}  not committed  a rollback\n`,
    );
  });

  test("--rollback pulls by the tag that has the digest still", async () => {
    git("init", "--quiet");
    const first = push("v1");
    await lock(image("api:v1"));
    commit("Release 1");
    push("v2");
    writeApp({ image: image("api:v2") });
    await lock("--prune");
    commit("Release 2");
    expect(await lock("--rollback", image("api:v2"))).toMatchObject({ code: 0, err: "" });
    expect(read()).toMatchObject({ [image("api:v2")]: { digest: first.digest, image: image("api:v1") } });
  });

  test("--rollback pulls by any other tag that has the digest, a version before a name that moves", async () => {
    const { first, second } = await release();
    for (const tag of ["canary", "sha-1", "v0"]) push(tag);
    registry.retag("shop/api", first.digest, "sha-1");
    registry.retag("shop/api", first.digest, "canary");
    registry.retag("shop/api", second.digest, "v0");
    expect(await lock("--rollback", "api")).toMatchObject({ code: 0, err: "" });
    expect(read()).toMatchObject({ [image()]: { digest: first.digest, image: image("api:sha-1") } });
  });

  test("what is rolled back stays so, and is checked, until it is named", async () => {
    const { first, second } = await release();
    await lock("--rollback", "api");
    const line =
      `rolled back  ${image()}  ${short(first.digest)}  under 1 MB\n` +
      `note: ${image()} goes forward again with npx scw-containers lock --update ${image()}\n`;
    expect(await lock("--check")).toEqual({ code: 0, out: `${line}images.lock.json is current: 1 image.\n`, err: "" });
    expect(await lock("--update")).toMatchObject({ out: `${line}images.lock.json stays as it is: 1 image.\n` });
    expect(await lock("--update", image())).toMatchObject({ code: 0 });
    expect(read()[image()]).toMatchObject({ digest: second.digest });
    expect(read()[image()]).not.toHaveProperty("image");
  });

  test("--rollback goes further back each time, forward by a digest, and no further than there is", async () => {
    const { first, second } = await release();
    const third = registry.putImage("shop/api", "main", { os: "linux", architecture: "amd64", moved: "again" });
    await lock("--update");
    commit("Release 3");
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(second.digest);
    commit("Roll back");
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(first.digest);
    const { code, err } = await lock("--rollback", "api");
    expect([code, err]).toEqual([
      2,
      `error: ${image()} has no earlier digest; others that it had: ${short(second.digest)}, ${short(third.digest)}\n`,
    ]);
    expect(await lock("--rollback", "api", third.digest.slice(7, 19))).toMatchObject({ code: 0 });
    expect(read()[image()]).toMatchObject({ digest: third.digest });
    expect(read()[image()]).not.toHaveProperty("image");
  });

  test("--rollback is refused, when the digest is unknown, ambiguous or the one that runs", async () => {
    const { second } = await release();
    const before = readFileSync(LOCK, "utf8");
    const refused = async (...args: string[]) => {
      const { code, err } = await lock("--rollback", ...args);
      expect([code, readFileSync(LOCK, "utf8")]).toEqual([2, before]);
      return err;
    };
    expect(await refused("api", "123456")).toContain(
      '"123456" is the start of no digest that it had; write 7 digits or more',
    );
    expect(await refused("api", second.digest)).toContain("is the digest now");
    expect(await refused("api", "1234567", "1234567")).toContain("--rollback takes one digest");
    expect(await refused("web")).toContain(`"web" is no image of the lock, which has ${image()}`);
  });

  test("--rollback goes from release to release, where each has a tag of its own, and never forward", async () => {
    git("init", "--quiet");
    const releases = [];
    write({ [image("api:v0")]: { digest: UNLOCKED, resolvedAt: OLD } });
    commit("Start");
    for (const tag of ["v1", "v2", "v3"]) {
      releases.push(push(tag));
      writeApp({ image: image(`api:${tag}`) });
      await lock("--prune");
      commit(`Release ${tag}`);
    }
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
    git("init", "--quiet");
    const first = push("prod");
    push("staging");
    await lock(image("api:prod"), image("api:staging"));
    commit("Start");
    move("staging");
    await lock("--update", image("api:staging"));
    commit("Stage");
    move("prod");
    await lock("--update", image("api:prod"));
    commit("Release");
    await lock("--rollback", image("api:prod"));
    expect(read()[image("api:prod")]).toMatchObject({ digest: first.digest });
  });

  test("--rollback goes to the digest before, when the same one came back", async () => {
    const { first, second } = await release();
    registry.retag("shop/api", first.digest, "main");
    await lock("--update");
    commit("Release 1 again");
    await lock("--rollback", "api");
    expect(read()[image()]?.digest).toBe(second.digest);
  });

  test("a merge counts as one deploy, and a broken lock in between as none", async () => {
    const { first, second } = await release();
    git("switch", "--quiet", "-c", "later");
    const third = registry.putImage("shop/api", "main", { os: "linux", architecture: "amd64", moved: "later" });
    await lock("--update");
    commit("Not deployed yet");
    git("switch", "--quiet", "-");
    writeFileSync(LOCK, "{");
    commit("Break it");
    git("merge", "--quiet", "--strategy=ours", "--no-commit", "later");
    git("checkout", "--quiet", "later", "--", LOCK);
    commit("Merge");
    const { out } = await lock("--history", "api");
    expect(out.split("\n").map((line) => line.replace(/^.*(sha256:\S+).* (\S+) \(Ada\)$/, "$1 $2"))).toEqual([
      image("api"),
      `${short(third.digest)} Merge`,
      `${short(second.digest)} 2`,
      `${short(first.digest)} 1`,
      "",
    ]);
  });

  test("--check fails, when the tag that a rollback pulls has another digest now", async () => {
    const { first } = await release();
    registry.retag("shop/api", first.digest, "v1");
    await lock("--rollback", "api");
    expect(read()[image()]?.image).toBe(image("api:v1"));
    expect(await lock("--check")).toMatchObject({ code: 0 });
    const moved = move("v1");
    const { code, err } = await lock("--check");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        `error: ${image()} is rolled back to ${image("api:v1")}, which was ${short(first.digest)} and is ${short(moved.digest)} now; look for another tag with npx scw-containers lock --rollback ${image()} ${first.digest.slice(7, 19)}\n`,
      ),
    ]);
    expect(await lock("--update")).toMatchObject({ code: 1 });
  });

  test("fails, and changes nothing, when the registry has the digest no more", async () => {
    const { first } = await release();
    registry.intercept("HEAD", new RegExp(first.digest), (response) => response.writeHead(404).end());
    registry.intercept("GET", new RegExp(first.digest), (response) => response.writeHead(404).end("{}"));
    const before = readFileSync(LOCK, "utf8");
    const { code, err } = await lock("--rollback", "api");
    expect([code, err]).toEqual([1, expect.stringContaining(`error: ${image("api")}@${first.digest}: `)]);
    expect(readFileSync(LOCK, "utf8")).toBe(before);
  });

  test("asks for the full name, when a name may be several", async () => {
    git("init", "--quiet");
    push("main");
    push("v1");
    await lock(image(), image("api:v1"));
    commit("Start");
    expect(await lock("--rollback", "api")).toEqual({
      code: 2,
      out: "",
      err: `error: "api" may be ${image()}, ${image("api:v1")}; name one in full\n`,
    });
    expect(await lock("--history", "api")).toMatchObject({ code: 0 });
  });

  test("tells of a clone that lacks the history, as CI makes it", async () => {
    await release();
    git("clone", "--quiet", "--depth=1", `file://${folder}`, "clone");
    const { code, err } = await lock("--rollback", "api", "--lock-file", "clone/images.lock.json");
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("git has only the last commits here: git fetch --unshallow"),
    ]);
  });

  test("fails without a stack trace, when the lock is in no repository", async () => {
    push("main");
    await lock(image());
    const { code, err } = await lock("--history", "api");
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^error: git has no history of images\.lock\.json, which has to be committed: .*\n$/),
    ]);
  });
});

describe("is refused", () => {
  test.each<[string, string[], string]>([
    [
      "nothing says what is used",
      [],
      "error: there is no cdktf.json here; name the images, or what uses them: --manifests",
    ],
    ["an image is none", ["A B"], '"A B" is no image reference; write registry/name:tag'],
    ["an image has a digest", [`a:1@sha256:${"a".repeat(64)}`], "has a digest, and needs no lock; leave it out"],
    ["two modes are given", ["--check", "--update"], "error: option '--check' cannot be used with option '--update'"],
    ["a tool is unknown", ["--from", "kaniko", "x"], "Allowed choices are buildx, bake, skaffold."],
    ["--prune is to check", ["--check", "--prune"], "error: --prune: goes by all that is used"],
    [
      "an option is not for --from",
      ["--from", "bake", "x", "--prune"],
      "error: --from: takes no --prune; leave it out",
    ],
    [
      "arguments are not for --history",
      ["--history", "a", "b", "--app", "c"],
      "error: --history: takes no --app b; leave it out",
    ],
    ["a manifest is none", ["--manifests", "none.yaml"], "none.yaml: there is no such file"],
  ])("when %s", async (_, args, says) => {
    const { code, err } = await lock(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(LOCK)).toBe(false);
  });

  test.each([
    ["[", "is no JSON"],
    ["[]", "has no app"],
    ['{"app": ""}', "has no app; write the command that runs the program"],
  ])("when cdktf.json is %s", async (text, says) => {
    writeFileSync("cdktf.json", text);
    const { code, err } = await lock();
    expect([code, err]).toEqual([2, expect.stringContaining(`error: cdktf.json: ${says}`)]);
  });

  test("when the lock is broken", async () => {
    writeFileSync(LOCK, "{");
    expect(await lock(image())).toMatchObject({
      code: 2,
      err: expect.stringContaining("images.lock.json: is no JSON") as string,
    });
  });
});

describe("fails", () => {
  test("with what the program says, when it fails", async () => {
    const { code, err } = await lock("--app", "echo to out; echo to err >&2; exit 3");
    expect(code).toBe(1);
    expect(err).toBe("error: echo to out; echo to err >&2; exit 3 failed with code 3:\nto out\nto err\n");
  });

  test("with the end of what the program says, as plain text, and waits for nothing that it leaves running", async () => {
    const app = String.raw`sleep 600 & echo $! > pid; seq 100; printf '\ta\033[31m\033]0;x\007\n'; exit 3`;
    const { err } = await lock("--app", app);
    process.kill(Number(readFileSync("pid", "utf8")));
    expect(err).toContain(" failed with code 3:\n52\n53\n");
    expect(err).toMatch(/100\n {2}a\n$/);
  });

  test("when the program writes no stack where it is told to", async () => {
    const { code, err } = await lock("--app", "true");
    expect([code, err]).toEqual([
      1,
      "error: The program wrote no stack into CDKTF_OUTDIR; use new App() without outdir.\n",
    ]);
  });

  test("without a half-written file, when the lock cannot be written", async () => {
    push("main");
    const { code, err } = await lock(image(), "--lock-file", "none/images.lock.json");
    expect([code, err]).toEqual([1, expect.stringContaining("error: ENOENT")]);
    expect(readdirSync(".")).toEqual([]);
  });
});

test("a program with an outdir of its own is refused, so that no placeholder is left there", () => {
  process.env[LOCKING] = folder;
  try {
    const stack = new ScalewayStack(new App({ outdir: join(tmpdir(), "elsewhere") }), "shop", { region: "fr-par" });
    const props = { image: ContainerImage.fromLock(image()), privacy: "private" } as const;
    expect(() => new ServerlessContainer(stack, "api", props)).toThrow("use new App() without outdir");
  } finally {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to take a variable away
    delete process.env[LOCKING];
  }
});

test("a program of this library says what it locks, before anything is locked", async () => {
  const { digest } = push("main");
  const main = `
    import { App } from "cdktf";
    import { ContainerImage, ScalewayStack, ServerlessContainer } from ${JSON.stringify(join(home, "lib"))};
    const app = new App();
    const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
    new ServerlessContainer(stack, "api", { image: ContainerImage.fromLock("${image()}"), privacy: "private" });
    app.synth();`;
  writeFileSync(join(home, "cdktf.out-lock-test.ts"), main);
  try {
    const app = `node --import ${join(home, "node_modules/tsx/dist/loader.mjs")} ${join(home, "cdktf.out-lock-test.ts")}`;
    expect(await lock("--app", app)).toMatchObject({ code: 0, err: "" });
    expect(read()).toMatchObject({ [image()]: { digest } });
  } finally {
    rmSync(join(home, "cdktf.out-lock-test.ts"));
  }
});
