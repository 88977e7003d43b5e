import { dirname } from "node:path";

// A new project's tests run in its own folder.
const { testPath = "" } = expect.getState();
if (/[\\/]templates[\\/]typescript[\\/]/.test(testPath)) {
  const home = process.cwd();
  process.chdir(dirname(testPath));
  afterAll(() => {
    process.chdir(home);
  });
}
