import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether Terraform is installed. Its built-in provider needs no download. */
export const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
/** Without Terraform, the tests are skipped, and the report of Jest lists them. */
export const testWithTerraform = hasTerraform ? test : test.skip;

/** Runs Terraform without the configuration of the user. */
export function useRealTerraform(): void {
  beforeEach(() => {
    delete process.env["TF_CLI_CONFIG_FILE"];
    delete process.env["TERRAFORM_BINARY_NAME"];
  });
}

type Json = Readonly<Record<string, unknown>>;

/** Runs Terraform in a directory. */
export function terraform(folder: string, ...args: readonly string[]): string {
  return execFileSync("terraform", [`-chdir=${folder}`, ...args], {
    encoding: "utf8",
    env: process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Writes a synthesized app: its manifest, and a stack with one resource for each name. */
export function writeApp(stacks: readonly string[], backend: (stack: string) => Json = localBackend): void {
  for (const stack of stacks) {
    mkdirSync(stackFolder(stack), { recursive: true });
    const configuration = {
      "//": { metadata: { stackName: stack } },
      terraform: { backend: backend(stack) },
      resource: { terraform_data: { it: { input: `the input of ${stack}` } } },
    };
    writeFileSync(join(stackFolder(stack), "cdk.tf.json"), JSON.stringify(configuration, null, 2));
  }
  const entries = stacks.map((name) => [name, { name, workingDirectory: `stacks/${name}` }]);
  writeFileSync("cdktf.out/manifest.json", JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(entries) }));
}

export const stackFolder = (stack: string) => join("cdktf.out/stacks", stack);

/** The default backend of CDKTF. */
export function localBackend(stack: string): Json {
  return { local: { path: join(process.cwd(), `terraform.${stack}.tfstate`) } };
}

export function plan(stack: string): void {
  terraform(stackFolder(stack), "init", "-input=false");
  terraform(stackFolder(stack), "plan", "-input=false", "-lock=false", "-out=plan");
}

export function deploy(stack: string): void {
  plan(stack);
  terraform(stackFolder(stack), "apply", "-input=false", "-lock=false", "plan");
}
