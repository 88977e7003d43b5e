import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Manifest, ManifestStack, ValidationError } from "../../lib";
import { inOneLine } from "../../lib/base/errors";
import { MANIFEST_LIMITS } from "../../lib/facts/limits";
import { container, registry, yamlOf } from "../helpers/manifests";
import { issuesOf, newApp, only, synth, validationError } from "../helpers/synth";

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
  test("reads a file that makes one stack", () => {
    expect(Manifest.load(write("api.yaml", yamlOf(container()))).name).toBe("api");
  });

  test("fails for what makes several stacks, and names loadAll", () => {
    const path = write("two.yaml", yamlOf(container(), container({}, { name: "other" })));
    const { issues } = validationError(() => Manifest.load(path));
    expect(issues).toEqual([{ file: path, path: "", message: "makes 2 stacks: api, other; use Manifest.loadAll" }]);
    expect(Manifest.loadAll(path).map(({ name }) => name)).toEqual(["api", "other"]);
  });

  test("gives file, line and column of each issue, and has them in its message", () => {
    const path = write("api.yaml", yamlOf(container({ port: 0 })));
    const error = validationError(() => Manifest.load(path));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues[0]).toMatchObject({ file: path, line: 13, column: 9, path: "spec.port" });
    expect(error.message).toContain(`${path}:13:9 spec.port: 0 is below 1`);
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

  test("reads what is named twice once", () => {
    const path = write("a.yaml", yamlOf(container()));
    symlinkSync(path, join(folder, "b.yaml"));
    expect(Manifest.loadAll(path, folder, path)).toHaveLength(1);
  });

  test("tells of every file that it cannot read", () => {
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
    expect(
      validationError(() => Manifest.loadAll(...paths)).issues.map(({ file, message }) => `${file}: ${message}`),
    ).toEqual([
      `${paths[0]}: there is no such file or folder; check its spelling`,
      `${paths[1]}: has no .yaml or .yml file; name a folder that has some, or a file`,
      `${paths[2]}: there is no such file or folder; check its spelling`,
      expect.stringMatching(/bad\.yaml: "x" is not a kind/),
      `${paths[4]}: there is no such file or folder; check its spelling`,
      "/dev/null: is no file; name one, or a folder",
      `${paths[6]}: cannot be read: ELOOP`,
      `${paths[7]}: has 500001 bytes, more than 500000; split it into several files`,
    ]);
  });
});

describe("parse", () => {
  test("reads a text, under a name for its messages", () => {
    expect(Manifest.parse(yamlOf(container())).name).toBe("api");
    expect(issuesOf(() => Manifest.parse("- a", "from-the-net"))).toHaveLength(1);
    expect(validationError(() => Manifest.parse("- a", "from-the-net")).issues[0]!.file).toBe("from-the-net");
  });
});

describe("container", () => {
  test("gives the construct, to which others can be added", () => {
    const stack = new ManifestStack(newApp(), Manifest.parse(yamlOf(container())));
    stack.container("api").addDomain("www", { hostname: "www.example.com" });
    expect(only(synth(stack), "scaleway_container_domain")["hostname"]).toBe("www.example.com");
  });

  test("fails for a name that no container has", () => {
    const stack = new ManifestStack(newApp(), Manifest.parse(yamlOf(container())));
    expect(issuesOf(() => stack.container("shop"))).toEqual([
      'container: "shop" is no container of the manifest; it has api',
    ]);
    const registryStack = new ManifestStack(newApp(), Manifest.parse(yamlOf(registry())));
    expect(issuesOf(() => registryStack.container("shop"))).toEqual([
      'container: "shop" is no container of the manifest; it has none',
    ]);
  });
});

describe("the values of secrets", () => {
  const synthesize = (spec: object) => {
    const app = new App({ outdir: folder });
    new ManifestStack(app, Manifest.parse(yamlOf(container(spec))));
    app.synth();
  };
  const file = (name: string) => join(folder, "stacks/api", name);

  test("are in a file of their own, that only its owner reads, and that git ignores", () => {
    synthesize(secrets("sk-abc123secret"));
    expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({ api__KEY: "sk-abc123secret" });
    expect(statSync(file("secrets.auto.tfvars.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("secrets.auto.tfvars.json\n");
    expect(readFileSync(file("cdk.tf.json"), "utf8")).not.toContain("sk-abc123secret");
  });

  test("are hidden again, when the file of the last run could be read by others", () => {
    synthesize({});
    writeFileSync(file("secrets.auto.tfvars.json"), "{}", { mode: 0o644 });
    synthesize(secrets("x"));
    expect(statSync(file("secrets.auto.tfvars.json")).mode & 0o777).toBe(0o600);
  });

  test("go away with the last secret, and what git ignores with them", () => {
    synthesize(secrets("x"));
    synthesize({});
    expect(() => statSync(file("secrets.auto.tfvars.json"))).toThrow("ENOENT");
    expect(() => statSync(file(".gitignore"))).toThrow("ENOENT");
  });

  test("do not change what .gitignore is a link to", () => {
    synthesize({});
    writeFileSync(join(folder, "mine"), "mine\n");
    symlinkSync(join(folder, "mine"), file(".gitignore"));
    synthesize(secrets("x"));
    expect(readFileSync(join(folder, "mine"), "utf8")).toBe("mine\n");
    expect(readFileSync(file(".gitignore"), "utf8")).toContain("secrets.auto.tfvars.json\n");
  });

  test("leave what else git ignores there", () => {
    synthesize({});
    writeFileSync(file(".gitignore"), "*.tfstate\nplan\n");
    synthesize(secrets("x"));
    synthesize(secrets("y"));
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("secrets.auto.tfvars.json\n*.tfstate\nplan\n");
    synthesize({});
    expect(readFileSync(file(".gitignore"), "utf8")).toBe("*.tfstate\nplan\n");
  });

  test("come from the environment, where the whole value names a variable", () => {
    process.env["MANIFEST_TEST"] = "from ${env:ELSEWHERE}";
    try {
      synthesize(secrets("${env:MANIFEST_TEST}"));
      expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({
        api__KEY: "from ${env:ELSEWHERE}",
      });
    } finally {
      delete process.env["MANIFEST_TEST"];
    }
    expect(
      issuesOf(() => {
        synthesize(secrets("${env:MANIFEST_TEST}"));
      }),
    ).toEqual(["spec.env.secrets[0].value: reads the environment variable MANIFEST_TEST, which is not set; set it"]);
  });

  test.each(["a ${env:HOME}", "${env:HOME} ", "$${env:HOME}", "${env:}", "${ENV:HOME}"])(
    "stay as they are: %j",
    (value) => {
      synthesize(secrets(value));
      expect(JSON.parse(readFileSync(file("secrets.auto.tfvars.json"), "utf8"))).toEqual({ api__KEY: value });
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

  test("begins with a manifest that can be deployed", () => {
    const json = synth(new ManifestStack(newApp(), Manifest.parse(text)));
    expect(Object.keys(json["resource"] as object)).toEqual([
      "scaleway_container",
      "scaleway_container_namespace",
      "scaleway_container_trigger",
    ]);
  });

  test("tells of mistakes in it what synth tells", () => {
    const wrong = text.replace("memoryLimitMb: 512", "memoryLimitMb: 100").replace("secrets:", "secret:");
    const { issues } = validationError(() => Manifest.parse(wrong, "order-api.yaml"));
    expect(page).toContain(issues.map((issue) => `error: ${inOneLine(issue)}\n`).join(""));
    expect(issues).toHaveLength(2);
  });
});
