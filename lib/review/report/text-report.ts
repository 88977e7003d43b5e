import { styleText } from "node:util";
import { printable, wrapped } from "../../base/text";
import { groupBy } from "../../base/group-by";
import { labelsOf } from "../analysis/labels";
import { markup, type Markup } from "../analysis/markup";
import { effectLabel } from "../analysis/naming";
import type { ChangeDetail, ContainerRow, Review, Risk } from "../analysis/review";
import { isEmpty } from "../analysis/verdict";
import { KNOWN_AFTER_APPLY, type AttributeChange, type Value } from "../plan/plan";
import { costSentence, factsOf } from "./columns";
import { shortened } from "./markdown-text";
import type { SizeBudget } from "./size-budget";

interface TerminalOptions {
  /** The width in characters. */
  readonly width: number;
  readonly hasColors: boolean;
}

type Style = Parameters<typeof styleText>[0];

const COLORS = { none: "green", low: "yellow", medium: "yellow", high: "red", critical: "red" } as const;
const MAX_VALUE_LENGTH = 200;

/** A report for a terminal. */
export function textReport(review: Review, budget: SizeBudget, terminal: TerminalOptions): string {
  return new TextReport(review, budget, terminal).render();
}

class TextReport {
  private readonly labelOf: (row: ContainerRow) => Markup;

  constructor(
    private readonly review: Review,
    private readonly budget: SizeBudget,
    private readonly terminal: TerminalOptions,
  ) {
    this.labelOf = labelsOf(review.containers);
  }

  public render(): string {
    const { severity, title, verdict, risks, accepted, silenced, configChanges } = this.review;
    const prefix = title === "" ? "" : `${printable(title)}: `;
    const firstLine = this.styled(["bold", COLORS[severity]], this.wrap(`${prefix}${textOf(verdict)}`, 0));
    if (isEmpty(this.review)) return `${firstLine}\n`;
    const sections = [
      [firstLine],
      ...this.containerSections(),
      this.riskSection("Risks", risks),
      this.riskSection("Accepted risks", accepted),
      this.riskSection("Risks of rules that are off", silenced),
      this.list(
        "Changed configuration of the review (the target branch counts)",
        configChanges,
        this.budget.rows,
        (each) => [this.wrap(`${printable(each.path)}: ${transitionText(each, MAX_VALUE_LENGTH)}`, 2)],
      ),
      ...this.changeSections(),
    ];
    const filled = sections.filter((section) => section.length > 0);
    return `${filled.map((section) => section.join("\n")).join("\n\n")}\n`;
  }

  private containerSections(): string[][] {
    const { containers, cost } = this.review;
    const { rows, hasUnchanged } = this.budget;
    const reported = containers.filter(({ isChanged }) => isChanged || hasUnchanged);
    const hidden = reported.length - rows;
    return [
      ...reported.slice(0, rows).map((row) => this.containerLines(row)),
      [
        ...(hidden > 0 ? [`and ${hidden} more containers`] : []),
        ...(containers.length > 0 ? [this.wrap(costSentence(cost), 0)] : []),
      ],
    ];
  }

  private containerLines(row: ContainerRow): string[] {
    const { region, url } = row;
    const facts = [
      ...(region === undefined ? [] : [["region", markup`${region}`] as const]),
      ...(url === undefined ? [] : [["URL", markup`${url}`] as const]),
      ...factsOf(row),
    ];
    const indent = Math.max(...facts.map(([name]) => name.length)) + 4;
    const lines = facts.map(([name, value]) => {
      const text = this.wrap(textOf(value), indent).trimStart();
      return `  ${this.styled("dim", name.padEnd(indent - 2))}${text}`;
    });
    return [this.styled("bold", textOf(this.labelOf(row))), ...lines];
  }

  private riskSection(title: string, risks: readonly Risk[]): string[] {
    if (risks.length === 0) return [];
    const { rows } = this.budget;
    const groups = groupBy(risks.slice(0, rows), ({ id, severity }) => `${severity} ${id}`);
    const lines = [...groups.values()].flatMap((group) => {
      const [{ id, severity, why, todo }] = group;
      return [
        `  ${this.styled(COLORS[severity], `${severity} ${printable(id)}`)}`,
        ...group.map((risk) => this.wrap(printable(findingText(risk)), 4)),
        this.wrap(`Why: ${printable(why)}`, 6),
        this.wrap(`To do: ${printable(todo)}`, 6),
      ];
    });
    const hidden = risks.length > rows ? [`  and ${risks.length - rows} more`] : [];
    return [this.styled("bold", title), ...lines, ...hidden];
  }

