import { isObject, stringOf } from "../../base/objects";
import { configuredAddress } from "./address";
import { withoutSecrets } from "./attributes";
import { collectSecrets } from "./collect-secrets";
import { actionCommand, commandsOfChange } from "./commands";
import { ConfigurationReader } from "./configuration";
import { entriesOf, listAt, listOf, stringAt, valueAt, type Value } from "./json";
import { JsonProblem, type JsonCursor } from "./json-cursor";
import type { CheckResult, OutputChange, Plan, PlannedCommand, ResourceChange } from "./plan";
import { scanOutput } from "./output-change";
import { notAPlan, scanDocuments } from "./plan-documents";
import { scanChange, withRegion, type ScannedChange } from "./resource-change";
import { SECRETS } from "./resource-types";
import type { Secrets } from "./secrets";
import type { StackFile } from "./stack-file";

/** A plan in which secrets are masked only where the plan marks them. */
export interface ScannedPlan extends Plan {
  readonly changes: ResourceChange[];
  readonly drift: ResourceChange[];
}

/** Every plan has one of these keys. */
const PLAN_KEYS = ["resource_changes", "planned_values", "configuration", "output_changes"];
const OPENTOFU_REGISTRY = "registry.opentofu.org/";

/**
 * Reads the output of `terraform show -json` for one or several plans, one resource at a time, and adds their secrets to
 * `secrets`. Several plans have a number after the name of the stack.
 * @throws JsonProblem if a part of the text is not a plan
 */
export function scanPlans(
  bytes: Uint8Array,
  stack: string,
  stackFile: StackFile,
  secrets: Secrets,
  onRead?: (bytes: number) => void,
): ScannedPlan[] {
  const scan = (cursor: JsonCursor) => {
    if (!cursor.isObject) throw invalidPlan("is not an object");
    const scanner = new PlanScanner(cursor, stack, stackFile, secrets);
    for (const key of cursor.keys()) scanner.read(key);
    return scanner.finish();
  };
  const plans = scanDocuments(bytes, scan, onRead);
  return plans.length === 1 ? plans : plans.map((plan, index) => ({ ...plan, stack: `${stack} ${index + 1}` }));
}

class PlanScanner {
  readonly #configuration: ConfigurationReader;
  readonly #keys = new Set<string>();
  readonly #changes: ScannedChange[] = [];
  readonly #drift: ScannedChange[] = [];
  readonly #deferred: string[] = [];
  readonly #actions: PlannedCommand[] = [];
  readonly #addresses = new Set<string>();
  /** The data sources in the state: the plan has read them. */
  readonly #readData = new Set<string>();
  #toolVersion = "";
  #hasErrored = false;
  #isComplete = true;
  #variables: Value | undefined;
  #outputs: readonly OutputChange[] = [];
  #checks: readonly CheckResult[] = [];

  constructor(
    private readonly cursor: JsonCursor,
    private readonly stack: string,
    private readonly stackFile: StackFile,
    private readonly secrets: Secrets,
  ) {
    this.#configuration = new ConfigurationReader(cursor, secrets);
  }

  /** Reads the value of a key of the plan. The value of an unknown key is skipped. */
  public read(key: string): void {
    const { cursor } = this;
    this.#keys.add(key);
    switch (key) {
      case "format_version":
        checkVersion(cursor.value());
        break;
      case "terraform_version":
        this.#toolVersion = stringOf(cursor.value());
        break;
      case "errored":
        this.#hasErrored = cursor.value() === true;
        break;
      case "complete":
        this.#isComplete = cursor.value() !== false;
        break;
      case "variables":
        this.#variables = cursor.value();
        break;
      case "resource_changes":
        this.readList(key, (raw) => {
          this.addChange(raw);
        });
        break;
      case "resource_drift":
        this.readList(key, (raw) => {
          this.addDrift(raw);
        });
        break;
      case "deferred_changes":
        this.readList(key, (raw) => {
          this.#deferred.push(this.scanChange(valueAt(raw, "resource_change") ?? null).address);
        });
        break;
      case "action_invocations":
        this.readList(key, (raw) => {
          this.#actions.push(this.scanAction(raw));
        });
        break;
      case "deferred_action_invocations":
        this.readList(key, (raw) => {
          this.#deferred.push(this.scanAction(valueAt(raw, "action_invocation") ?? null).address);
        });
        break;
      case "output_changes":
        this.#outputs = entriesOf(cursor.value()).map(([name, raw]) => scanOutput(name, raw, this.secrets));
        break;
      case "checks":
        this.#checks = listOf(cursor.value()).map(checkResult);
        break;
      case "configuration":
        this.#configuration.read();
        break;
      case "planned_values":
        // Its resources are those of resource_changes and prior_state.
        for (const inner of cursor.keys()) if (inner === "outputs") this.addOutputSecrets();
        break;
      case "prior_state":
        for (const inner of cursor.keys()) if (inner === "values") this.readState();
        break;
    }
  }

