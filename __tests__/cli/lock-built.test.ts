import { existsSync, writeFileSync } from "node:fs";
import { UNLOCKED } from "../../lib/images/lock-file";
import { LOCK, OLD, lock, read, short, time, write, useLockProject } from "../helpers/lock-project";

useLockProject();

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
