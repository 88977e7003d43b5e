import { styleText } from "node:util";
import { shortDigest } from "../base/image-reference";
import { count, printable, shellWord, wrapped } from "../base/text";
import type {
  ContainerStatus,
  DomainStatus,
  ImageStatus,
  QueueStatus,
  StackStatus,
  StatusReport,
  TriggerStatus,
} from "./status-schema";
import { timeInZone } from "./times";
import { containerName } from "./verdict";

export interface StatusTextOptions {
  /** The width in characters; by default lines are not broken. */
  readonly width?: number | undefined;
  readonly hasColors: boolean;
  /** The time zone of this machine. */
  readonly localZone: string;
  readonly lockFile: string;
}

type Style = Parameters<typeof styleText>[0];
type Fact = readonly [name: string, value: string, style?: Style | undefined];

const MAX_NAME_LENGTH = "schedule".length;
const FACT_INDENT = 4;
const VALUE_INDENT = FACT_INDENT + MAX_NAME_LENGTH + 2;
const NAMES: Readonly<Record<string, string>> = { cron: "schedule", sqs: "queue", nats: "NATS" };

/** A report for a terminal. */
export function statusText(report: StatusReport, options: StatusTextOptions): string {
  return new StatusText(report, options).render();
}

class StatusText {
  readonly #width: number;

  constructor(
    private readonly report: StatusReport,
    private readonly options: StatusTextOptions,
  ) {
    this.#width = options.width ?? Infinity;
  }

