import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Manifest, ManifestStack, ValidationError } from "../../lib";
import { issueLine } from "../../lib/base/errors";
import { MANIFEST_LIMITS } from "../../lib/facts/limits";
import { codesInDocuments, container, image, registry, yamlOf } from "../helpers/manifests";
import { codesOf, validationError } from "../helpers/issues";
import { newApp, only, synth } from "../helpers/synth";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manifest-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const secrets = (value: string) => ({ env: { secrets: [{ name: "KEY", value }] } });

describe("load", () => {
  test("reads a file that creates one stack", () => {
    expect(Manifest.load(write("api.yaml", yamlOf(container()))).name).toBe("api");
  });

  test("fails for a file that creates several stacks, and names loadAll", () => {
    const path = write("two.yaml", yamlOf(container(), container({}, { name: "other" })));
    const { issues } = validationError(() => Manifest.load(path));
    expect(issues).toMatchObject([{ code: "several-stacks", file: path, path: "" }]);
    expect(issues[0]?.message).toContain("api, other. Use Manifest.loadAll.");
    expect(Manifest.loadAll(path).map(({ name }) => name)).toEqual(["api", "other"]);
  });

  test("reports file, line and column of each issue, also in the message", () => {
    const path = write("api.yaml", yamlOf(container({ port: -1 })));
    const error = validationError(() => Manifest.load(path));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toMatchObject([{ code: "below-minimum", file: path, line: 13, column: 9, path: "spec.port" }]);
    expect(error.message).toContain(`${path}:13:9 spec.port: is too small, got -1`);
  });
});

describe("loadAll", () => {
  test("reads the .yaml and .yml files of a folder in the order of their names, and nothing else", () => {
    write("b.yml", yamlOf(container({}, { name: "second" })));
    write("a.yaml", yamlOf(container({}, { name: "first" })));
    write("c.json", "{");
    mkdirSync(join(folder, "inner"));
    write("inner/d.yaml", "{");
    expect(Manifest.loadAll(folder).map(({ name }) => name)).toEqual(["first", "second"]);
  });

  test("reads a file with several paths once", () => {
    const path = write("a.yaml", yamlOf(container()));
    symlinkSync(path, join(folder, "b.yaml"));
    expect(Manifest.loadAll([path, folder, path])).toHaveLength(1);
  });

  test("reports every file that it cannot read", () => {
    mkdirSync(join(folder, "empty"));
    symlinkSync(join(folder, "gone"), join(folder, "link.yaml"));
    symlinkSync(join(folder, "circle.yaml"), join(folder, "circle.yaml"));
    const bad = write("bad.yaml", "kind: x\n");
    const paths = [
      join(folder, "missing.yaml"),
      join(folder, "empty"),
      join(folder, "link.yaml"),
      bad,
      `${bad}/x`,
      "/dev/null",
      join(folder, "circle.yaml"),
      write("large.yaml", "#".repeat(MANIFEST_LIMITS.fileBytes + 1)),
    ];
    const { issues } = validationError(() => Manifest.loadAll(paths));
    expect(issues.map(({ file, code, path }) => [file, code, path])).toEqual([
      [paths[0], "file-not-found", ""],
      [paths[1], "no-yaml-files", ""],
      [paths[2], "file-not-found", ""],
      [paths[3], "unsupported-kind", "kind"],
      [paths[4], "file-not-found", ""],
      ["/dev/null", "not-a-file", ""],
      [paths[6], "unreadable-file", ""],
      [paths[7], "file-too-large", ""],
    ]);
  });
});

describe("parse", () => {
  test("reads a text, with a name for its messages", () => {
    expect(Manifest.parse(yamlOf(container())).name).toBe("api");
    const { issues } = validationError(() => Manifest.parse("- a", "from-the-net"));
    expect(issues).toMatchObject([{ code: "wrong-type", file: "from-the-net" }]);
  });
});

test("a manifest has the name, the region and the documents of its stack, and no secret", () => {
  const labels = { team: "shop" };
  const secrets = [{ name: "KEY", value: "hunter2" }];
  const reference = image({ kind: "ScalewayContainerRegistry", name: "images" });
  const text = yamlOf(container({ ...reference, env: { secrets } }, { labels, env: "prod" }), registry());
  const { name, region, documents } = Manifest.parse(text);
  expect([name, region]).toEqual(["api", "fr-par"]);
  expect(documents).toEqual([
    { kind: "ScalewayContainerRegistry", metadata: { name: "images", labels: {} } },
    { kind: "ScalewayServerlessContainer", metadata: { name: "api", labels, env: "prod" } },
  ]);
});

describe("container", () => {
  test("returns the construct, to which others can be added", () => {
    const stack = new ManifestStack(newApp(), Manifest.parse(yamlOf(container())));
    stack.container("api").addDomain("www", { hostname: "www.example.com" });
    expect(only(synth(stack), "scaleway_container_domain")["hostname"]).toBe("www.example.com");
  });

  test.each([
    ["the names of the containers", [container()], "Use one of api."],
    ["that there are none", [registry()], "The manifest has no containers."],
  ])("fails for an unknown name, and reports %s", (_, documents, remedy) => {
    const stack = new ManifestStack(newApp(), Manifest.parse(yamlOf(...documents)));
    const { issues } = validationError(() => stack.container("shop"));
    expect(issues).toMatchObject([{ code: "container-not-found", path: "container" }]);
    expect(issues[0]?.message).toBe(`is not a container of the manifest, got "shop". ${remedy}`);
  });
});

test("a lock file that is given must exist", () => {
  const manifest = Manifest.parse(yamlOf(container()));
  const app = newApp();
  expect(codesOf(() => new ManifestStack(app, manifest, { lockFile: join(folder, "none.json") }))).toEqual([
    "file-not-found lockFile",
  ]);
  expect(app.node.children).toEqual([]);
});

