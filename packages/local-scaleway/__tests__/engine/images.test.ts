import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { buildImage } from "../../../../scripts/host-node-image";
import { DeploymentError } from "../../src/engine/engine";
import { connect } from "../../src/engine/connect";
import { prepareImage } from "../../src/engine/images";
import { Pulls } from "../../src/engine/pulls";
import { ask, buildNodeImage, describeWithEngine, docker, NODE_IMAGE, useEngine } from "../helpers/engine";

const never = new AbortController().signal;

describeWithEngine("an image", () => {
  const { engine, start } = useEngine();
  const prepare = (image: string) => engine().prepare(image, never);

  test("of this machine is used, also if its registry does not exist", async () => {
    await buildNodeImage();
    const name = "rg.fr-par.scw.cloud/scw-local-test/api";
    await (await docker()).getImage(NODE_IMAGE).tag({ repo: name, tag: "v1" });
    const instance = await start({ image: await prepare(`${name}:v1`) });
    expect((await ask(instance)).argv).toEqual([]);
    await instance.stop();
    await expect(prepare(`${name}:v2`)).rejects.toThrow(DeploymentError);
    await (await docker()).getImage(`${name}:v1`).remove();
  });

  test("for arm64 is rejected with Scaleway's text, then with the reason", async () => {
    const folder = temporaryFolder("arm");
    mkdirSync(join(folder, "files"));
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY files /\n");
    const tag = "localhost/scw-local-test:arm64";
    await buildImage(await docker(), folder, tag, "linux/arm64");
    await expect(prepare(tag)).rejects.toThrow(
      /^An internal error occurred while .* linux\/arm64, .* --platform linux\/amd64/,
    );
    await (await docker()).getImage(tag).remove();
  });

  test("that cannot be pulled is an error that says how to build it", async () => {
    const image = "localhost:1/shop/api:v1";
    await expect(prepare(image)).rejects.toThrow(
      `${image}: is not on this machine, and localhost:1 is not reachable. Build it: docker build --platform linux/amd64 -t ${image} .`,
    );
  });

  test.each(["", "A B", "shop/api:", "http://shop/api"])("cannot have the name %j", async (image) => {
    await expect(prepare(image)).rejects.toThrow(DeploymentError);
  });
});

describe("a pull", () => {
  const progress: string[] = [];
  const pulls: { url: string; auth: unknown }[] = [];
  let answer: object = {};
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      const auth = String(request.headers["x-registry-auth"] ?? "");
      pulls.push({
        url: request.url ?? "",
        auth: auth === "" ? undefined : JSON.parse(Buffer.from(auth, "base64url").toString()),
      });
      response.end(`${JSON.stringify({ status: "Pulling" })}\n${JSON.stringify(answer)}\n`);
    } else if (pulls.length > 0)
      response.end(JSON.stringify({ Id: "sha256:1234", Os: "linux", Architecture: "amd64" }));
    else response.writeHead(404).end("{}");
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());
  beforeEach(() => {
    progress.length = 0;
    pulls.length = 0;
    answer = {};
  });

  async function pull(image: string, config: object = {}): Promise<string> {
    const folder = temporaryFolder("docker");
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const { port } = server.address() as AddressInfo;
    const client = await connect({ protocol: "http", host: "127.0.0.1", port });
    return await prepareImage(
      client,
      image,
      { HOME: folder, DOCKER_CONFIG: folder, SCW_SECRET_KEY: "real-key" },
      never,
      new Pulls((text) => progress.push(text)),
    );
  }

  test("asks for amd64, with the user's Docker login of the registry", async () => {
    const auth = Buffer.from("ada:pass:word").toString("base64");
    await pull("ghcr.io/shop/api:v1", { auths: { "ghcr.io": { auth }, "docker.io": { auth: "eDp5" } } });
    const { searchParams: query } = new URL(pulls[0]!.url, "http://localhost");
    expect([query.get("fromImage"), query.get("tag")]).toEqual(["ghcr.io/shop/api", "v1"]);
    expect(query.get("platform")).toBe("linux/amd64");
    expect(pulls[0]?.auth).toMatchObject({ username: "ada", password: "pass:word", serveraddress: "ghcr.io" });
    expect(pulls[0]?.url).not.toContain("word");
  });

  test("reports its progress", async () => {
    answer = { id: "a", status: "Downloading", progressDetail: { current: 1_000_000, total: 3_000_000 } };
    await pull("ghcr.io/shop/api:v1");
    expect(progress.slice(-2)).toEqual(["Pulling ghcr.io/shop/api:v1: 1 of 3 MB", ""]);
  });

  test("of a digest asks for the digest, without the tag", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    await pull(`nginx:1.29@${digest}`);
    const { searchParams: query } = new URL(pulls[0]!.url, "http://localhost");
    expect([query.get("fromImage"), query.get("tag")]).toEqual(["docker.io/library/nginx", digest]);
  });

  test("does not use the key of the local Scaleway", async () => {
    expect(await pull("rg.fr-par.scw.cloud/my-registry/api:v1")).toBe("sha256:1234");
    expect(pulls[0]?.auth).toBeUndefined();
  });

  test.each([
    ["unauthorized: access to the requested resource", /ghcr\.io denies access.*docker build.*docker login ghcr\.io/],
    ["manifest unknown", /neither on this machine nor in the registry/],
    ["dial tcp: lookup ghcr.io: no such host", /ghcr\.io is not reachable/],
    ["no space left on device", /cannot be pulled: no space left on device/],
  ])("that fails with %j says what to do, without the password", async (error, message) => {
    answer = { error: `${error} secret-word` };
    const auth = Buffer.from("ada:secret-word").toString("base64");
    const failure: unknown = await pull("ghcr.io/shop/api:v1", { auths: { "ghcr.io": { auth } } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(DeploymentError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).not.toContain("secret-word");
  });

  test("that is aborted ends with the reason of the abort", async () => {
    const { port } = server.address() as AddressInfo;
    const client = await connect({ protocol: "http", host: "127.0.0.1", port });
    const reason = new Error("deleted");
    await expect(prepareImage(client, "ghcr.io/shop/api:v1", {}, AbortSignal.abort(reason), new Pulls())).rejects.toBe(
      reason,
    );
  });
});
