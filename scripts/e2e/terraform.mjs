// A folder with a stack, and Terraform or OpenTofu in it.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROGRAM = process.env.TERRAFORM_BINARY_NAME || "terraform";
const MAX_OUTPUT_BYTES = 100_000_000;
const MAX_ERROR = 1200;

export class Stack {
  constructor(configuration, environment) {
    this.folder = mkdtempSync(join(tmpdir(), "e2e-"));
    this.environment = environment;
    this.write(configuration);
  }

  /** Writes the configuration, with its state in a local file. */
  write(configuration) {
    this.configuration = configuration;
    const terraform = { ...configuration.terraform, backend: undefined };
    writeFileSync(join(this.folder, "cdk.tf.json"), JSON.stringify({ ...configuration, terraform }, null, 2));
  }

  async init(environment = this.environment) {
    await this.runWith(environment, "init", "-input=false");
  }

  async apply() {
    await this.run("apply", "-auto-approve", "-input=false");
  }

  /** The actions of a plan by address, without those that do nothing. */
  async plan() {
    await this.run("plan", "-input=false", "-out=plan");
    const { resource_changes: changes = [], output_changes: outputs = {} } = JSON.parse(
      await this.run("show", "-json", "plan"),
    );
    const actions = changes.map(({ address, change }) => [address, change.actions.join()]);
    const outputActions = Object.entries(outputs).map(([name, { actions }]) => [`output.${name}`, actions.join()]);
    return Object.fromEntries([...actions, ...outputActions].filter(([, each]) => each !== "no-op" && each !== "read"));
  }

  /** The attributes of a resource in the state, also sensitive ones. */
  async attributes(address) {
    const { values } = JSON.parse(await this.run("show", "-json"));
    return values.root_module.resources.find((resource) => resource.address === address).values;
  }

  async output(name) {
    const { values } = JSON.parse(await this.run("show", "-json"));
    return values.outputs[name].value;
  }

  async destroy() {
    this.write(withoutProtection(this.configuration));
    await this.run("destroy", "-auto-approve", "-input=false");
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(...args) {
    return this.runWith(this.environment, ...args);
  }

  runWith(environment, ...args) {
    const options = { cwd: this.folder, env: environment, maxBuffer: MAX_OUTPUT_BYTES };
    return new Promise((resolve, reject) => {
      execFile(PROGRAM, [...args, ...(args[0] === "show" ? [] : ["-no-color"])], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${PROGRAM} ${args[0]}: ${firstError(stderr) || error.message}`));
      });
    });
  }
}

/** The environment of Terraform: the local server, and a value for each variable. */
export function stackEnvironment(configuration, environment) {
  const values = Object.keys(configuration.variable ?? {}).map((name) => [`TF_VAR_${name}`, `value-of-${name}`]);
  return { ...environment, ...Object.fromEntries(values), TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
}

export async function hasTerraform(environment) {
  const options = { env: environment };
  return new Promise((resolve) => execFile(PROGRAM, ["version"], options, (error) => resolve(error === null)));
}

/** Whether the program knows ephemeral resources: Terraform 1.10, OpenTofu 1.11. */
export async function supportsEphemeral(environment) {
  const version = await new Promise((resolve) =>
    execFile(PROGRAM, ["version"], { env: environment }, (_, stdout) => resolve(stdout)),
  );
  const [, name, minor] = /^(\w+) v1\.(\d+)/.exec(version) ?? [];
  return Number(minor) >= (name === "OpenTofu" ? 11 : 10);
}

function withoutProtection(value) {
  if (Array.isArray(value)) return value.map(withoutProtection);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "prevent_destroy");
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutProtection(each)]));
}

/** The first error without its frame; a message is in its last lines. */
function firstError(text) {
  const [error = ""] = text.split(/^.*(?=Error:)/m).slice(1);
  const lines = error.split("\n").map((line) => line.replace(/^[│╷╵\s]*/, ""));
  const line = lines.filter(Boolean).join(" ");
  return line.length > MAX_ERROR ? `${line.slice(0, MAX_ERROR / 2)} … ${line.slice(-MAX_ERROR / 2)}` : line;
}
