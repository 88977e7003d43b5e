import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "./run-cli";
import { temporaryFolder } from "./temporary-folder";

/** The directory of a new project, and its parent. Each test has another one. */
export let parent: string;
export let folder: string;

export function useInitFolder(): void {
  beforeEach(() => {
    parent = temporaryFolder("init");
    folder = join(parent, "order-api");
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
}

export const init = (...args: string[]) => runCli("init", folder, ...args);

export const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** The first list of the output. The next commands follow after an empty line. */
export const listedFiles = (out: string) => out.split("\n\n")[0]!.split("\n  ").slice(1).sort();
