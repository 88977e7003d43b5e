// Runs before each test file. The other helpers do nothing until they are called.
import { dirname } from "node:path";
import { removeTemporaryFolders } from "./temporary-folder";

afterAll(removeTemporaryFolders);

// Messages contain the name of the program, which differs on the machine of a user of OpenTofu.
delete process.env["TERRAFORM_BINARY_NAME"];

// A new project's tests run in its own folder.
const { testPath = "" } = expect.getState();
if (/[\\/]templates[\\/]typescript[\\/]/.test(testPath)) {
  const home = process.cwd();
  process.chdir(dirname(testPath));
  afterAll(() => {
    process.chdir(home);
  });
}
