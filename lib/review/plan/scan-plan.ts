import { fieldsOf, isObject } from "../../base/objects";
import { hasTrue, listOf, tellSecrets, textOf, valueAt } from "./attributes";
import { ConfigurationReader } from "./configuration";
import { JsonCursor, JsonProblem } from "./json-cursor";
import type { CheckResult, OutputChange, Plan, ResourceChange, Value } from "./plan";
import { actionOf, resourceChange } from "./resource-change";
import { SECRETS } from "./resource-types";
import { MASK, type Secrets } from "./secrets";
import { looksSecret } from "../../facts/secret-looking";
import type { StackFile } from "./stack-file";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One of them is in every plan. */
const KEYS_OF_PLANS = ["resource_changes", "planned_values", "configuration", "output_changes"];

/**
 * Reads `terraform show -json` of a plan, piece by piece. Adds its secrets to `secrets`; where they stand as such they are
 * masked already, but not yet where else they stand.
 * @throws JsonProblem when it is no plan
 */
export function scanPlan(bytes: Uint8Array, stack: string, stackFile: StackFile, secrets: Secrets): Plan {
  const cursor = new JsonCursor(bytes);
  if (!cursor.isObject) throw new JsonProblem("is no plan: it does not start with {");
  const reader = new PlanReader(cursor, stack, stackFile, secrets);
  for (const key of cursor.keys()) reader.read(key);
  if (!cursor.isAtEnd) throw new JsonProblem("is no plan: there is more after its end");
  return reader.finish();
}

class PlanReader {
  readonly #plan: Mutable<Plan>;
  readonly #changes: Mutable<ResourceChange>[] = [];
  readonly #drift: ResourceChange[] = [];
  readonly #deferred: string[] = [];
  readonly #invocations: string[] = [];
  readonly #configuration: ConfigurationReader;
  readonly #seen = new Set<string>();
  readonly #addresses = new Set<string>();
  #variables: unknown;

