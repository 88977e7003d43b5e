import { PlanReview, type Config } from "../../../lib/review";
import type { Markup } from "../../../lib/review/analysis/markup";
import { change, container, planJson } from "../../helpers/plan-json";

type Json = Readonly<Record<string, unknown>>;

const reviewOf = (changes: readonly unknown[], config: Config = {}, more: Json = {}) =>
  PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes, more) }], { config, today: "2027-01-01" }).review;

/** The values and the emphasized words of a first line: the words around them are in the golden reports. */
const valuesOf = ({ parts }: Markup) =>
  parts.flatMap((part) => (typeof part === "string" ? [] : Object.values(part))).slice(1);
const named = (name: string, before: Json | null, after: Json | null, more: Json = {}) =>
  container(before && { name, ...before }, after && { name, ...after }, {
    address: `scaleway_container.${name}`,
    ...more,
  });

describe("the first line", () => {
  test("names the gravest consequence first, whatever the order of the plan", () => {
    const changes = [
      named("a", {}, { cpu_limit: 280 }),
      named("b", { privacy: "public" }, { privacy: "private" }),
      named("c", {}, null),
    ];
    for (const plan of [changes, changes.toReversed()]) {
      expect(valuesOf(reviewOf(plan).verdict).slice(0, 4)).toEqual(["c", "is destroyed", "b", "becomes private"]);
    }
  });

  test("names a forgotten container once", () => {
    const { verdict, risks } = reviewOf([named("a", {}, null, { actions: ["forget"] })]);
    expect(risks.map(({ id }) => id)).toEqual(["forgotten"]);
    expect(valuesOf(verdict)).toEqual(["a"]);
  });

  test("puts what callers notice before all other settings of a container", () => {
    const after = { privacy: "private", cpu_limit: 280, max_scale: 9, environment_variables: { MODE: "x" } };
    const { containers, verdict } = reviewOf([container({ privacy: "public" }, after)]);
    expect(String(containers[0]?.summary)).toMatch(/^becomes private; .*CPU.*scale/);
    expect(String(verdict)).toContain(`api ${String(containers[0]?.summary)}`);
  });

  test("counts the containers that it does not name, and names a risky one before them", () => {
    const changes = Array.from({ length: 30 }, (_, index) => named(`c${index}`, {}, { cpu_limit: 280 }));
    const { verdict } = reviewOf([...changes, named("z", {}, { privacy: "public" })]);
    expect(valuesOf(verdict).slice(0, 4)).toEqual(["z", "becomes public", "c0", "c1"]);
    expect(String(verdict)).toContain("28 more containers");
  });

  test("names the risk that decides the color, also a low one", () => {
    const cron = (schedule: string) => ({ name: "nightly", cron: [{ schedule, timezone: "UTC" }] });
    const moved = change("scaleway_container_trigger", ["update"], cron("0 1 * * *"), cron("0 2 * * *"));
    expect(valuesOf(reviewOf([moved]).verdict)).toEqual(["nightly", "0 2 * * * UTC", "0 1 * * * UTC"]);
  });

  test("says that a plan repairs, and what a plan does not repair", () => {
    const failed = { status: "error", error_message: "no port" };
    const repair = reviewOf([container(failed, { image: "rg.fr-par.scw.cloud/shop/api:v2" })]);
    expect([repair.severity, String(repair.verdict)]).toEqual(["low", expect.stringContaining("api repairs")]);
    const tags = reviewOf([container(failed, { tags: ["x"] })]);
    expect([tags.severity, String(tags.verdict)]).toEqual(["high", expect.stringContaining("no port")]);
  });

  test("names one of several risks of a kind, and another kind before the second", () => {
    const secrets = { environment_variables: { A_PASSWORD: "hunter22", B_PASSWORD: "hunter23" } };
    const { verdict } = reviewOf([container({}, { ...secrets, protocol: "h2c" })]);
    expect(valuesOf(verdict).slice(0, 5)).toEqual(["api", "h2c", "http1", "A_PASSWORD", "api"]);
    expect(String(verdict)).toContain("(and 1 more)");
  });

  test("repeats no consequence", () => {
    const forgotten = change("scaleway_secret", ["forget"], { name: "x" }, null);
    expect(valuesOf(reviewOf([forgotten, forgotten, forgotten]).verdict)).toEqual(["x"]);
  });

  test("names deferred changes and actions", () => {
    const { verdict } = reviewOf(
      [],
      {},
      {
        complete: false,
        deferred_changes: [{ reason: "x", resource_change: change("a_b", ["create"], null, {}) }],
        action_invocations: [{ address: "action.a_b.reboot" }],
      },
    );
    expect(valuesOf(verdict)).toEqual(["a_b.it", "action.a_b.reboot"]);
  });
});

