import { PlanReview } from "../../../lib/review/plan-review";
import { cpuMs } from "../../helpers/cpu-time";
import { change, container, planJson } from "../../helpers/plan-json";

const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

const markdownOf = (plan: string) => PlanReview.fromPlans([{ stack: "shop", plan }]).toMarkdown();

test("reviews 60 000 attributes of one resource in time in proportion, and displays the first ones", () => {
  const attributes = Object.fromEntries(many(60_000, (index) => [`a${index}`, `v${index}`]));
  const plan = planJson([change("a_b", ["update"], { m: {} }, { m: attributes })]);
  const time = cpuMs(() => {
    expect(markdownOf(plan)).toContain("| `m.a999` | `v999` |\n\nand 59000 more attributes");
  });
  expect(time).toBeLessThan(5000);
});

test("reviews 5 000 resources with one ID in time in proportion", () => {
  const containers = many(1000, (index) => container({}, {}, { address: `scaleway_container.c${index}` }));
  const id = "fr-par/aaaaaaaa-0000-4000-8000-000000000001";
  const triggers = many(4000, (index) =>
    change(
      "scaleway_container_trigger",
      ["update"],
      { container_id: id, name: "a" },
      { container_id: id, name: "b" },
      { address: `scaleway_container_trigger.t${index}` },
    ),
  );
  const plan = planJson([...containers, ...triggers]);
  const time = cpuMs(() => markdownOf(plan));
  expect(time).toBeLessThan(5000);
});
