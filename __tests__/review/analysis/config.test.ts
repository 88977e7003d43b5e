import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../lib/review/analysis/config";
import { PlanReview, RULES, markup, type Rule } from "../../../lib/review";
import { cpuMs } from "../../helpers/cpu-time";
import { container, planJson } from "../../helpers/plan-json";
import { runCli } from "../../helpers/run-cli";
import { runProcess } from "../../helpers/run-process";
import { codesOf, validationError } from "../../helpers/issues";

const read = (text: string) => readConfig({ file: "scw-review.yaml", bytes: Buffer.from(text) });
const plan = planJson([container({ privacy: "private" }, { privacy: "public", cpu_limit: 70 })]);
const reviewOf = (text: string, options = {}) =>
  PlanReview.fromPlans([{ stack: "shop", plan }], { config: read(text).config, today: "2027-01-31", ...options })
    .review;

test("sets the severity of a risk, or turns it off", () => {
  const { severity, risks } = reviewOf("severities: { becomes-public: low, resources-down: off }");
  expect([severity, risks.map(({ id }) => id)]).toEqual(["low", ["becomes-public"]]);
});

test("sets limits", () => {
  const cost = (text: string) => reviewOf(text).risks.filter(({ id }) => id === "cost-up").length;
  expect([cost("limits: { ceilingIncreaseEur: 0 }"), cost("limits: { ceilingIncreaseEur: 100 }")]).toEqual([0, 0]);
  const dearer = planJson([container({}, { max_scale: 6 })]);
  const ids = (limit: number) =>
    PlanReview.fromPlans([{ stack: "shop", plan: dearer }], {
      config: read(`limits: { ceilingIncreaseEur: ${limit} }`).config,
    }).review.risks;
  expect(ids(4).map(({ id }) => id)).toEqual(["cost-up"]);
  expect(ids(5)).toEqual([]);
});

const accept = (expires: string, where = "") =>
  `accept: [{ risk: becomes-public, ${where}reason: see ADR 12, expires: ${expires} }]`;

test.each([
  ["2027-01-31", true],
  ["2027-01-30", false],
])("accepts a risk until its last day: %s", (expires, isAccepted) => {
  const { severity, accepted } = reviewOf(accept(expires));
  expect([severity, accepted.length]).toEqual(isAccepted ? ["medium", 1] : ["high", 0]);
});

test("an acceptance that is renewed in a second entry counts", () => {
  const entry = (expires: string) => ({ risk: "becomes-public", reason: "see ADR 12", expires });
  const config = { accept: [entry("2026-01-31"), entry("2027-12-31")] };
  const { accepted } = PlanReview.fromPlans([{ stack: "shop", plan }], { config, today: "2027-01-31" }).review;
  expect(accepted.map(({ acceptance }) => acceptance?.expires)).toEqual(["2027-12-31"]);
});

test("tells what was accepted, why and until when, and what no longer is", () => {
  const review = (expires: string) =>
    PlanReview.fromPlans([{ stack: "shop", plan }], { config: read(accept(expires)).config, today: "2027-01-31" });
  const markdown = (expires: string) => review(expires).toMarkdown();
  expect(markdown("2027-02-28")).toContain("#### Accepted risks");
  expect(markdown("2027-02-28")).toContain("accepted until 2027-02-28: `see ADR 12`");
  expect(markdown("2027-01-01")).toContain("the acceptance expired on 2027-01-01 (`see ADR 12`)");
  expect(review("2027-02-28").toText({ width: 200 })).toContain("; accepted until 2027-02-28: see ADR 12");
});