describe("equal names", () => {
  const twin = (address: string, region: string, after: Json = { privacy: "public" }) =>
    container({ region }, { region, ...after }, { address });

  test("are told apart by their regions", () => {
    const { verdict } = reviewOf([twin("scaleway_container.a", "fr-par"), twin("scaleway_container.b", "nl-ams")]);
    expect(valuesOf(verdict)).toEqual(["api", "fr-par", "becomes public", "api", "nl-ams", "becomes public"]);
  });

  test("are told apart by their addresses in one region, also in a risk and in the table", () => {
    const addresses = ["module.a.scaleway_container.it", "module.b.scaleway_container.it"] as const;
    const plan = planJson(addresses.map((address) => twin(address, "fr-par", { protocol: "h2c" })));
    const review = PlanReview.fromPlans([{ stack: "shop", plan }]);
    for (const address of addresses) expect(valuesOf(review.review.verdict)).toContain(address);
    for (const address of addresses) expect(review.toMarkdown()).toContain(`| \`api\` (\`${address}\`)<br>\`fr-par\``);
  });

  test("are told apart by their stacks", () => {
    const plan = planJson([twin("scaleway_container.a", "fr-par")]);
    const { verdict } = PlanReview.fromPlans([
      { stack: "one", plan },
      { stack: "two", plan },
    ]).review;
    expect(valuesOf(verdict)).toEqual(["api", "one", "becomes public", "api", "two", "becomes public"]);
  });
});

describe("what was silenced", () => {
  const opened = container({ privacy: "private" }, { privacy: "public" });
  const accept = (expires: string, where?: string) => ({ risk: "becomes-public", where, reason: "ADR 12", expires });

  test("is in the first line: an accepted risk with its last day", () => {
    const { severity, accepted, verdict } = reviewOf([opened], { accept: [accept("2027-01-31")] });
    expect([severity, accepted.length]).toEqual(["none", 1]);
    expect(String(verdict)).toMatch(/^No known risk: 1 high risk accepted until 2027-01-31; api becomes public/);
  });

  test("is in the first line: several accepted risks with the first day", () => {
    const { verdict } = reviewOf([named("a", {}, { privacy: "public" }), named("b", {}, { privacy: "public" })], {
      accept: [accept("2027-05-31", "scaleway_container.a"), accept("2027-03-31", "scaleway_container.b")],
    });
    expect(String(verdict)).toMatch(/2 high risks accepted, .*2027-03-31/);
  });

  test("is in the first line: a rule that is off, if it finds something", () => {
    const config = { severities: { "becomes-public": "off", drift: "off" } } as const;
    const { severity, silenced, risks, verdict } = reviewOf([opened], config);
    expect([severity, risks]).toEqual(["none", []]);
    expect(silenced.map(({ id, severity: hidden }) => [id, hidden])).toEqual([["becomes-public", "high"]]);
    expect(String(verdict)).toMatch(/becomes-public is off and hides 1 high risk\b/);
    expect(String(verdict)).not.toContain("drift");
  });

  test("is in the first line: a severity that is lowered, and not one that is raised", () => {
    const lowered = reviewOf([opened], { severities: { "becomes-public": "low" } });
    expect(lowered.risks.map(({ severity, loweredFrom }) => [severity, loweredFrom])).toEqual([["low", "high"]]);
    expect(String(lowered.verdict)).toMatch(/becomes-public is lowered from high to low/);
    const raised = reviewOf([opened], { severities: { "becomes-public": "critical" } });
    expect(raised.risks.map(({ loweredFrom }) => loweredFrom)).toEqual([undefined]);
  });

  test("is displayed even if nothing else is to be reported", () => {
    const failed = container({ status: "error" }, {}, { actions: ["no-op"] });
    const { verdict } = reviewOf([failed], { severities: { "last-deploy-failed": "off" } });
    expect(String(verdict)).toContain("last-deploy-failed is off");
  });

  test("survives every cut of the first line", () => {
    const changes = Array.from({ length: 9 }, (_, index) => named(`c${index}`, {}, null));
    const { verdict } = reviewOf([...changes, opened], { accept: [accept("2027-01-31")] });
    expect(String(verdict)).toContain("1 high risk accepted until 2027-01-31");
  });

  test("is not the failure of a custom rule that is off because it throws", () => {
    const broken = {
      ...{ id: "broken", severity: "high" as const, finds: "x", why: "X.", todo: "X." },
      check: () => {
        throw new Error("boom");
      },
    };
    const { review } = PlanReview.fromPlans([{ stack: "shop", plan: planJson([opened]) }], {
      rules: [broken],
      config: { severities: { broken: "off" } },
    });
    expect(review.silenced).toEqual([]);
  });
});
