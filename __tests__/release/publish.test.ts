import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { json } from "node:stream/consumers";
import { ReleaseFolder } from "./release-folder";

const NAMES = ["local", "containers", "containers-cdktn"] as const;

interface Packument {
  readonly versions: Record<string, { dist: { integrity: string } }>;
  readonly "dist-tags": Record<string, string>;
}

test("npm publishes the packed files", async () => {
  const packages = new Map<string, Packument>();
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1));
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.method !== "PUT") answer(packages.has(name) ? 200 : 404, packages.get(name) ?? { error: "Not found" });
    else {
      void json(request).then((body) => {
        packages.set(name, body as Packument);
        answer(201, {});
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const folder = new ReleaseFolder();
    folder.write("user.npmrc", `//${host}:_authToken=token\nupdate-notifier=false\n`);
    const env = {
      npm_config_registry: `http://${host}`,
      npm_config_userconfig: join(folder.path, "user.npmrc"),
      npm_config_cache: join(folder.path, ".npm"),
    };
    expect(await folder.run(["pack", "packed"], env)).toMatchObject({ code: 0, errors: [] });
    expect(await folder.run(["publish", "packed"], env)).toMatchObject({ code: 0, errors: [] });
    expect([...packages.keys()]).toEqual(NAMES);
    const list = JSON.parse(folder.read("packed/packages.json")) as { name: string; integrity: string }[];
    for (const { name, integrity } of list) {
      expect(packages.get(name)).toMatchObject({
        "dist-tags": { latest: "1.0.0" },
        versions: { "1.0.0": { dist: { integrity } } },
      });
    }
  } finally {
    server.close();
  }
});

describe("with a stand-in for npm", () => {
  /** A folder with packed files, and the answers of a registry. */
  class Packed extends ReleaseFolder {
    constructor(version = "1.0.0", registry: Readonly<Record<string, unknown>> = {}, npm = "11.6.0") {
      super(version);
      mkdirSync(join(this.path, "bin"));
      cpSync(join(__dirname, "fake-npm.mjs"), join(this.path, "bin/npm"));
      this.setRegistry(registry, { version: npm });
      const list = NAMES.map((name) => ({ name, version, filename: `${name}.tgz`, integrity: integrityOf(name) }));
      for (const name of NAMES) this.write(`packed/${name}.tgz`, name);
      this.writeJson("packed/packages.json", list);
    }

    /** Sets the answers of the stand-in. */
    public setRegistry(packages: Readonly<Record<string, unknown>>, settings: object = {}): void {
      this.writeJson("registry.json", { packages, ...settings });
    }

    public publish(env: NodeJS.ProcessEnv = {}) {
      const path = [join(this.path, "bin"), process.env["PATH"]].join(delimiter);
      return this.run(["publish", "packed"], { ...env, PATH: path });
    }

    /** The file and the tag of each package. */
    public published(): string[] {
      if (!existsSync(join(this.path, "published.txt"))) return [];
      const matches = this.read("published.txt").matchAll(/([\w-]+)\.tgz .*--tag (\w+)/g);
      return Array.from(matches, ([, name = "", tag = ""]) => `${name} ${tag}`);
    }
  }
  const integrityOf = (text: string) => `sha512-${createHash("sha512").update(text).digest("base64")}`;

  test("local-scaleway comes first, and a pre-release gets the tag next", async () => {
    const [release, preRelease] = [new Packed(), new Packed("1.1.0-rc.1")];
    expect([(await release.publish()).code, (await preRelease.publish()).code]).toEqual([0, 0]);
    expect(release.published()).toEqual(NAMES.map((name) => `${name} latest`));
    expect(preRelease.published()).toEqual(NAMES.map((name) => `${name} next`));
  });

  test("a repetition after a failure publishes the rest", async () => {
    const folder = new Packed();
    folder.setRegistry({}, { rejected: "containers.tgz" });
    expect(await folder.publish()).toMatchObject({ code: 1, errors: ["npm publish failed: forbidden"] });
    expect(folder.published()).toEqual(["local latest"]);
    folder.setRegistry({ "local@1.0.0": integrityOf("local") });
    const { code, out } = await folder.publish();
    expect([code, out.match(/already published/g)]).toEqual([0, ["already published"]]);
    expect(folder.published()).toEqual(NAMES.map((name) => `${name} latest`));
  });

  test("nothing is published, if a file has changed, or other content is published under a version", async () => {
    const folder = new Packed("1.0.0", { "containers@1.0.0": "sha512-other" });
    folder.write("packed/containers-cdktn.tgz", "changed");
    const { code, errors } = await folder.publish();
    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.stringContaining("containers@1.0.0 is published with other content"),
      expect.stringContaining("containers-cdktn.tgz: has changed"),
    ]);
    expect(folder.published()).toEqual([]);
  });

  test("an error of the registry does not count as a missing package", async () => {
    const folder = new Packed("1.0.0", { "containers@1.0.0": { error: { code: "E500", summary: "Bad gateway" } } });
    expect((await folder.publish()).errors).toEqual(["npm view containers@1.0.0 failed: Bad gateway"]);
    expect(folder.published()).toEqual([]);
  });

  test.each([
    ["10.9.2", 1],
    ["11.5.0", 1],
    ["11.5.1", 0],
    ["12.0.0", 0],
  ])("npm %s with the identity of GitHub ends with %s", async (npm, code) => {
    const folder = new Packed("1.0.0", {}, npm);
    expect((await folder.publish({ ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com" })).code).toBe(code);
    expect(folder.published()).toHaveLength(code === 0 ? NAMES.length : 0);
  });
});