test.each([
  ["where: shop, ", true],
  ["where: scaleway_container.it, ", true],
  ["where: shop/api, ", true],
  ["where: shop/scaleway_container.it, ", true],
  ["where: other/scaleway_container.it, ", false],
  ["where: scaleway_container.i, ", false],
  ['where: ".*", ', false],
  ["where: other, ", false],
])("accepts it for a stack, an address or a construct alone: %s", (where, isAccepted) => {
  const stackJson = JSON.stringify({
    resource: { scaleway_container: { it: { "//": { metadata: { path: "shop/api/Resource" } } } } },
  });
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan, stackJson }], {
    config: read(accept("2099-01-01", where)).config,
  });
  expect(review.accepted).toHaveLength(isAccepted ? 1 : 0);
});

test("rejects every problem with its position", () => {
  const text = `severity: {}
limits: { memoryQuotaGb: lots }
severities: { becomes-public: bad }
accept:
  - { risk: becomes-public, expires: 2027-02-30 }
`;
  expect(codesOf(() => read(text))).toEqual([
    "unknown-field severity 1:1",
    "wrong-type limits.memoryQuotaGb 2:26",
    "not-allowed severities.becomes-public 3:31",
    "missing accept[0].reason 5:5",
    "invalid-format accept[0].expires 5:38",
  ]);
});

test.each(["ghcr.io", "ghcr.io/", "localhost:5000", "rg.fr-par.scw.cloud/shop", "docker.io/library/nginx"])(
  "accepts the registry %s",
  (registry) => {
    expect(read(`allowedRegistries: ["${registry}"]`).config).toEqual({ allowedRegistries: [registry] });
  },
);

test.each(["https://ghcr.io", "ghcr.io/shop/api:v1", "ghcr.io/*", "", "-"])("rejects the registry %j", (registry) => {
  expect(codesOf(() => read(`allowedRegistries: ["${registry}"]`))).toEqual([
    "invalid-format allowedRegistries[0] 1:21",
  ]);
});

test.each(["", "# nothing set\n\n  # at all"])("takes what says nothing: %j", (text) => {
  expect(read(text).config).toEqual({});
});

test("reads a file of many comments in time in proportion to its length", () => {
  const comments = "\n# Why this risk is accepted: a paragraph that people read.\n".repeat(1000);
  const time = cpuMs(() => {
    expect(read(`${comments}limits: {}`).config).toEqual({ limits: {} });
    expect(read(comments).config).toEqual({});
  });
  expect(time).toBeLessThan(1000);
});

test.each(["- a", "a: b: c", "%", "a: 1\n---\nb: 2"])("refuses what is no configuration: %j", (text) => {
  expect(() => read(text)).toThrow(/^review: \d problem/);
});

test("refuses risks that no rule finds, and names the one that is meant", () => {
  const { checkRisks } = read(
    "severities: { becomes-publik: low }\naccept: [{ risk: nope, reason: x, expires: 2027-01-01 }]",
  );
  const check = () => {
    checkRisks(RULES);
  };
  expect(validationError(check).issues).toMatchObject([
    {
      code: "unknown-risk",
      ...{ file: "scw-review.yaml", line: 1, column: 15, path: "severities.becomes-publik" },
      message: expect.stringContaining("Did you mean becomes-public?") as string,
    },
    {
      code: "unknown-risk",
      ...{ file: "scw-review.yaml", line: 2, column: 18, path: "accept[0].risk" },
      message: expect.stringContaining("Use one of plan-errored, ") as string,
    },
  ]);
});

