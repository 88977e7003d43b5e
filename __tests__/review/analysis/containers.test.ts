import { PlanReview } from "../../../lib/review/plan-review";
import { change, container, planJson } from "../../helpers/plan-json";

const reviewOf = (...changes: readonly unknown[]) =>
  PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }]).review;

test("a deposed object is not a container: no row, no cost, and no risk that the service is lost", () => {
  const deposed = container({ min_scale: 5 }, null, { deposed: "0123abcd" });
  const { containers, cost, risks, changes } = reviewOf(container({}, {}, { actions: ["no-op"] }), deposed);
  expect(containers.map(({ action }) => action)).toEqual(["no-op"]);
  expect(cost.before?.floor).toBe(0);
  expect(risks).toEqual([]);
  expect(changes.map(({ address, action }) => [address, action])).toEqual([
    ["scaleway_container.it (deposed 0123abcd)", "delete"],
  ]);
});

test("memory above the quota is a risk only if the plan increases it", () => {
  const memory = (bytes: number) => ({ memory_limit_bytes: bytes, max_scale: 50 });
  const ids = (before: number, after: number) =>
    reviewOf(container(memory(before), memory(after))).risks.map(({ id }) => id);
  expect(ids(13_000_000_000, 13_500_000_000)).toContain("memory-quota");
  expect(ids(13_000_000_000, 13_000_000_000)).not.toContain("memory-quota");
  expect(ids(13_500_000_000, 13_000_000_000)).not.toContain("memory-quota");
});

test("a deprecated schedule runs in Paris time", () => {
  const schedules = [{ schedule: "0 1 * * *" }, { schedule: "0 2 * * *" }] as const;
  const cron = change("scaleway_container_cron", ["update"], ...schedules, {});
  const { risks } = reviewOf(cron);
  const moved = risks.find(({ id }) => id === "schedule-moved");
  expect(moved?.what.parts).toContainEqual({ code: "0 2 * * * Europe/Paris" });
  expect(moved?.what.parts).toContainEqual({ code: "0 1 * * * Europe/Paris" });
});
