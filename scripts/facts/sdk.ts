import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The packages of Scaleway's JavaScript SDK that are compared, without `@scaleway/sdk-`. */
export const PACKAGES = ["container", "iam", "mnq", "registry"] as const;
export type PackageName = (typeof PACKAGES)[number];

/** A file of the SDK. */
export interface SdkFile {
  /** The name in reports, such as `@scaleway/sdk-container 2.10.0, v1`. */
  readonly name: string;
  readonly code: string;
}

/** One package of the SDK. */
export class SdkPackage {
  readonly #folder: string;
  public readonly title: string;
  /** The versions of its API, such as `v1`. */
  public readonly apiVersions: readonly string[];

  /**
   * @param directory where npm installed the packages, or a checkout of scaleway/scaleway-sdk-js
   * @throws an Error if the package is not there
   */
  constructor(directory: string, packageName: PackageName) {
    const full = `@scaleway/sdk-${packageName}`;
    const root = [join(directory, "node_modules", full), join(directory, "packages_generated", packageName)].find(
      (folder) => existsSync(folder),
    );
    if (root === undefined) throw new Error(`${directory} does not contain ${full}.`);
    const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    this.title = `${full} ${z.object({ version: z.string() }).parse(manifest).version}`;
    this.#folder = existsSync(join(root, "dist")) ? join(root, "dist") : join(root, "src");
    this.apiVersions = readdirSync(this.#folder).filter((name) => /^v\d/.test(name));
  }

  /**
   * A generated file, such as `validation-rules`.
   * @throws an Error if it does not exist
   */
  public file(apiVersion: string, name: "api" | "validation-rules"): SdkFile {
    const path = ["js", "ts"]
      .map((extension) => join(this.#folder, apiVersion, `${name}.gen.${extension}`))
      .find((each) => existsSync(each));
    if (path === undefined) throw new Error(`${this.title} has no file ${apiVersion}/${name}.gen.`);
    return { name: `${this.title}, ${apiVersion}/${name}.gen`, code: readFileSync(path, "utf8") };
  }
}

/**
 * Installs the newest release of the packages with npm. No code of the packages is run.
 * @throws an Error if npm fails, for example without a network
 */
export function installSdk(directory: string): void {
  writeFileSync(join(directory, "package.json"), "{}");
  const flags = ["--ignore-scripts", "--legacy-peer-deps", "--no-package-lock", "--no-audit", "--no-fund"];
  const packages = PACKAGES.map((name) => `@scaleway/sdk-${name}@latest`);
  try {
    execFileSync("npm", ["install", ...flags, ...packages], { cwd: directory, stdio: "pipe", timeout: 300_000 });
  } catch (error) {
    throw new Error("npm could not install the packages of Scaleway's SDK. Check the network, and run it again.", {
      cause: error,
    });
  }
}
