import { styleText } from "node:util";
import { printable } from "../../base/errors";
import { groupBy } from "../../base/group-by";
import { shortened } from "./markdown-text";
import type { Phrase } from "../analysis/markup";
import type { AttributeChange, Value } from "../plan/plan";
import type { ChangeDetail, ContainerRow, Review, Risk } from "../analysis/review";
import type { Room } from "./size-budget";
import { COLUMNS, costSentence } from "./columns";
import { isEmpty } from "../analysis/verdict";
import { ACTION_WORDS } from "../analysis/naming";

interface TerminalOptions {
  /** In characters. */
  readonly width: number;
  readonly hasColors: boolean;
}

type Style = Parameters<typeof styleText>[0];

const COLORS = { none: "green", low: "yellow", medium: "yellow", high: "red", critical: "red" } as const;
const LONGEST_VALUE = 200;

/** A report for a terminal. */
export function textReport(review: Review, room: Room, { width, hasColors }: TerminalOptions): string {
  const styled = (style: Style, text: string) => (hasColors ? styleText(style, text, { validateStream: false }) : text);
  const title = review.title === "" ? "" : `${printable(review.title)}: `;
  const verdict = styled(["bold", COLORS[review.severity]], wrap(`${title}${shown(review.verdict)}`, width, 0));
  if (isEmpty(review)) return `${verdict}\n`;
  const { containers, risks, accepted, changes, drift, outputs, checks, unchanged, apply } = review;
  const heading = (text: string) => styled("bold", text);
  const containerRows = containers.filter(({ isChanged }) => isChanged || room.hasUnchanged);
  const sections = [
    [verdict],
    ...containerRows.slice(0, room.rows).map((row) => containerLines(row, width, styled)),
    [
      ...(containerRows.length > room.rows ? [`and ${containerRows.length - room.rows} more containers`] : []),
      ...(containers.length > 0 ? [wrap(costSentence(review.cost), width, 0)] : []),
    ],
    ...riskSections("Risks", risks, room, width, styled),
    ...riskSections("Accepted risks", accepted, room, width, styled),
    some(heading("Changes"), changes, room.folds, (change) => changeLines(change, room, width)),
    some(heading("Changed outside of Terraform"), room.hasExtras ? drift : [], room.rows, (change) =>
      changeLines(change, room, width),
    ),
    some(heading("Outputs"), room.hasExtras ? outputs : [], room.rows, ({ name, before, after, isUnknown }) => [
      wrap(
        `${printable(name)}: ${difference({ path: "", ...optional(before, after), ...(isUnknown && { isUnknown }) })}`,
        width,
        2,
      ),
    ]),
    some(
      heading("Checks"),
      room.hasExtras ? checks.filter(({ status }) => status !== "pass") : [],
      room.rows,
      (check) => [
        wrap(
          `${printable(check.address)}: ${check.status === "unknown" ? "known at the apply" : printable(check.status)}`,
          width,
          2,
        ),
      ],
    ),
    unchanged.length > 0 ? [`${unchanged.length} without a change`] : [],
    some(heading("Apply"), apply, room.rows, (command) => [`  ${command}`]),
  ];
  const filled = sections.filter((section) => section.length > 0);
  return `${filled.map((section) => section.join("\n")).join("\n\n")}\n`;
}

type Styled = (style: Style, text: string) => string;

function containerLines(row: ContainerRow, width: number, styled: Styled): string[] {
  const facts: (readonly [string, Phrase])[] = [
    ["action", row.summary],
    ...Object.entries(COLUMNS).map(([name, column]) => [name, column(row)] as const),
  ];
  const indent = Math.max(...facts.map(([name]) => name.length)) + 4;
  const lines = facts
    .filter(([, value]) => !value.isEmpty)
    .map(([name, value]) => {
      const text = wrap(shown(value), width, indent).trimStart();
      return `  ${styled("dim", name.padEnd(indent - 2))}${text}`;
    });
  return [styled("bold", printable(row.name)), ...lines];
}

function riskSections(
  title: string,
  risks: readonly Risk[],
  { rows }: Room,
  width: number,
  styled: Styled,
): string[][] {
  if (risks.length === 0) return [];
  const groups = [...groupBy(risks.slice(0, rows), ({ id, severity }) => `${severity} ${id}`).values()].flatMap(
    (group) => {
      const [{ id, severity, why, todo }] = group;
      const head = styled(COLORS[severity], `${severity} ${printable(id)}`);
      const found = group.map(({ where, what, acceptance }) => {
        const accepted = acceptance === undefined ? "" : `; accepted until ${acceptance.expires}: ${acceptance.reason}`;
        return wrap(printable(`${where === undefined ? "" : `${where}: `}${String(what)}${accepted}`), width, 4);
      });
      return [
        `  ${head}`,
        ...found,
        wrap(`Why: ${printable(why)}`, width, 6),
        wrap(`To do: ${printable(todo)}`, width, 6),
      ];
    },
  );
  return [[styled("bold", title), ...groups, ...(risks.length > rows ? [`  and ${risks.length - rows} more`] : [])]];
}

function changeLines(
  { where, action, actions, because, attributes, address }: ChangeDetail,
  { valueLength }: Room,
  width: number,
): string[] {
  const done = action === "other" ? actions.join(", ") : ACTION_WORDS[action];
  const reason = because.isEmpty ? "" : `, ${String(because)}`;
  const place = where === address ? where : `${where} (${address})`;
  const later = attributes.filter((each) => each.isUnknown === true && each.before === undefined);
  // What is gone is told in the other formats.
  const told = action === "delete" ? [] : attributes.filter((each) => !later.includes(each));
  return [
    wrap(printable(`${place} ${done}${reason}`), width, 2),
    ...told.map((each) =>
      wrap(`${printable(each.path)}: ${difference(each, Math.min(valueLength, LONGEST_VALUE))}`, width, 4),
    ),
    ...(later.length > 0
      ? [wrap(`known after the apply: ${printable(later.map(({ path }) => path).join(", "))}`, width, 4)]
      : []),
  ];
}

function difference({ before, after, isUnknown, isSensitive }: AttributeChange, most = LONGEST_VALUE): string {
  const side = (value: Value | undefined) =>
    value === undefined ? "" : shortened(printable(typeof value === "string" ? value : JSON.stringify(value)), most);
  const is = isUnknown === true ? "(known after the apply)" : side(after);
  const another = isSensitive === true && before !== undefined && after !== undefined ? ", another value" : "";
  return (
    [side(before), before !== undefined && is === "" ? "removed" : is].filter((text) => text !== "").join(" → ") +
    another
  );
}

function optional(before: Value | undefined, after: Value | undefined) {
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

function some<T>(heading: string, items: readonly T[], most: number, lines: (item: T) => string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > most ? [`  and ${items.length - most} more`] : [];
  return [heading, ...items.slice(0, most).flatMap(lines), ...more];
}

function shown(phrase: Phrase): string {
  return printable(String(phrase));
}

/** Lines that are no wider than the terminal, where a word does not go over it alone. */
function wrap(text: string, width: number, indent: number): string {
  const room = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each).join("\n");
}
