import type { ContainerStatus, StatusReport } from "../../lib/status/status-schema";
import { statusText } from "../../lib/status/text-report";

const OPTIONS = { hasColors: false, localZone: "UTC", lockFile: "images.lock.json" };
const CONTAINER: ContainerStatus = {
  ...{ name: "api", namespace: "shop", address: "scaleway_container.api", status: "ready", isReady: true },
  domains: [],
  triggers: [],
};
const STACK = { name: "shop", state: "a.tfstate", isDeployed: true, containers: [], domains: [], triggers: [] };

function reportOf(stack: Partial<StatusReport["stacks"][number]>, notRead: StatusReport["notRead"] = []): StatusReport {
  const report = { version: 1 as const, isReady: false, verdict: "Verdict.", time: "2026-11-29T10:00:00.000Z" };
  return { ...report, notRead, removedStacks: [], stacks: [{ ...STACK, ...stack }] };
}
const textOf = (...args: Parameters<typeof reportOf>) => statusText(reportOf(...args), OPTIONS);

test.each([
  ["a stack without containers", {}, "  no containers\n"],
  ["a stack that is not deployed", { isDeployed: false }, "  not deployed, or not read\n"],
])("prints %s", (_, stack, expected) => {
  expect(textOf(stack)).toContain(expected);
});

test("prints a domain of another stack that waits, and one that no state contains", () => {
  const domains = [
    { hostname: "a.example.com", status: "creating", isInState: true },
    { hostname: "b.example.com", status: "error", errorMessage: "No CNAME.", isInState: false },
  ];
  const text = textOf({ domains });
  expect(text).toContain("containers of other stacks");
  expect(text).toContain("a.example.com creating, waits for DNS and its certificate\n");
  expect(text).toContain("b.example.com error: No CNAME, not in the state\n");
});

test("prints the reason of an unknown depth, unless it is already below the first line", () => {
  const unknown = "the credentials are not in the state";
  const queue = { name: "orders", unknown };
  const trigger = { name: "worker", type: "sqs", status: "ready", isInState: true, queue, deadLetterQueue: queue };
  const containers = [{ ...CONTAINER, triggers: [trigger] }];
  expect(textOf({ containers })).toContain(
    `worker ready, depth unknown (${unknown}), depth of orders unknown (${unknown})\n`,
  );
  const text = textOf({ containers }, [{ what: ["queues"], reason: unknown }]);
  expect(text).toContain(`queues: ${unknown}.\n`);
  expect(text).toContain("worker ready, depth unknown, depth of orders unknown\n");
});

test("prints a schedule without a next run, and a trigger of an unknown type", () => {
  const common = { status: "updating", isInState: true };
  const triggers = [
    { ...common, name: "nightly", type: "cron", schedule: "0 2 * * *", timezone: "UTC" },
    { ...common, name: "other", type: "kafka" },
  ];
  const text = textOf({ containers: [{ ...CONTAINER, triggers }] });
  expect(text).toContain("nightly updating, 0 2 * * * UTC, next run unknown\n");
  expect(text).toMatch(/trigger +other updating\n/);
});
