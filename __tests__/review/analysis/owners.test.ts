import { ownedBy } from "../../../lib/review/analysis/owners";
import { PlanReview } from "../../../lib/review/plan-review";
import type { ResourceChange } from "../../../lib/review/plan/plan";
import { change, container, planJson } from "../../helpers/plan-json";

const ID = "fr-par/aaaaaaaa-0000-4000-8000-000000000001";
const OTHER_ID = "fr-par/aaaaaaaa-0000-4000-8000-000000000002";

const resource = (address: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  ...{ address, type: "", provider: "", action: "update", actions: [], replacedBecause: [], attributes: [] },
  ...{ references: [], deprecated: [], isData: false, isProtected: false },
  ...more,
});
const api = (instance = "", id?: string) =>
  resource(`scaleway_container.api${instance}`, id === undefined ? {} : { before: { id } });
const cron = (instance = "", id?: string) =>
  resource(`scaleway_container_cron.nightly${instance}`, {
    references: ["scaleway_container.api"],
    ...(id !== undefined && { before: { container_id: id } }),
  });

test.each<readonly [string, ResourceChange[], ResourceChange, number[]]>([
  ["the container in its configuration", [api(), resource("scaleway_container.web")], cron(), [0]],
  [
    "the container of its id, whatever the configuration says",
    [api("", ID), api("", OTHER_ID)],
    cron("", OTHER_ID),
    [1],
  ],
  [
    "the container that has both its id and its address",
    [resource("scaleway_container.web", { before: { id: ID } }), api("", ID)],
    cron("", ID),
    [1],
  ],
  ["the container of the same instance", [api('["a"]'), api('["b"]')], cron('["b"]'), [1]],
  ["all containers of the configuration, where no instance is the same", [api('["a"]'), api('["b"]')], cron(), [0, 1]],
  ["no container of another id", [api("", ID)], cron("", OTHER_ID), []],
])("a schedule belongs to %s", (_, containers, schedule, owners) => {
  const ownedOf = ownedBy(containers, [schedule]);
  expect(containers.flatMap((each, index) => (ownedOf(each).length > 0 ? [index] : []))).toEqual(owners);
});

describe("a plan that repeats one id", () => {
  const planOf = (count: number, addressOf: (type: string, index: number) => string) => {
    const changes = Array.from({ length: count }, (__, index) => [
      container({ id: ID }, { id: ID, port: 80 }, { address: addressOf("scaleway_container", index) }),
      change(
        "scaleway_container_cron",
        ["update"],
        { container_id: ID, schedule: "0 1 * * *" },
        { container_id: ID, schedule: "0 2 * * *" },
        { address: addressOf("scaleway_container_cron", index) },
      ),
    ]);
    return PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes.flat()) }]);
  };

  test.each<readonly [string, number, (type: string, index: number) => string]>([
    ["at one address", 500, (type) => `${type}.api`],
    ["at an address for each resource", 5000, (type, index) => `${type}.api${index}`],
    ["at an address for each instance", 500, (type, index) => `${type}.api[${index}]`],
  ])("%s is reviewed in a report of bounded size", (_, count, addressOf) => {
    const review = planOf(count, addressOf);
    const triggers = review.review.containers.map((each) => each.triggers.length);
    expect(triggers).toHaveLength(count);
    expect(triggers.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(20 * count);
    expect(Buffer.byteLength(review.toMarkdown())).toBeLessThanOrEqual(60_000);
    expect(review.toText({ maxBytes: 60_000 }).replaceAll(/\s+/g, " ")).toContain(`and ${count - 20} more`);
  });
});
