import { MAX_RUNS_PER_ADVANCE, startSchedule } from "../../src/events/schedules";
import { CONTAINERS } from "../helpers/server";
import { TriggerWorld } from "../helpers/triggers";
import { until } from "../helpers/until";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let world: TriggerWorld;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance"] });
  jest.setSystemTime(new Date("2026-03-28T12:00:00Z"));
  world = new TriggerWorld({ cron: startSchedule });
});
afterEach(async () => {
  await world.close();
  jest.useRealTimers();
});

async function create(cron_config: object, settings: object = {}): Promise<string> {
  const id = await world.createTrigger(await world.createContainer(), { cron_config, ...settings });
  // Croner is loaded.
  await until(() => jest.getTimerCount() > 0);
  return id;
}

/** The next runs, as the command and the page get them. */
async function nextRuns(): Promise<string[]> {
  const { body } = await world.call("GET", "/local/v1/triggers");
  return body.triggers[0].next_runs;
}

test("a schedule calls its container with the path, method, headers and body of the trigger", async () => {
  const id = await create(
    { schedule: "0 2 * * *", body: '{"task":"mail"}', headers: { "X-Source": "schedule" } },
    { destination_config: { http_path: "/mail?all=1", http_method: "put" } },
  );
  const { container_id } = await world.trigger(id);
  world.clock.advance(13 * HOUR_MS);
  expect(world.calls).toEqual([]);
  world.clock.advance(HOUR_MS);
  const headers = { "X-Source": "schedule" };
  expect(world.calls).toEqual([
    { containerId: container_id, method: "PUT", path: "/mail?all=1", headers, body: '{"task":"mail"}' },
  ]);
});

test("a schedule calls its container when its time has come, without a test that moves the time", async () => {
  await create({ schedule: "*/5 * * * *" });
  await jest.advanceTimersByTimeAsync(299_000);
  expect(world.calls).toHaveLength(0);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(world.calls).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(600_000);
  expect(world.calls).toHaveLength(3);
});

test("a schedule is called once for each run that the time is moved past", async () => {
  await create({ schedule: "0 2 * * *" });
  world.clock.advance(3 * DAY_MS);
  expect(world.calls).toHaveLength(3);
  world.clock.advance(DAY_MS);
  expect(world.calls).toHaveLength(4);
});

test("the number of calls for one move of the time has a bound", async () => {
  await create({ schedule: "* * * * *" });
  world.clock.advance(900 * 365 * DAY_MS);
  expect(world.calls).toHaveLength(MAX_RUNS_PER_ADVANCE);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(world.calls).toHaveLength(MAX_RUNS_PER_ADVANCE + 1);
});

test("one run is called after a laptop has slept past several", async () => {
  await create({ schedule: "* * * * *" });
  jest.setSystemTime(Date.now() + 8 * HOUR_MS);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(world.calls.length).toBeGreaterThan(0);
  expect(world.calls.length).toBeLessThan(3);
});

test("a run that takes longer than the interval does not hold back the next one", async () => {
  let end: (status: number) => void = () => undefined;
  world.answer = () =>
    new Promise((resolve) => {
      end = resolve;
    });
  await create({ schedule: "* * * * *" });
  world.clock.advance(60_000);
  const endFirst = end;
  world.clock.advance(60_000);
  expect(world.calls).toHaveLength(2);
  for (const each of [endFirst, end]) each(200);
});

test("runs while the server was off are not made up", async () => {
  await create({ schedule: "0 2 * * *" });
  await world.events.close();
  world.clock.advance(3 * DAY_MS);
  await world.restart();
  await until(() => jest.getTimerCount() > 0);
  expect(world.calls).toHaveLength(0);
  world.clock.advance(DAY_MS);
  expect(world.calls).toHaveLength(1);
});

test("a schedule months away is called once, at its time", async () => {
  await create({ schedule: "0 0 1 9 *" });
  await jest.advanceTimersByTimeAsync(100 * DAY_MS);
  expect(world.calls).toHaveLength(0);
  world.clock.advance(60 * DAY_MS);
  expect(world.calls).toHaveLength(1);
});

test.each([
  ["Europe/Paris", ["2026-03-28T21:30:00.000Z", "2026-03-29T20:30:00.000Z", "2026-03-30T20:30:00.000Z"]],
  ["UTC", ["2026-03-28T22:30:00.000Z", "2026-03-29T22:30:00.000Z", "2026-03-30T22:30:00.000Z"]],
])("the runs follow the time zone %s over the start of summer time", async (timezone, runs) => {
  await create({ schedule: "30 22 * * *", timezone });
  expect(await nextRuns()).toEqual(runs);
  world.clock.advance(Date.parse(runs[1]!) - Date.now());
  expect(world.calls).toHaveLength(2);
});

test.each(["61 * * * *", "@daily", "2026-04-01T00:00:00", "* * * * * *", "mond tue * * *"])(
  "a schedule that is not UNIX cron is an error of the trigger: %s",
  async (schedule) => {
    const id = await world.createTrigger(await world.createContainer(), { cron_config: { schedule } });
    await until(async () => (await world.trigger(id)).status === "error");
    expect((await world.trigger(id)).error_message).not.toBe("");
    const change = { cron_config: { schedule: "0 2 * * *" } };
    await world.call("PATCH", `${CONTAINERS}/triggers/${id}`, change);
    await until(() => jest.getTimerCount() > 0);
    expect(await world.trigger(id)).toMatchObject({ status: "ready", error_message: "" });
  },
);

test("a schedule that never runs does not call and does not wait", async () => {
  const id = await world.createTrigger(await world.createContainer(), { cron_config: { schedule: "0 0 30 2 *" } });
  await until(async () => (await nextRuns()).length === 0);
  world.clock.advance(5 * 365 * DAY_MS);
  expect([world.calls.length, jest.getTimerCount(), (await world.trigger(id)).status]).toEqual([0, 0, "ready"]);
});
