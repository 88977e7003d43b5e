import { execFileSync } from "node:child_process";
import { installSdk } from "../../scripts/facts/sdk";
import { temporaryFolder } from "../helpers/temporary-folder";

jest.mock("node:child_process", () => ({ execFileSync: jest.fn() }));
const npm = jest.mocked(execFileSync);

test("installs the newest packages without running their scripts", () => {
  installSdk(temporaryFolder("sdk"));
  const [command, args] = npm.mock.lastCall ?? [];
  expect(command).toBe("npm");
  expect(args).toEqual(expect.arrayContaining(["--ignore-scripts", "@scaleway/sdk-container@latest"]));
});

test("reports that npm failed", () => {
  npm.mockImplementation(() => {
    throw new Error("ENOTFOUND");
  });
  expect(() => {
    installSdk(temporaryFolder("sdk"));
  }).toThrow("npm could not install");
});