describe("a custom rule", () => {
  const rule: Rule = {
    id: "no-paris",
    severity: "high",
    finds: "a container in Paris",
    why: "We left.",
    todo: "Use nl-ams.",
    *check({ containers }) {
      for (const { change, after } of containers) {
        if (after?.values["region"] === "fr-par") yield { change, what: markup`it is in ${"fr-par @all"}` };
      }
    },
  };
  const withRule = (own: unknown) => PlanReview.fromPlans([{ stack: "shop", plan }], { rules: [own as Rule] });

  test("finds risks as any other, and its values are code", () => {
    expect(withRule(rule).toMarkdown()).toContain(
      "**high** `scaleway_container.it`: it is in `fr-par @all`\n  <details><summary><code>no-paris</code>: why, and what to do</summary>We left. <b>To do:</b> Use nl-ams.</details>",
    );
  });

  test("may say plain text, which is taken for a value", () => {
    expect(withRule({ ...rule, check: () => [{ what: "@all" }] }).toMarkdown()).toContain("**high** `@all`");
    const partly = (...parts: unknown[]) =>
      withRule({ ...rule, check: () => [{ what: { parts } }] })
        .toMarkdown()
        .replaceAll("[object Object]", "no markup");
    expect(partly("x ", { code: "@all" }, { strong: " y" })).toContain("**high** x `@all`** y**");
    expect(partly("x ", { html: "<b>" })).toContain("**high** `no markup`");
    expect(partly("x ", { strong: 1 })).toContain("**high** `no markup`");
  });

  test("fails with its id, when it throws", () => {
    const check = () => {
      throw new TypeError("x is undefined");
    };
    expect(validationError(() => withRule({ ...rule, check })).issues).toEqual([
      {
        code: "rule-failed",
        path: "no-paris",
        message: "the rule failed: x is undefined. Fix the rule, or set its severity to off.",
      },
    ]);
  });
});

describe("in modules", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "rules-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("a configuration and a rule beside it are loaded by the command", () => {
    writeFileSync(join(folder, "scw-review.yaml"), "rules: [./own.mjs]\nseverities: { mine: low }\n");
    writeFileSync(
      join(folder, "own.mjs"),
      'export default { id: "mine", severity: "high", finds: "x", why: "Because.", todo: "Do.", check: () => [{ what: "found" }] };',
    );
    writeFileSync(join(folder, "plan.json"), plan);
    const { status, stdout } = runProcess(folder, ["review", "plan.json"]);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/\*\*low\*\* `found`\n.*<code>mine<\/code>.*Because\. <b>To do:<\/b> Do\./),
    ]);
  });

  const own = (id: string) =>
    `{ id: "${id}", severity: "low", finds: "x", why: "x", todo: "x", check: () => [{ what: "found" }] }`;
  const reviewWith = async (source: string) => {
    writeFileSync(join(folder, "scw-review.yaml"), "rules: [own.cjs]\n");
    writeFileSync(join(folder, "own.cjs"), source);
    writeFileSync(join(folder, "plan.json"), plan);
    return runCli("review", join(folder, "plan.json"), "--config", join(folder, "scw-review.yaml"));
  };

  test("several rules are loaded from one module", async () => {
    const { code, out } = await reviewWith(`module.exports = [${own("one")}, ${own("two")}];`);
    expect([code, out]).toEqual([0, expect.stringMatching(/<code>one<\/code>[^]*<code>two<\/code>/)]);
  });

  test.each([
    ["{ id: 'Not Good' }", ["invalid-rule]: own.cjs default.id: ", "invalid-rule]: own.cjs default.check: "]],
    ["1", ["invalid-rule]: own.cjs default: "]],
    ["[]", ["invalid-rule]: own.cjs default: "]],
    [own("drift"), ['duplicate-rule]: own.cjs default.id: is the ID of another rule, got "drift"']],
    [
      `[${own("mine")}, ${own("mine")}]`,
      ['duplicate-rule]: own.cjs default.id: is the ID of another rule, got "mine"'],
    ],
    [
      "(() => { throw new Error('boom\\nmore'); })()",
      ["module-not-loaded]: own.cjs: cannot be loaded: boom. Check the path"],
    ],
    ["(() => { throw 'boom'; })()", ["module-not-loaded]: own.cjs: cannot be loaded: boom. Check the path"]],
  ])("%s is rejected", async (exported, messages) => {
    const { code, err } = await reviewWith(`module.exports = ${exported};`);
    expect(code).toBe(2);
    for (const message of messages) expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
