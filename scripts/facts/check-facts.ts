import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { compareFacts } from "./compare-facts";
import { compareSchema } from "./compare-schema";
import { compareSdk } from "./compare-sdk";
import { findingsOf, joinFindings, type Findings } from "./findings";
import { KNOWN_DIFFERENCES, withoutKnown } from "./known-differences";
import { PROVIDER_VERSIONS_URL, compareProviderVersion, newestProviderVersion } from "./provider-version";
import { installSdk } from "./sdk";

const bindings = join(__dirname, "../../packages/provider-scaleway");

export interface CheckOptions {
  /** A directory with the packages of the SDK, see SdkPackage. @default - the newest ones, which npm installs */
  readonly sdk?: string | undefined;
  /** A file with the output of `terraform providers schema -json`. @default - the newest schema, which Terraform downloads */
  readonly schema?: string | undefined;
  /** The page with the versions of the provider. @default PROVIDER_VERSIONS_URL */
  readonly versionsUrl?: string | undefined;
}

/** Compares everything. A part that cannot be read does not prevent the others. */
export async function checkFacts({ sdk, schema, versionsUrl }: CheckOptions): Promise<Findings> {
  const findings = joinFindings([
    await findingsOf(() => checkSdk(sdk)),
    await findingsOf(() => checkProviderVersion(versionsUrl)),
    await findingsOf(() => checkSchema(schema)),
  ]);
  return withoutKnown(findings, KNOWN_DIFFERENCES);
}

/** Uses the SDK in a directory, or installs the newest one in a temporary directory. */
async function checkSdk(directory: string | undefined): Promise<Findings> {
  if (directory !== undefined) return compareSdk(directory);
  const temporary = mkdtempSync(join(tmpdir(), "facts-check-"));
  try {
    installSdk(temporary);
    return await compareSdk(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function checkProviderVersion(url = PROVIDER_VERSIONS_URL): Promise<Findings> {
  const { version } = z.object({ version: z.string() }).parse(readBindings("package.json"));
  return compareProviderVersion(version, await newestProviderVersion(url));
}

/** Uses a schema in a file, or has Terraform print the newest one. */
function checkSchema(file: string | undefined): Findings {
  const title = file ?? "the newest schema of the provider";
  const newest: unknown = JSON.parse(file === undefined ? newestSchema() : readFileSync(file, "utf8"));
  return joinFindings([
    compareSchema(readBindings("schema.json"), newest, title),
    compareFacts(readBindings("facts.json"), newest, title),
  ]);
}

function newestSchema(): string {
  const script = join(bindings, "update-schema.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--print"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The newest schema could not be read: ${stderr.slice(0, 200)}`);
  return stdout;
}

function readBindings(file: string): unknown {
  return JSON.parse(readFileSync(join(bindings, file), "utf8"));
}
