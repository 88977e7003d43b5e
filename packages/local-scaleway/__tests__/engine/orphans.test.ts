import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openFolder } from "../../src/state/folder";
import { ownerOf } from "../../src/engine/owner";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { ask, describeWithEngine, docker, engineOf, QUICK, SETTINGS, useEngine } from "../helpers/engine";
import { until } from "../helpers/until";

const count = async (owner: string) =>
  (await (await docker()).listContainers({ all: true, filters: { label: [`scw-local=${owner}`] } })).length;

describeWithEngine("instances of a state folder", () => {
  const { owner, start } = useEngine();

  test("that a killed server has left are removed, and those of another folder are not", async () => {
    const killed = `${owner}-killed`;
    const instance = await start();
    const program = join(__dirname, "../helpers/start-and-hang.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, killed], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await count(killed)).toBeGreaterThan(0);
    const engine = await engineOf(killed);
    await engine.removeAll();
    expect(await count(owner)).toBe(1);
    await instance.stop();
    // The engine may have created more for the killed server.
    await until(async () => {
      await engine.removeAll();
      return (await count(killed)) === 0;
    });
  });

  test("that the engine creates after the removal are removed later", async () => {
    const other = `${owner}-late`;
    const killed = await (await engineOf(other)).start(SETTINGS);
    const engine = await engineOf(other, { times: { ...QUICK, orphanCheckMs: 10 } });
    const instance = await engine.start(SETTINGS);
    await killed.exited;
    expect((await ask(instance)).argv).toEqual([]);
    await engine.removeAll();
    expect(await count(other)).toBe(0);
  });

  test("that are being created are removed, too", async () => {
    const other = `${owner}-other`;
    const engine = await engineOf(other);
    const starts = [1, 2, 3].map(() => engine.start(SETTINGS));
    await engine.removeAll();
    expect(await count(other)).toBe(0);
    const instances = await Promise.all(starts);
    const exits = await Promise.all(instances.map(({ exited }) => exited));
    expect(exits.map(({ isOutOfMemory }) => isOutOfMemory)).toEqual([false, false, false]);
  });
});

test("each state folder has an ID of its own, which it keeps", () => {
  const [first, second] = [openFolder(temporaryFolder("state")), openFolder(temporaryFolder("state"))];
  expect(ownerOf(first)).toBe(ownerOf(openFolder(first.path)));
  expect(ownerOf(first)).not.toBe(ownerOf(second));
  expect(ownerOf(first)).not.toContain(first.token.slice(0, 8));
});
