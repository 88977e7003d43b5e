import { existsSync, writeFileSync } from "node:fs";
import { UNLOCKED } from "../../lib/images/lock-file";
import { LOCK, OLD, lock, read, short, statuses, time, write, useLockProject } from "../helpers/lock-project";
import { printed, printedErrors } from "../helpers/run-cli";

useLockProject();
const containing = (text: string) => expect.stringContaining(text) as string;

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
    const { code, out, err } = await from("buildx", metadata);
    expect([code, statuses(out), err]).toEqual([
      0,
      [
        ["new", api, short(digest)],
        ["new", api.replace("v1", "main"), short(digest)],
      ],
      "",
    ]);
    expect(read()).toEqual({
      [api]: { digest, mediaType: descriptor.mediaType, resolvedAt: time() },
      [api.replace("v1", "main")]: { digest, mediaType: descriptor.mediaType, resolvedAt: time() },
    });
  });

  test("tells what moves, and of what was rolled back that it goes forward", async () => {
    const other = `sha256:${"e".repeat(64)}`;
    write({
      [api]: { digest: other, image: api.replace("v1", "v0"), resolvedAt: OLD },
      [web]: { digest, resolvedAt: OLD },
    });
    const { out } = await from("skaffold", { builds: [{ tag: `${api}@${digest}` }, { tag: `${web}@${digest}` }] });
    expect(statuses(out)).toEqual([
      ["moved", api, `${short(other)} → ${short(digest)}`],
      ["same", web, short(digest)],
    ]);
    expect(printed("warning", out)).toEqual([{ text: containing(api) }]);
    expect(read()[api]).toMatchObject({ digest, resolvedAt: time() });
    expect(read()[api]).not.toHaveProperty("image");
  });

  test("rolls forward to the digest of the rollback, without its image and with a new time", async () => {
    write({ [api]: { digest, image: api.replace("v1", "v0"), resolvedAt: OLD } });
    const { out } = await from("skaffold", { builds: [{ tag: `${api}@${digest}` }] });
    expect(printed("warning", out)).toEqual([{ text: containing(api) }]);
    expect(read()).toEqual({ [api]: { digest, resolvedAt: time() } });
    expect(read()[api]?.resolvedAt).not.toBe(OLD);
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
    expect(read()).toEqual({ [web]: { digest, resolvedAt: time() } });
  });

  test("keeps the time of a digest that stays, and drops what was known of another", async () => {
    const known = { mediaType: "x", platform: "linux/amd64", compressedSizeBytes: 5 };
    write({ [api]: { digest, ...known, resolvedAt: OLD }, [web]: { digest: UNLOCKED, ...known, resolvedAt: OLD } });
    await from("skaffold", { builds: [{ tag: `${api}@${digest}` }, { tag: `${web}@${digest}` }] });
    expect(read()).toEqual({
      [api]: { digest, ...known, resolvedAt: OLD },
      [web]: { digest, resolvedAt: time() },
    });
  });

  test.each<[string, string, unknown, string]>([
    ["has no digest", "buildx", { "image.name": api }, "not-pushed"],
    [
      "has a digest of the configuration alone",
      "buildx",
      { "image.name": api, "containerimage.config.digest": digest },
      "not-pushed",
    ],
    [
      "has the digest of the configuration in its place",
      "buildx",
      { ...built, "image.name": api, "containerimage.config.digest": digest },
      "not-pushed",
    ],
    ["has zeros", "buildx", { "image.name": api, "containerimage.digest": UNLOCKED }, "not-pushed"],
    [
      "has two digests for a name",
      "bake",
      {
        a: { ...built, "image.name": api },
        b: { "image.name": api, "containerimage.digest": `sha256:${"d".repeat(64)}` },
      },
      "several-digests",
    ],
    ["has no name", "buildx", built, "no-built-image"],
    ["is of another tool", "bake", { ...built, "image.name": api }, "no-built-image"],
    ["was not pushed", "skaffold", { builds: [{ tag: api }] }, "not-pushed"],
    ["has no builds", "skaffold", {}, "no-built-image"],
    ["has a name that is none", "buildx", { ...built, "image.name": "A B" }, "invalid-image-reference"],
    ["is a list", "buildx", [], "no-built-image"],
  ])("is refused, when the file %s", async (_, tool, metadata, issueCode) => {
    const { code, err } = await from(tool, metadata);
    const errors = printedErrors(err);
    expect([code, ...new Set(errors.map((error) => error.code))]).toEqual([2, issueCode]);
    for (const { text } of errors) expect(text).toMatch(/^metadata\.json\b/);
    expect(existsSync(LOCK)).toBe(false);
  });

  test("is refused, when there is no file, no JSON, or the image is not in it", async () => {
    const errors = async (...args: string[]) => {
      const { code, err } = await lock("--from", "buildx", ...args);
      expect(code).toBe(2);
      return printedErrors(err);
    };
    expect(await errors()).toEqual([{ code: "missing", text: containing("--from: ") }]);
    expect(await errors("none.json")).toEqual([{ code: "file-not-found", text: containing("none.json: ") }]);
    writeFileSync("bad.json", "sk-abc123secret");
    const [error, ...more] = await errors("bad.json");
    expect([error?.code, ...more]).toEqual(["invalid-json"]);
    expect(error?.text).toContain("bad.json: ");
    expect(error?.text).not.toContain("sk-");
    writeFileSync("metadata.json", JSON.stringify({ ...built, "image.name": api }));
    expect(await errors("metadata.json", web)).toEqual([
      { code: "unknown-image", text: expect.stringMatching(`^${web}: .*metadata\\.json.*${api}`) as string },
    ]);
  });
});
