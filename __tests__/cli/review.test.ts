import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixture, folder, review, useReviewFolder } from "../helpers/review-folder";
import { printedErrors, runCliWith } from "../helpers/run-cli";
import { container, planJson } from "../helpers/plan-json";

useReviewFolder();

describe("ends with code", () => {
  test.each([
    [0, ["no-changes"], []],
    [0, ["made-public"], []],
    [0, ["no-changes"], ["--fail-on", "low"]],
    [0, ["secret-rotated"], ["--fail-on", "medium"]],
    [3, ["secret-rotated"], ["--fail-on", "low"]],
    [3, ["made-public"], ["--fail-on", "high"]],
    [0, ["made-public"], ["--fail-on", "critical"]],
    [3, ["no-changes", "destroy"], ["--fail-on", "critical"]],
  ])("%d for %j with %j, and prints the report", async (code, names, options) => {
    const result = await review(...names.map(fixture), ...options);
    expect(result).toMatchObject({ code, err: "" });
    expect(result.out).toContain("<!-- scw-containers review: plan -->");
  });

  test.each([
    [[], "error[missing]: "],
    [["missing.json"], "missing.json: "],
    [["."], "error[not-a-file]: .: "],
    [["--stacks"], "cdktf.out/stacks: "],
    [[fixture("no-changes"), "--format", "html"], "markdown, text, json"],
    [[fixture("no-changes"), "--fail-on", "none"], "low, medium, high, critical"],
    [[fixture("no-changes"), "--max-bytes", "499"], " 500"],
    [[fixture("no-changes"), "--max-bytes", "many"], " 500"],
    [[fixture("no-changes"), "--config", "missing.yaml"], "error[file-not-found]: missing.yaml: "],
  ])("2 for %j, and says why", async (args, message) => {
    const { code, out, err } = await review(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  test("2 for files that are no plans, each with its problem, and repeats nothing of them", async () => {
    writeFileSync("cut.json", readFileSync(fixture("made-public")).subarray(0, 3000));
    writeFileSync("secret.json", '{"format_version": sk-abc123secret}');
    writeFileSync("saved", "PK\u0003\u0004");
    const { code, err } = await review("cut.json", "missing.json", "secret.json", "saved", fixture("made-public"));
    expect(code).toBe(2);
    expect(err).not.toContain("sk-abc123secret");
    const errors = printedErrors(err).map(({ text }) => text);
    expect(errors.map((text) => text.replace(/: .*/, "")).sort()).toEqual([
      "cut.json",
      "missing.json",
      "saved",
      "secret.json",
    ]);
    expect(errors.find((text) => text.startsWith("cut.json"))).toContain("3000 bytes");
    expect(errors.find((text) => text.startsWith("secret.json"))).toContain("byte 19");
    expect(errors.find((text) => text.startsWith("saved"))).toContain("terraform show -json saved > saved.json");
  });

  test("1 for a report that cannot be written, and for one that would show a secret; nothing is left behind", async () => {
    mkdirSync("there");
    for (const args of [
      ["--out", "there"],
      ["--out", "missing/review.md"],
      ["--out", "x.md", "--title", "sk-new456secret"],
    ]) {
      const { code, out, err } = await review(fixture("secret-rotated"), ...args);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^error: (there: |missing\/review.md: |.*\bsecret\b)/);
      expect(err).not.toMatch(/sk-new456secret|\n\s+at /);
    }
    expect(readdirSync(folder)).toEqual(["there"]);
  });
});

test("writes the report to a file, and prints the verdict", async () => {
  const { code, out } = await review(fixture("made-public"), "--out", "review.md", "--fail-on", "high");
  expect(code).toBe(3);
  expect(out).toMatch(/^.*\border-api\b.*\n.*\breview\.md\.\n$/);
  expect(readFileSync("review.md", "utf8")).toBe((await review(fixture("made-public"))).out);
  expect(readdirSync(folder)).toEqual(["review.md"]);
});

test.each([
  ["of a report", "clear\u001b[2J.md", 0],
  ["in a directory that does not exist", "missing\u001b[2J/review.md", 1],
])("escapes control characters in the name of a file %s", async (_, file, expected) => {
  const { code, out, err } = await review(fixture("made-public"), "--out", file);
  expect(code).toBe(expected);
  expect(out + err).toContain(String.raw`\u001b[2J`);
  expect(out + err).not.toContain("\u001b");
});

test("writes for a terminal as wide as it is, in colours, and Markdown elsewhere", async () => {
  const terminal = await runCliWith({ colors: true, width: 60 }, "review", fixture("made-public"));
  expect(terminal.out).toContain("\u001b[1m");
  // eslint-disable-next-line no-control-regex -- colours take no room
  const lines = terminal.out.replaceAll(/\u001b\[\d+m/g, "").split("\n");
  // A URL is not broken.
  const widths = lines.filter((line) => !line.includes("https://")).map(({ length }) => length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(75);
  expect((await review(fixture("made-public"))).out).toContain("| container |");
  expect((await review(fixture("made-public"), "--format", "text")).out).not.toContain("\u001b");
});

test("reads standard input, and names the report", async () => {
  const stdin = planJson([container(null, {})]);
  const { out } = await runCliWith({ stdin }, "review", "-", "--title", "Staging");
  expect(out).toMatch(/^🟢 `Staging` .*`api` .*<!-- scw-containers review: Staging -->\n/);
});

test("takes severities, limits and accepted risks from scw-review.yaml, or another file", async () => {
  writeFileSync("scw-review.yaml", "severities: { becomes-public: off }\n");
  writeFileSync("other.yaml", "severities: { becomes-public: critical }\n");
  expect(await review(fixture("made-public"), "--fail-on", "low")).toMatchObject({ code: 0 });
  expect(await review(fixture("made-public"), "--fail-on", "critical", "--config", "other.yaml")).toMatchObject({
    code: 3,
  });
  writeFileSync("scw-review.yaml", "severities: { becomes-publik: off }\n");
  const { code, err } = await review(fixture("made-public"));
  expect([code, printedErrors(err)]).toEqual([
    2,
    [
      {
        code: "unknown-risk",
        text: expect.stringMatching(
          /^scw-review\.yaml:1:15 severities\.becomes-publik: .*\bbecomes-public\b/,
        ) as string,
      },
    ],
  ]);
});

describe("of a lock", () => {
  const lock = (digit: string) =>
    JSON.stringify({
      version: 1,
      images: {
        "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0": {
          digest: `sha256:${digit.repeat(64)}`,
          resolvedAt: "2026-11-26T10:00:00Z",
        },
      },
    });

  test("tells what is as in images.lock.json where there is one, or another file", async () => {
    expect((await review(fixture("redeploy-new-digest"))).out).not.toContain("images.lock.json");
    writeFileSync("images.lock.json", lock("b"));
    writeFileSync("old.lock.json", lock("a"));
    const { code, out } = await review(fixture("redeploy-new-digest"), "--fail-on", "low");
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining("`images.lock.json`") as string,
    });
    const old = await review(fixture("redeploy-new-digest"), "--fail-on", "medium", "--lock-file", "old.lock.json");
    expect(old.code).toBe(3);
    expect(old.out).toMatch(/`order-api` .*`sha256:bbbbbbbbbbbb…`.* `old\.lock\.json` .*`sha256:aaaaaaaaaaaa…`/);
    writeFileSync("scw-containers.yaml", "lockFile: old.lock.json\n");
    const settings = await review(fixture("redeploy-new-digest"), "--fail-on", "medium");
    expect(settings).toEqual(old);
  });

  test("ends with code 2 for one that is named and not there, and for one that is broken, with what else is wrong", async () => {
    const none = await review(fixture("made-public"), "missing.json", "--lock-file", "none.json");
    expect([none.code, none.out, printedErrors(none.err)]).toEqual([
      2,
      "",
      [
        { code: "file-not-found", text: expect.stringMatching(/^missing\.json: /) as string },
        { code: "file-not-found", text: expect.stringMatching(/^none\.json: /) as string },
      ],
    ]);
    writeFileSync("images.lock.json", "{}");
    writeFileSync("text.json", "{");
    const broken = await review("text.json");
    expect({ code: broken.code, out: broken.out }).toEqual({ code: 2, out: "" });
    expect(broken.err).toMatch(/^error.*: images\.lock\.json version: .*\n(error.*\n)*error.*: text\.json: /);
    mkdirSync("folder");
    expect((await review(fixture("made-public"), "--lock-file", "folder")).err).toMatch(/^error.*: folder: .*EISDIR/);
  });
});

test("gives as many bytes as there is room for", async () => {
  const { out } = await review(fixture("destroy"), "--max-bytes", "1500");
  expect(Buffer.byteLength(out)).toBeLessThanOrEqual(1500);
});

test("tells two plans of one name apart by their files", async () => {
  for (const name of ["a", "b"]) {
    mkdirSync(name);
    writeFileSync(join(name, "web.json"), readFileSync(fixture("made-public")));
  }
  const { out } = await review("a/web.json", "b/web.json");
  expect(out).toContain("| `order-api`<br>`a/web.json`<br>");
});

describe("with the configuration of the target branch", () => {
  const made = (...args: string[]) => review(fixture("made-public"), "--format", "json", ...args);
  const parsed = (out: string) =>
    JSON.parse(out) as { severity: string; verdict: string; configChanges: unknown[]; silenced: { id: string }[] };

  test("does not let a request switch its own risk off, and reports that it tries", async () => {
    writeFileSync("scw-review.yaml", "severities: { becomes-public: off }\n");
    for (const base of ["missing.yaml", "empty.yaml"]) {
      writeFileSync("empty.yaml", "");
      const { code, out } = await made("--base-config", base, "--fail-on", "high");
      expect([code, parsed(out).severity]).toEqual([3, "high"]);
      expect(parsed(out).configChanges).toEqual([{ path: "severities.becomes-public", after: "off" }]);
      expect(parsed(out).silenced).toEqual([]);
    }
  });

  test("uses what the target branch accepts, without a configuration in the project as well", async () => {
    writeFileSync("base.yaml", "severities: { becomes-public: off }\n");
    const { code, out } = await made("--base-config", "base.yaml", "--fail-on", "low");
    expect([code, parsed(out).severity]).toEqual([0, "none"]);
    expect(parsed(out).configChanges).toEqual([{ path: "severities.becomes-public", before: "off" }]);
    expect(parsed(out).silenced.map(({ id }) => id)).toEqual(["becomes-public"]);
  });

  test("ignores risks that only an older version knows, but rejects a configuration that is not valid", async () => {
    writeFileSync("base.yaml", "severities: { startup-probe-removed: off }\n");
    expect(await made("--base-config", "base.yaml")).toMatchObject({ code: 0 });
    writeFileSync("base.yaml", "severity: {}\n");
    const { code, err } = await made("--base-config", "base.yaml");
    expect([code, printedErrors(err).map((error) => error.code)]).toEqual([2, ["unknown-field"]]);
  });

  test("still checks the configuration of the project", async () => {
    writeFileSync("scw-review.yaml", "severities: { becomes-publik: off }\n");
    expect(await made("--base-config", "missing.yaml")).toMatchObject({ code: 2 });
  });

  test("runs the rules of the target branch, and not those that the request adds", async () => {
    const rule = (id: string, severity: string) =>
      `module.exports = { id: "${id}", severity: "${severity}", finds: "x", why: "x", todo: "x", check: () => [{ what: "found" }] };`;
    mkdirSync("base");
    writeFileSync("base/own.cjs", rule("mine", "critical"));
    writeFileSync("own.cjs", rule("mine", "low"));
    writeFileSync("base/scw-review.yaml", "rules: [./own.cjs]\n");
    writeFileSync("scw-review.yaml", "rules: [./own.cjs]\n");
    expect(parsed((await made("--base-config", "base/scw-review.yaml")).out).severity).toBe("critical");
    rmSync("base/own.cjs");
    expect(parsed((await made("--base-config", "base/scw-review.yaml")).out).severity).toBe("high");
    expect(await made("--base-config", "missing.yaml", "--fail-on", "critical")).toMatchObject({ code: 0 });
  });
});
