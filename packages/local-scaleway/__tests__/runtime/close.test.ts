import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { startServer } from "../../src/server";
import { FakeEngine } from "../helpers/fake-engine";
import { TestRuntime } from "../helpers/runtime";

test("a program that ignores SIGTERM is killed when the server stops", async () => {
  const runtime = new TestRuntime();
  runtime.workloads.start();
  runtime.engine.programs.set("shop", { ignoresStop: true });
  await runtime.createDeployed();
  await runtime.stop();
  expect(runtime.engine.running).toHaveLength(0);
}, 20_000);

test("a second signal does not interrupt the end of the server", async () => {
  const engine = new FakeEngine();
  const server = await startServer({ folder: temporaryFolder("close"), port: 0 }, () =>
    Promise.resolve({ engine, missing: undefined }),
  );
  const before = process.listenerCount("SIGINT");
  const closed = server.close();
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  await closed;
  expect(process.listenerCount("SIGINT")).toBe(before);
});
