import { structuredPatch } from "diff";
import { block, cell, code, firstOf, htmlCode, phrase, shortened } from "./markdown-text";
import { valueText } from "./value-text";
import type { AttributeChange } from "../plan/plan";
import type { ChangeDetail } from "../analysis/review";
import { ACTION_WORDS } from "../analysis/naming";

/** What does not fit into a cell of a table. */
const LONGEST_IN_TABLE = 100;
/** Beyond it a difference is shown as two texts: to find the smallest one takes too long. */
const MOST_EDITS = 500;

/** A resource that changes, folded. */
export function fold(change: ChangeDetail, valueLimit: number, hasStacks: boolean): string {
  const { where, stack, address, action, actions, because, attributes, previousAddress, importId } = change;
  const done = action === "other" ? htmlCode(actions.join(", ")) : ACTION_WORDS[action];
  const isNoted = importId !== undefined ? ", imported" : previousAddress !== undefined ? ", moved" : "";
  const place = hasStacks && !where.startsWith(`${stack}/`) ? `${htmlCode(stack)} ` : "";
  const told = [
    ...(where === address ? [] : [code(address)]),
    ...(because.isEmpty ? [] : [phrase(because)]),
    ...(previousAddress === undefined ? [] : [`moved from ${code(previousAddress)}`]),
    ...(importId === undefined ? [] : [`imported from ${code(importId)}`]),
  ];
  return [
    `<details><summary>${place}${htmlCode(where)} ${done}${isNoted}</summary>`,
    ...(told.length > 0 ? [told.join(", ")] : []),
    ...attributeParts(action === "replace" ? attributes.map(computedAnew) : attributes, valueLimit),
    "</details>",
  ].join("\n\n");
}

/** Of a new resource much is only known later: what the old one had says nothing of it. */
function computedAnew(attribute: AttributeChange): AttributeChange {
  return attribute.isUnknown === true ? { path: attribute.path, isUnknown: true } : attribute;
}

/** A table of the attributes that fit into one, then the long ones, then what is known later. */
export function attributeParts(attributes: readonly AttributeChange[], valueLimit: number): string[] {
  const later = attributes.filter((each) => each.isUnknown === true && each.before === undefined);
  const told = attributes.filter((each) => !later.includes(each));
  const long = told.filter((each) => isLong(each.before) || isLong(each.after));
  const short = told.filter((each) => !long.includes(each));
  return [
    ...table(short),
    ...long.map((each) => `${code(each.path)}\n\n${longValue(each, valueLimit)}`),
    ...(later.length === 0
      ? []
      : [
          `Known after the apply: ${firstOf(
            later.map(({ path }) => code(path)),
            30,
          ).join(", ")}`,
        ]),
  ];
}

function table(attributes: readonly AttributeChange[]): string[] {
  if (attributes.length === 0) return [];
  const hasBefore = attributes.some(({ before }) => before !== undefined);
  const hasAfter = attributes.some(({ after, isUnknown }) => after !== undefined || isUnknown === true);
  const heads = ["attribute", ...(hasBefore ? ["before"] : []), ...(hasAfter ? [hasBefore ? "after" : "value"] : [])];
  const rows = attributes.map((each) =>
    [code(each.path), ...(hasBefore ? [side(each.before)] : []), ...(hasAfter ? [afterOf(each)] : [])].map(cell),
  );
  return [[heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")];
}

function side(value: AttributeChange["before"]): string {
  return value === undefined ? "" : code(valueText(value));
}

function afterOf({ before, after, isUnknown, isSensitive }: AttributeChange): string {
  if (isUnknown === true) return "known after the apply";
  return isSensitive === true && before !== undefined && after !== undefined
    ? `${side(after)}, another value`
    : side(after);
}

function isLong(value: AttributeChange["before"]): boolean {
  const text = value === undefined ? "" : valueText(value);
  return text.length > LONGEST_IN_TABLE || text.includes("\n");
}

function longValue({ before, after, isUnknown }: AttributeChange, valueLimit: number): string {
  const textOf = (value: AttributeChange["before"]) =>
    value === undefined ? "" : `${shortened(valueText(value), valueLimit)}\n`;
  const [was, is] = [textOf(before), textOf(after)] as const;
  if (isUnknown === true) return `${block(was)}\n\nafterwards known after the apply`;
  const patch = structuredPatch("", "", was, is, "", "", { context: 3, maxEditLength: MOST_EDITS });
  if (patch === undefined) return `before:\n\n${block(was.trimEnd())}\n\nafter:\n\n${block(is.trimEnd())}`;
  return block(
    patch.hunks.map(({ lines }) => lines.filter((line) => !line.startsWith("\\")).join("\n")).join("\n…\n"),
    "diff",
  );
}