  private changeSections(): string[][] {
    const { changes, drift, outputs, checks, unchanged, apply } = this.review;
    const { rows, hasExtras } = this.budget;
    const toLines = (change: ChangeDetail) => this.changeLines(change);
    const sections = [this.list("Changes", changes, this.budget.changes, toLines)];
    if (hasExtras) {
      sections.push(
        this.list("Changed outside of Terraform", drift, rows, toLines),
        this.list("Outputs", outputs, rows, ({ attributes }) =>
          attributes.map((each) => this.attributeLine(each, 2, MAX_VALUE_LENGTH)),
        ),
        this.list(
          "Checks",
          checks.filter(({ status }) => status !== "pass"),
          rows,
          ({ address, status }) => [
            this.wrap(printable(`${address}: ${status === "unknown" ? KNOWN_AFTER_APPLY : status}`), 2),
          ],
        ),
      );
    }
    if (unchanged.length > 0) sections.push([`${unchanged.length} unchanged`]);
    sections.push(this.list("Apply", apply, rows, (command) => [`  ${command}`]));
    return sections;
  }

  private changeLines(change: ChangeDetail): string[] {
    const { where, action, actions, because, attributes, stays, address } = change;
    const effect = action === "other" ? actions.join(", ") : effectLabel(change);
    const reason = because.isEmpty ? "" : `, ${String(because)}`;
    const place = where === address ? where : `${where} (${address})`;
    const isOnlyUnknown = ({ before, isUnknown }: AttributeChange) => isUnknown === true && before === undefined;
    const unknown = attributes.filter(isOnlyUnknown).map(({ path }) => path);
    // The other formats have the attributes of a destroyed resource.
    const known = action === "delete" ? [] : attributes.filter((each) => !isOnlyUnknown(each));
    const maxLength = Math.min(this.budget.valueLength, MAX_VALUE_LENGTH);
    return [
      this.wrap(printable(`${place} ${effect}${reason}`), 2),
      ...known.map((each) => this.attributeLine(each, 4, maxLength)),
      ...(stays.length > 0 ? [this.wrap(`${stays.join(", ")}: stays, the provider cannot turn it off`, 4)] : []),
      ...(unknown.length > 0 ? [this.wrap(printable(`${unknown.join(", ")}: ${KNOWN_AFTER_APPLY}`), 4)] : []),
    ];
  }

  private attributeLine(attribute: AttributeChange, indent: number, maxLength: number): string {
    return this.wrap(`${printable(attribute.path)}: ${transitionText(attribute, maxLength)}`, indent);
  }

  private list<T>(title: string, items: readonly T[], max: number, toLines: (item: T) => string[]): string[] {
    if (items.length === 0) return [];
    const hidden = items.length > max ? [`  and ${items.length - max} more`] : [];
    return [this.styled("bold", title), ...items.slice(0, max).flatMap(toLines), ...hidden];
  }

  private styled(style: Style, text: string): string {
    return this.terminal.hasColors ? styleText(style, text, { validateStream: false }) : text;
  }

  private wrap(text: string, indent: number): string {
    return wrapped(text, this.terminal.width, indent);
  }
}

function findingText({ where, what, acceptance }: Risk): string {
  const place = where === undefined ? "" : `${where}: `;
  if (acceptance === undefined) return `${place}${String(what)}`;
  const status = acceptance.isExpired ? "the acceptance expired on" : "accepted until";
  return `${place}${String(what)}; ${status} ${acceptance.expires}: ${acceptance.reason}`;
}

function transitionText({ before, after, isUnknown, isSensitive }: AttributeChange, maxLength: number): string {
  const sideText = (value: Value) =>
    shortened(printable(typeof value === "string" ? value : JSON.stringify(value)), maxLength);
  const sides = before === undefined ? [] : [sideText(before)];
  if (isUnknown === true) sides.push(KNOWN_AFTER_APPLY);
  else if (after !== undefined) sides.push(sideText(after));
  else if (before !== undefined) sides.push("removed");
  const isRotated = isSensitive === true && before !== undefined && after !== undefined;
  return `${sides.join(" → ")}${isRotated ? ", another value" : ""}`;
}

function textOf(sentence: Markup): string {
  return printable(String(sentence));
}
