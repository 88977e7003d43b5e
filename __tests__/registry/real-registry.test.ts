import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { errorOf, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, OCI_INDEX, sha256 } from "../helpers/registry-server";

const registries = useRegistries();
const BINARIES = ["docker-registry", "registry"];
const binary = BINARIES.find((name) => String(spawnSync(name, ["--version"]).stdout).includes("distribution"));
const missing = binary === undefined ? ` (no ${BINARIES.join(" or ")} of the distribution project on PATH)` : "";

(binary === undefined ? describe.skip : describe)(`the registry of the distribution project${missing}`, () => {
  let running: ChildProcess | undefined;
  afterEach(async () => {
    if (running?.kill("SIGKILL") === true) await once(running, "exit");
  });

  /** Starts the registry; returns an image name in it, and functions that push. */
  async function start() {
    const folder = registries.folder();
    const config = `version: 0.1\nstorage: {filesystem: {rootdirectory: ${folder}}}\nhttp: {addr: "127.0.0.1:0"}\n`;
    writeFileSync(join(folder, "config.yml"), config);
    running = spawn(binary!, ["serve", join(folder, "config.yml")], { stdio: ["ignore", "pipe", "pipe"] });
    let host = "";
    for await (const line of createInterface({ input: running.stderr! })) {
      host = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? "";
      if (host !== "") break;
    }
    running.stderr!.resume();
    running.stdout!.resume();
    const repository = `http://${host}/v2/shop/api`;
    const putBlob = async (content: string) => {
      const { headers } = await fetch(`${repository}/blobs/uploads/`, { method: "POST" });
      const { status } = await fetch(`${headers.get("location")}&digest=${sha256(content)}`, {
        method: "PUT",
        body: content,
      });
      expect(status).toBe(201);
      return { mediaType: "application/vnd.oci.image.config.v1+json", digest: sha256(content), size: content.length };
    };
    const put = async (tag: string, type: string, manifest: object) => {
      const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...manifest });
      const answer = await fetch(`${repository}/manifests/${tag}`, {
        method: "PUT",
        body,
        headers: { "content-type": type },
      });
      expect(answer.status).toBe(201);
      return { mediaType: type, digest: sha256(body), size: body.length };
    };
    const putImage = async (tag: string, architecture: string) => {
      const config = await putBlob(JSON.stringify({ os: "linux", architecture, tag }));
      const layer = { ...(await putBlob(`layer of ${tag}`)), mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" };
      const manifest = await put(tag, OCI_IMAGE, { config, layers: [layer] });
      return { manifest, size: config.size + layer.size };
    };
    return { image: `${host}/shop/api`, put, putImage };
  }

  test("resolves a tag, and again after the tag has moved", async () => {
    const { image, putImage } = await start();
    const first = await putImage("v1", "amd64");
    const client = registries.client();
    expect(await client.resolve(`${image}:v1`)).toEqual({
      digest: first.manifest.digest,
      mediaType: OCI_IMAGE,
      platform: "linux/amd64",
      compressedSizeBytes: first.size,
    });
    const { manifest } = await putImage("v1", "arm64");
    const moved = await errorOf(client.resolve(`${image}:v1`));
    expect(moved.code).toBe("platform-missing");
    expect(moved.message).toContain("linux/arm64");
    expect(await client.resolve(`${image}@${first.manifest.digest}`)).toMatchObject({ digest: first.manifest.digest });
    expect(manifest.digest).not.toBe(first.manifest.digest);
    const missing = await errorOf(client.resolve(`${image}:v2`));
    expect(missing).toMatchObject({ code: "image-not-found", status: 404 });
    expect(missing.message).toContain(": manifest unknown.");
  });

  test("resolves a tag to its index", async () => {
    const { image, put, putImage } = await start();
    const platforms = ["arm64", "amd64"].map((architecture) => ({ os: "linux", architecture }));
    const images = [await putImage("arm", "arm64"), await putImage("amd", "amd64")];
    const manifests = images.map(({ manifest }, at) => ({ ...manifest, platform: platforms[at] }));
    const { digest } = await put("v1", OCI_INDEX, { manifests });
    expect(await registries.client().resolve(`${image}:v1`)).toEqual({
      digest,
      mediaType: OCI_INDEX,
      platform: "linux/amd64",
      compressedSizeBytes: images[1]!.size,
    });
  });
});