  public render(): string {
    const { isReady, verdict, notRead, stacks } = this.report;
    const sections = [
      [this.styled(["bold", isReady ? "green" : "red"], wrapped(printable(verdict), this.#width, 0))],
      notRead.map(({ what, reason }) => {
        return this.styled("yellow", wrapped(printable(`${what.join(", ")}: ${sentence(reason)}`), this.#width, 0));
      }),
      ...stacks.map((stack) => this.stackLines(stack)),
    ];
    const filled = sections.filter((section) => section.length > 0);
    return `${filled.map((section) => section.join("\n")).join("\n\n")}\n`;
  }

  private stackLines({ name, state, isDeployed, containers, domains, triggers }: StackStatus): string[] {
    const parts = [...this.domainFacts(domains), ...this.triggerFacts(triggers)];
    return [
      `${this.styled("bold", printable(name))}  ${this.styled("dim", printable(state))}`,
      ...containers.flatMap((container) => this.containerLines(container, name)),
      ...(parts.length > 0 ? ["  containers of other stacks", ...this.factLines(parts)] : []),
      ...(containers.length + parts.length === 0
        ? [`  ${isDeployed ? "no containers" : "not deployed, or not read"}`]
        : []),
    ];
  }

  private containerLines(container: ContainerStatus, stack: string): string[] {
    const { status, errorMessage, scale, image, url, domains, triggers } = container;
    const text = this.styled(styleOf(status), printable(status.replaceAll("-", " ")));
    const instances = scale === undefined ? "" : `  ${scale.min} to ${count(scale.max, "instance")}`;
    const facts: Fact[] = [
      ...(errorMessage === undefined ? [] : [["error", errorMessage, "red"] as const]),
      ...this.remedy(status, stack),
      ...(url === undefined ? [] : [["URL", url] as const]),
      ...(image === undefined ? [] : this.imageFacts(image)),
      ...this.domainFacts(domains),
      ...this.triggerFacts(triggers),
    ];
    return [
      `  ${this.styled("bold", printable(containerName(container)))}  ${text}${instances}`,
      ...this.factLines(facts),
    ];
  }

  private remedy(status: string, stack: string): Fact[] {
    const command = `npx cdktf deploy ${shellWord(stack)}`;
    if (status === "gone") return [["to do", `It was deleted outside of Terraform. Run ${command}.`]];
    return status === "not-deployed" ? [["to do", `Run ${command}.`]] : [];
  }

  private imageFacts({ reference, running, digest, lock, lockedDigest }: ImageStatus): Fact[] {
    const { lockFile } = this.options;
    const inLock = {
      same: `as in ${lockFile}`,
      different: `${lockFile} has ${shortDigest(lockedDigest ?? "")} for the next deployment`,
      "not-locked": `not in ${lockFile}`,
      "no-lock-file": "",
    }[lock];
    const deployed = digest === undefined ? "none" : shortDigest(digest);
    const text = inLock === "" ? deployed : `${deployed}, ${inLock}`;
    const facts: Fact[] = [
      ["image", reference],
      ["digest", text, lock === "different" ? "yellow" : undefined],
    ];
    if (running !== undefined) facts.push(["running", `${running}, changed outside of Terraform`, "red"]);
    return facts;
  }

  private domainFacts(domains: readonly DomainStatus[]): Fact[] {
    return domains.map(({ hostname, status, errorMessage, isInState }) => {
      // DNS and the certificate are part of the creation.
      const pending = status === "creating" ? ", waits for DNS and its certificate" : "";
      return ["domain", `${hostname} ${status}${pending}${suffix(errorMessage, isInState)}`, problemStyle(status)];
    });
  }

  private triggerFacts(triggers: readonly TriggerStatus[]): Fact[] {
    return triggers.map((trigger) => {
      const { name, type, status, errorMessage, isInState, queue, deadLetterQueue, subject } = trigger;
      const parts = [
        `${name} ${status}${suffix(errorMessage, isInState)}`,
        this.scheduleText(trigger),
        queue && this.queueText(queue),
        deadLetterQueue && this.deadLetterText(deadLetterQueue),
        subject,
      ].filter((part) => part !== undefined);
      const hasDeadLetters = (deadLetterQueue?.visible ?? 0) > 0;
      return [NAMES[type] ?? "trigger", parts.join(", "), hasDeadLetters ? "yellow" : problemStyle(status)];
    });
  }

  /** The next run in the zone of the schedule, and in the zone of this machine if its clock differs. */
  private scheduleText({ schedule, timezone, nextRun }: TriggerStatus): string | undefined {
    if (schedule === undefined || timezone === undefined) return undefined;
    const place = `${schedule} ${timezone}`;
    if (nextRun === undefined) return `${place}, next run unknown`;
    const { localZone } = this.options;
    const [own, local] = [timezone, localZone].map((zone) => timeInZone(nextRun, zone));
    return `${place}, next ${own}${own === local ? "" : ` (${local} ${localZone})`}`;
  }

  private queueText({ visible = 0, inFlight = 0, unknown }: QueueStatus): string {
    return unknown === undefined
      ? `${visible} visible, ${inFlight} in flight`
      : `depth unknown${this.whyUnknown(unknown)}`;
  }

  private deadLetterText({ name, visible = 0, inFlight = 0, unknown }: QueueStatus): string {
    return unknown === undefined
      ? `${visible + inFlight} in ${name}`
      : `depth of ${name} unknown${this.whyUnknown(unknown)}`;
  }

  /** The reasons of errors are already below the first line. */
  private whyUnknown(reason: string): string {
    return this.report.notRead.some((each) => each.reason === reason) ? "" : ` (${reason})`;
  }

  private factLines(facts: readonly Fact[]): string[] {
    return facts.map(([name, value, style]) => {
      const text = wrapped(printable(value), this.#width, VALUE_INDENT).trimStart();
      const label = this.styled("dim", name.padEnd(VALUE_INDENT - FACT_INDENT));
      return `${" ".repeat(FACT_INDENT)}${label}${style === undefined ? text : this.styled(style, text)}`;
    });
  }

  private styled(style: Style, text: string): string {
    return this.options.hasColors ? styleText(style, text, { validateStream: false }) : text;
  }
}

function suffix(errorMessage: string | undefined, isInState: boolean): string {
  return `${errorMessage === undefined ? "" : `: ${clause(errorMessage)}`}${isInState ? "" : ", not in the state"}`;
}

function styleOf(status: string): Style {
  if (status === "ready") return "green";
  return status === "error" || status === "gone" ? "red" : "yellow";
}

function problemStyle(status: string): Style | undefined {
  return status === "ready" ? undefined : styleOf(status);
}

function clause(text: string): string {
  return text.replace(/\.$/, "");
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
