import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSnapshot, resetState, takeSnapshot } from "local-scaleway";
import { temporaryFolder } from "../../../__tests__/helpers/temporary-folder";
import { createNamespace } from "./helpers/server";
import { names, withServer } from "./helpers/with-server";

describe("a snapshot", () => {
  test.each(["stopped", "running"])("is saved and restored with a %s server", async (mode) => {
    const folder = temporaryFolder("state");
    const file = join(temporaryFolder("snapshot"), "before.json");
    await withServer(folder, (server) => createNamespace(server));
    const change = async () => {
      writeFileSync(file, JSON.stringify(await takeSnapshot(folder)));
      await resetState(folder);
      await loadSnapshot(folder, file);
    };
    if (mode === "running") await withServer(folder, change);
    else await change();
    expect(await withServer(folder, names)).toEqual(["shop"]);
    await resetState(folder);
    expect(await withServer(folder, names)).toEqual([]);
  });

  test.each(["{}", "[]", "", '{"records":[]}', '{"records":{"a":1}}', '{"records":{"a":{"b":1}}}'])(
    "is not %j, and the state is kept",
    async (text) => {
      const folder = temporaryFolder("state");
      const file = join(temporaryFolder("snapshot"), "other.json");
      writeFileSync(file, text);
      await withServer(folder, (server) => createNamespace(server));
      await expect(loadSnapshot(folder, file)).rejects.toThrow("snapshot");
      expect(await withServer(folder, names)).toEqual(["shop"]);
    },
  );
});
