import { structuredPatch } from "diff";
import { count } from "../../base/text";
import { effectLabel } from "../analysis/naming";
import type { ChangeDetail } from "../analysis/review";
import { KNOWN_AFTER_APPLY, type AttributeChange, type Value } from "../plan/plan";
import { codeBlock, codeSpan, details, htmlCode, shortened, tableCell, tableRow, toMarkdown } from "./markdown-text";
import { valueText } from "./value-text";

/** A longer value is displayed below the table. */
const MAX_CELL_LENGTH = 100;
/** With more edits, both texts are displayed: a minimal difference takes too long to compute. */
const MAX_EDITS = 500;
const MAX_UNKNOWN_PATHS = 30;
/** More rows fit into no comment, and take seconds to render. */
const MAX_ATTRIBUTES = 1000;

/** A folded section for a resource that changes. */
export function changeSection(change: ChangeDetail, valueLength: number, hasStacks: boolean): string {
  const { where, stack, address, action, actions, because, attributes, stays, previousAddress, importId } = change;
  const effect = action === "other" ? htmlCode(actions.join(", ")) : effectLabel(change);
  const origin = importId !== undefined ? ", imported" : previousAddress !== undefined ? ", moved" : "";
  const prefix = hasStacks && !where.startsWith(`${stack}/`) ? `${htmlCode(stack)} ` : "";
  const facts: string[] = [];
  if (where !== address) facts.push(codeSpan(address));
  if (!because.isEmpty) facts.push(toMarkdown(because));
  if (previousAddress !== undefined) facts.push(`moved from ${codeSpan(previousAddress)}`);
  if (importId !== undefined) facts.push(`imported from ${codeSpan(importId)}`);
  if (stays.length > 0) facts.push(`${stays.map(codeSpan).join(", ")}: stays, the provider cannot turn it off`);
  const displayed = action === "replace" ? attributes.map(withoutComputedBefore) : attributes;
  const parts = [...(facts.length > 0 ? [facts.join(", ")] : []), ...attributeParts(displayed, valueLength)];
  return details(`${prefix}${htmlCode(where)} ${effect}${origin}`, parts.join("\n\n"));
}

/** The value of the previous resource is no information about a value that the provider computes for the new one. */
function withoutComputedBefore(attribute: AttributeChange): AttributeChange {
  return attribute.isUnknown === true ? { path: attribute.path, isUnknown: true } : attribute;
}

/** A table of short attributes, then the long ones, then the attributes that are known after apply. */
export function attributeParts(attributes: readonly AttributeChange[], valueLength: number): string[] {
  const isOnlyUnknown = ({ before, isUnknown }: AttributeChange) => isUnknown === true && before === undefined;
  const unknown = attributes.filter(isOnlyUnknown).map(({ path }) => path);
  const allKnown = attributes.filter((each) => !isOnlyUnknown(each));
  const known = allKnown.slice(0, MAX_ATTRIBUTES);
  const isLongChange = ({ before, after }: AttributeChange) => isLong(before) || isLong(after);
  const parts = known.filter(isLongChange).map((each) => `${codeSpan(each.path)}\n\n${longValue(each, valueLength)}`);
  const short = known.filter((each) => !isLongChange(each));
  if (short.length > 0) parts.unshift(table(short));
  if (allKnown.length > known.length) parts.push(`and ${count(allKnown.length - known.length, "more attribute")}`);
  if (unknown.length > 0) parts.push(`${unknownPaths(unknown)}: ${KNOWN_AFTER_APPLY}`);
  return parts;
}

function unknownPaths(paths: readonly string[]): string {
  const hidden = paths.length - MAX_UNKNOWN_PATHS;
  const displayed = paths.slice(0, MAX_UNKNOWN_PATHS).map(codeSpan);
  return [...displayed, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(", ");
}

function table(attributes: readonly AttributeChange[]): string {
  const hasBefore = attributes.some(({ before }) => before !== undefined);
  const hasAfter = attributes.some(({ after, isUnknown }) => after !== undefined || isUnknown === true);
  const columns: [string, (attribute: AttributeChange) => string][] = [["attribute", ({ path }) => codeSpan(path)]];
  if (hasBefore) columns.push(["before", ({ before }) => valueSpan(before)]);
  if (hasAfter) columns.push([hasBefore ? "after" : "value", afterCell]);
  return [
    tableRow(columns.map(([head]) => head)),
    tableRow(columns.map(() => "---")),
    ...attributes.map((attribute) => tableRow(columns.map(([, cellOf]) => tableCell(cellOf(attribute))))),
  ].join("\n");
}

function valueSpan(value: Value | undefined): string {
  return value === undefined ? "" : codeSpan(valueText(value));
}

function afterCell({ before, after, isUnknown, isSensitive }: AttributeChange): string {
  if (isUnknown === true) return KNOWN_AFTER_APPLY;
  const isRotated = isSensitive === true && before !== undefined && after !== undefined;
  return isRotated ? `${valueSpan(after)}, another value` : valueSpan(after);
}

function isLong(value: Value | undefined): boolean {
  const text = value === undefined ? "" : valueText(value);
  return text.length > MAX_CELL_LENGTH || text.includes("\n");
}

function longValue({ before, after, isUnknown }: AttributeChange, valueLength: number): string {
  const textOf = (value: Value | undefined) =>
    value === undefined ? "" : `${shortened(valueText(value), valueLength)}\n`;
  const [previous, next] = [textOf(before), textOf(after)];
  if (isUnknown === true) return `${codeBlock(previous)}\n\nafter: ${KNOWN_AFTER_APPLY}`;
  const patch = structuredPatch("", "", previous, next, "", "", { context: 3, maxEditLength: MAX_EDITS });
  if (patch === undefined) {
    return `before:\n\n${codeBlock(previous.trimEnd())}\n\nafter:\n\n${codeBlock(next.trimEnd())}`;
  }
  const hunks = patch.hunks.map(({ lines }) => lines.filter((line) => !line.startsWith("\\")).join("\n"));
  return codeBlock(hunks.join("\n…\n"), "diff");
}