  readonly #readers: Readonly<Record<string, () => void>> = {
    format_version: () => {
      refuseUnknownVersion(this.cursor.value());
    },
    terraform_version: () => (this.#plan.toolVersion = textOf(this.cursor.value())),
    errored: () => (this.#plan.hasErrored = this.cursor.value() === true),
    complete: () => (this.#plan.isComplete = this.cursor.value() !== false),
    variables: () => (this.#variables = this.cursor.value()),
    resource_changes: () => {
      this.readList("resource_changes", (raw) => {
        const change = this.change(raw);
        this.#changes.push(change);
        this.#addresses.add(change.address);
      });
    },
    resource_drift: () => {
      this.readList("resource_drift", (raw) => {
        const change = this.change(raw);
        if (change.attributes.length > 0 || change.action !== "update") this.#drift.push(change);
      });
    },
    deferred_changes: () => {
      this.readList("deferred_changes", (raw) => {
        this.#deferred.push(this.change(valueAt(raw, "resource_change")).address);
      });
    },
    action_invocations: () => {
      this.readList("action_invocations", (raw) => {
        this.#invocations.push(textOf(valueAt(raw, "address")));
      });
    },
    output_changes: () => {
      this.#plan.outputs = Object.entries(fieldsOf(this.cursor.value())).map(([name, raw]) => this.output(name, raw));
    },
    checks: () => (this.#plan.checks = listOf(this.cursor.value()).map(checkResult)),
    configuration: () => {
      this.#configuration.read();
    },
    // The resources in it are those of the changes, and what was there before.
    planned_values: () => {
      for (const key of this.cursor.keys()) if (key === "outputs") this.addOutputs();
    },
    prior_state: () => {
      for (const key of this.cursor.keys()) if (key === "values") this.readState();
    },
  };

  constructor(
    private readonly cursor: JsonCursor,
    stack: string,
    private readonly stackFile: StackFile,
    private readonly secrets: Secrets,
  ) {
    this.#configuration = new ConfigurationReader(cursor, secrets);
    this.#plan = {
      stack,
      ...({ tool: "terraform", toolVersion: "", hasErrored: false, isComplete: true } as const),
      ...{ changes: this.#changes, drift: this.#drift, deferred: this.#deferred, invocations: this.#invocations },
      ...{ outputs: [], checks: [] },
    };
  }

  /** Reads what is under a key of the plan, or leaves it. */
  public read(key: string): void {
    this.#seen.add(key);
    if (Object.hasOwn(this.#readers, key)) this.#readers[key]?.();
  }

  public finish(): Plan {
    if (!KEYS_OF_PLANS.some((key) => this.#seen.has(key))) {
      const isState = this.#seen.has("values");
      throw new JsonProblem(`is JSON, but ${isState ? "a state and " : ""}no plan`);
    }
    this.#configuration.addVariables(this.#variables, this.#seen.has("configuration"));
    for (const change of this.#changes) {
      Object.assign(change, this.#configuration.of(change.address));
      if (change.provider.startsWith("registry.opentofu.org/")) this.#plan.tool = "opentofu";
    }
    for (const change of [...this.#changes, ...this.#drift]) {
      (change as Mutable<ResourceChange>).provider = change.provider.split("/").slice(-2).join("/");
    }
    return this.#plan;
  }

  private readList(key: string, take: (raw: object) => void): void {
    const { cursor } = this;
    if (!cursor.isList) {
      if (cursor.value() !== null) throw new JsonProblem(`is no plan: its ${key} is no list`);
      return;
    }
    cursor.each((index) => {
      const raw = cursor.value();
      if (!isObject(raw)) throw new JsonProblem(`is no plan: ${key}[${index}] is no object`);
      take(raw);
    });
  }

  private change(raw: unknown): ResourceChange {
    const change = resourceChange(raw, this.stackFile);
    const sides = valueAt(raw, "change");
    for (const side of change.action === "no-op" ? ["before"] : ["before", "after"]) {
      this.addSecrets(change.type, valueAt(sides, side), valueAt(sides, `${side}_sensitive`));
      // What does not change may be marked on one side alone.
      if (change.action === "no-op")
        this.addSecrets(change.type, valueAt(sides, side), valueAt(sides, "after_sensitive"));
    }
    return change;
  }

  private output(name: string, raw: unknown): OutputChange {
    const [before, after] = [valueAt(raw, "before"), valueAt(raw, "after")];
    const marks = [valueAt(raw, "before_sensitive"), valueAt(raw, "after_sensitive")];
    const isSecret = marks.some(hasTrue) || looksSecret(name, before) || looksSecret(name, after);
    for (const side of isSecret ? [before, after] : []) this.addSecrets("", side, true);
    const shown = (side: unknown) => (isSecret ? MASK : (side as Value));
    return {
      name,
      action: actionOf(listOf(valueAt(raw, "actions")).map(textOf)),
      ...(!isNone(before) && { before: shown(before) }),
      ...(!isNone(after) && { after: shown(after) }),
      isUnknown: hasTrue(valueAt(raw, "after_unknown")),
    };
  }

  /** Takes the secrets of a state: of outputs, and of the resources of all modules. */
  private readState(): void {
    for (const key of this.cursor.keys()) {
      if (key === "outputs") this.addOutputs();
      else if (key === "root_module") this.readModule();
    }
  }

  private addOutputs(): void {
    for (const [name, raw] of Object.entries(fieldsOf(this.cursor.value()))) {
      const value = valueAt(raw, "value");
      if (valueAt(raw, "sensitive") === true || looksSecret(name, value)) this.addSecrets("", value, true);
    }
  }

  private readModule(): void {
    for (const key of this.cursor.keys()) {
      const read =
        key === "child_modules"
          ? () => {
              this.readModule();
            }
          : key === "resources"
            ? () => {
                this.addResource();
              }
            : undefined;
      if (read !== undefined) this.cursor.each(read);
    }
  }

  /** Of a resource of a state. What is among the changes has been read. */
  private addResource(): void {
    const address = this.cursor.peek(/^\{\s*"address":\s*"([^"\\]+)"/)?.[1];
    if (address !== undefined && this.#addresses.has(address)) return;
    const raw = this.cursor.value();
    this.addSecrets(textOf(valueAt(raw, "type")), valueAt(raw, "values"), valueAt(raw, "sensitive_values"));
  }

  private addSecrets(type: string, value: unknown, sensitive: unknown): void {
    tellSecrets(value, sensitive, SECRETS[type], (secret) => {
      this.secrets.add(secret);
    });
  }
}

function refuseUnknownVersion(version: unknown): void {
  if (/^[01]\./.test(textOf(version))) return;
  throw new JsonProblem("has a format_version that is not known; this version reads 0.x and 1.x");
}

function checkResult(raw: unknown): CheckResult {
  const messages = listOf(valueAt(raw, "instances")).flatMap((instance) => listOf(valueAt(instance, "problems")));
  return {
    address: textOf(valueAt(valueAt(raw, "address"), "to_display")),
    status: textOf(valueAt(raw, "status")),
    messages: messages.map((problem) => textOf(valueAt(problem, "message"))),
  };
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}
