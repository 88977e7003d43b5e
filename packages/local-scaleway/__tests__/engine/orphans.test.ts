import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openFolder } from "../../src/state/folder";
import { ownerOf } from "../../src/engine/owner";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { describeWithEngine, docker, engineOf, SETTINGS, useEngine } from "../helpers/engine";

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
    // What the engine was creating for the killed server appears within moments.
    const engine = await engineOf(killed);
    await engine.removeAll();
    expect([await count(killed), await count(owner)]).toEqual([0, 1]);
    await instance.stop();
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
