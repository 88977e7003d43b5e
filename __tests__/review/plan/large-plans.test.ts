import { PlanReview } from "../../../lib/review/plan-review";
import { change, container, planJson } from "../../helpers/plan-json";

const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

function seconds(plan: string): { readonly seconds: number; readonly markdown: string } {
  const start = performance.now();
  const markdown = PlanReview.fromPlans([{ stack: "shop", plan }]).toMarkdown();
  return { seconds: (performance.now() - start) / 1000, markdown };
}

test("reviews 300 000 attributes of one resource in seconds, and displays the first ones", () => {
  const attributes = Object.fromEntries(many(300_000, (index) => [`a${index}`, `v${index}`]));
  const result = seconds(planJson([change("a_b", ["update"], { m: {} }, { m: attributes })]));
  expect(result.seconds).toBeLessThan(20);
  expect(result.markdown).toContain("| `m.a999` | `v999` |\n\nand 299000 more attributes");
});

test("reviews 10 000 resources with one id in seconds", () => {
  const containers = many(2000, (index) => container({}, {}, { address: `scaleway_container.c${index}` }));
  const id = "fr-par/aaaaaaaa-0000-4000-8000-000000000001";
  const triggers = many(8000, (index) =>
    change(
      "scaleway_container_trigger",
      ["update"],
      { container_id: id, name: "a" },
      { container_id: id, name: "b" },
      { address: `scaleway_container_trigger.t${index}` },
    ),
  );
  expect(seconds(planJson([...containers, ...triggers])).seconds).toBeLessThan(8);
});