describe("the values of secrets", () => {
  const synthesize = (spec: object) => {
    const app = new App({ outdir: folder });
    new ManifestStack(app, Manifest.parse(yamlOf(container(spec))));
    app.synth();
  };
  const file = (name: string) => join(folder, "stacks/api", name);

  test("are in a separate file that only its owner can read and that git ignores", () => {
    synthesize(secrets("sk-abc123secret"));
    expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({ api__KEY: "sk-abc123secret" });
    expect(statSync(file("secrets.auto.tfvars.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("secrets.auto.tfvars.json\n");
    expect(readFileSync(file("cdk.tf.json"), "utf8")).not.toContain("sk-abc123secret");
  });

  test("are protected again if others could read the file of the last run", () => {
    synthesize({});
    writeFileSync(file("secrets.auto.tfvars.json"), "{}", { mode: 0o644 });
    synthesize(secrets("x"));
    expect(statSync(file("secrets.auto.tfvars.json")).mode & 0o777).toBe(0o600);
  });

  test("are removed with the last secret, and with them the line in .gitignore", () => {
    synthesize(secrets("x"));
    synthesize({});
    expect(() => statSync(file("secrets.auto.tfvars.json"))).toThrow("ENOENT");
    expect(() => statSync(file(".gitignore"))).toThrow("ENOENT");
  });

  test("do not change the target of a .gitignore that is a link", () => {
    synthesize({});
    writeFileSync(join(folder, "mine"), "mine\n");
    symlinkSync(join(folder, "mine"), file(".gitignore"));
    synthesize(secrets("x"));
    expect(readFileSync(join(folder, "mine"), "utf8")).toBe("mine\n");
    expect(readFileSync(file(".gitignore"), "utf8")).toContain("secrets.auto.tfvars.json\n");
  });

  test("keep the other lines of .gitignore", () => {
    synthesize({});
    writeFileSync(file(".gitignore"), "*.tfstate\nplan\n");
    synthesize(secrets("x"));
    synthesize(secrets("y"));
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("secrets.auto.tfvars.json\n*.tfstate\nplan\n");
    synthesize({});
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("*.tfstate\nplan\n");
  });

  test("come from the environment, also inside of longer text, and are not read again", () => {
    process.env["MANIFEST_TEST"] = "from ${env:ELSEWHERE}";
    try {
      synthesize(secrets("${env:MANIFEST_TEST}"));
      expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({
        api__KEY: "from ${env:ELSEWHERE}",
      });
      synthesize(secrets("a ${env:MANIFEST_TEST}/${env:MANIFEST_TEST}$${env:MANIFEST_TEST}${env: $& b"));
      expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({
        api__KEY: "a from ${env:ELSEWHERE}/from ${env:ELSEWHERE}${env:MANIFEST_TEST}${env: $& b",
      });
    } finally {
      delete process.env["MANIFEST_TEST"];
    }
    expect(
      codesOf(() => {
        synthesize(secrets("${env:MANIFEST_TEST}"));
      }),
    ).toEqual(["variable-not-set spec.env.secrets[0].value 16:16"]);
  });

  test.each(["a ${env:NOT_SET} b", "${env:NOT_SET}${env:NOT_SET}", "$$${env:A}${env:NOT_SET}"])(
    "are rejected if a variable in them is not set: %j",
    (value) => {
      expect(codesInDocuments(container(secrets(value)))).toEqual(["spec.env.secrets[0].value: variable-not-set"]);
    },
  );

  test("are not read from the environment anywhere else", () => {
    synthesize({ description: "${env:HOME}" });
    expect(readFileSync(file("cdk.tf.json"), "utf8")).toContain('"description": "$${env:HOME}"');
  });

  test("are passed on by variables that no two secrets share", () => {
    const names = ["A", "a", "_A", "A_", "a.b", "a-b", "a_b", "ä", "a b", "a-2e-b"];
    const values = names.map((name) => ({ name, value: `value of ${name}` }));
    synthesize({ env: { secrets: values } });
    const written = JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8")) as Record<string, string>;
    expect(Object.values(written)).toEqual(values.map(({ value }) => value));
    expect(Object.keys(written).every((name) => /^[A-Za-z_][\w-]*$/.test(name))).toBe(true);
  });
});

describe("docs/manifests.md", () => {
  const page = readFileSync(join(__dirname, "../../docs/manifests.md"), "utf8");
  const text = /```yaml\n(# order-api\.yaml\n[^]*?)```/.exec(page)?.[1] ?? "";
  beforeAll(() => {
    process.env["ORDERS_DATABASE_URL"] = "postgres://example";
  });
  afterAll(() => {
    delete process.env["ORDERS_DATABASE_URL"];
  });

  test("starts with a manifest that can be deployed", () => {
    const json = synth(new ManifestStack(newApp(), Manifest.parse(text)));
    expect(Object.keys(json["resource"] as object)).toEqual([
      "scaleway_container",
      "scaleway_container_namespace",
      "scaleway_container_trigger",
    ]);
  });

  test("shows the errors that synth prints", () => {
    const wrong = text.replace("memoryLimitMb: 512", "memoryLimitMb: 100").replace("secrets:", "secret:");
    const { issues } = validationError(() => Manifest.parse(wrong, "order-api.yaml"));
    expect(page).toContain(issues.map((issue) => `error[${issue.code}]: ${issueLine(issue)}\n`).join(""));
    expect(issues).toHaveLength(2);
    const [{ message } = { message: "" }] = issues;
    expect(readFileSync(join(__dirname, "../../README.md"), "utf8")).toContain(`spec.memoryLimitMb: ${message}\n`);
  });
});