  public finish(): ScannedPlan {
    if (!PLAN_KEYS.some((key) => this.#keys.has(key))) throw notAPlan(this.#keys);
    this.#configuration.addVariables(this.#variables, this.#keys.has("configuration"));
    const isOpenTofu = this.#changes.some(({ provider }) => provider.startsWith(OPENTOFU_REGISTRY));
    return {
      stack: this.stack,
      tool: isOpenTofu ? "opentofu" : "terraform",
      toolVersion: this.#toolVersion,
      hasErrored: this.#hasErrored,
      isComplete: this.#isComplete,
      deferred: this.#deferred,
      changes: this.#changes.map((change) => this.resourceChange(change)),
      drift: this.#drift.map((change) => this.resourceChange(change)),
      outputs: this.#outputs,
      checks: this.#checks,
      commands: this.commands(),
    };
  }

  private commands(): PlannedCommand[] {
    const provisioners = this.#changes.flatMap((change) =>
      commandsOfChange(change, this.#configuration.provisioners(change.address)),
    );
    for (const { address, isData } of this.#changes) if (isData) this.#readData.add(configuredAddress(address));
    const data = this.#configuration.dataCommands
      .filter(({ address, isRepeated }) => !isRepeated || this.#readData.has(address))
      .map(({ address, type, command, references }) => ({
        address,
        type,
        command,
        references,
        runsAt: "plan" as const,
      }));
    return [...provisioners, ...this.#actions, ...data];
  }

  private scanAction(raw: Value): PlannedCommand {
    const [values, marks] = [valueAt(raw, "config_values"), valueAt(raw, "config_sensitive")];
    this.addSecrets("", values, marks);
    const address = stringAt(raw, "address") || "(no address)";
    return {
      address,
      type: stringAt(raw, "type"),
      runsAt: "apply",
      command: actionCommand(values === undefined ? values : withoutSecrets(values, "", marks, undefined)),
      references: [],
    };
  }

  private resourceChange(change: ScannedChange): ResourceChange {
    const provider = change.provider.split("/").slice(-2).join("/");
    const { region, ...configured } = this.#configuration.resource(change.address);
    return { ...change, provider, ...configured, attributes: withRegion(change.attributes, region) };
  }

  private readList(key: string, visit: (raw: Value) => void): void {
    const { cursor } = this;
    if (!cursor.isList) {
      if (cursor.value() !== null) throw invalidPlan(`has a ${key} that is not a list`);
      return;
    }
    cursor.each((index) => {
      const raw = cursor.value();
      if (!isObject(raw)) throw invalidPlan(`has a ${key}[${index}] that is not an object`);
      visit(raw);
    });
  }

  private addChange(raw: Value): void {
    const change = this.scanChange(raw);
    this.#changes.push(change);
    this.#addresses.add(change.address);
  }

  private addDrift(raw: Value): void {
    const change = this.scanChange(raw);
    const isEqual = change.action === "update" && change.attributes.length === 0;
    if (change.action !== "no-op" && !isEqual) this.#drift.push(change);
  }

  private scanChange(raw: Value): ScannedChange {
    const change = scanChange(raw, this.stackFile);
    const sides = valueAt(raw, "change");
    const [before, after] = [valueAt(sides, "before"), valueAt(sides, "after")];
    const [beforeMarks, afterMarks] = [valueAt(sides, "before_sensitive"), valueAt(sides, "after_sensitive")];
    this.addSecrets(change.type, before, beforeMarks);
    // A value that does not change may be marked on one side only.
    this.addSecrets(change.type, change.action === "no-op" ? before : after, afterMarks);
    return change;
  }

  /** Adds the secrets of a state: those of its outputs, and those of the resources in all modules. */
  private readState(): void {
    for (const key of this.cursor.keys()) {
      if (key === "outputs") this.addOutputSecrets();
      else if (key === "root_module") this.readModule();
    }
  }

  private addOutputSecrets(): void {
    for (const [name, raw] of entriesOf(this.cursor.value())) {
      const isSecret = valueAt(raw, "sensitive") === true;
      collectSecrets({ value: valueAt(raw, "value"), secret: isSecret }, this.secrets, name);
    }
  }

  private readModule(): void {
    for (const key of this.cursor.keys()) {
      if (key === "child_modules") {
        this.cursor.each(() => {
          this.readModule();
        });
      } else if (key === "resources") {
        this.cursor.each(() => {
          this.addStateSecrets();
        });
      }
    }
  }

  /** Adds the secrets of a resource in a state, unless it is among the changes. */
  private addStateSecrets(): void {
    const address = this.cursor.peek(/^\{\s*"address":\s*"([^"\\]+)"/)?.[1];
    if (address !== undefined && this.#addresses.has(address)) return;
    if (address !== undefined && /(^|\.)data\./.test(address)) this.#readData.add(configuredAddress(address));
    const raw = this.cursor.value();
    this.addSecrets(stringAt(raw, "type"), valueAt(raw, "values"), valueAt(raw, "sensitive_values"));
  }

  private addSecrets(type: string, value: Value | undefined, sensitive: Value | undefined): void {
    collectSecrets({ value, sensitive, secret: SECRETS[type] }, this.secrets);
  }
}

function checkVersion(version: Value): void {
  if (/^[01]\./.test(stringOf(version))) return;
  throw new JsonProblem("unsupported-version", "has an unsupported format_version, expected 0.x or 1.x.");
}

function invalidPlan(reason: string): JsonProblem {
  return new JsonProblem("not-a-plan", `is not a plan: it ${reason}.`);
}

function checkResult(raw: Value): CheckResult {
  const problems = listAt(raw, "instances").flatMap((instance) => listAt(instance, "problems"));
  return {
    address: stringAt(valueAt(raw, "address"), "to_display"),
    kind: stringAt(valueAt(raw, "address"), "kind"),
    status: stringAt(raw, "status"),
    messages: problems.map((problem) => stringAt(problem, "message")),
  };
}
