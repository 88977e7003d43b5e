import { joined, markup, plain, strong, type Markup } from "../analysis/markup";
import type { ContainerPart, ContainerRow, ContainerSize, Cost, CostChange } from "../analysis/review";
import { KNOWN_AFTER_APPLY } from "../plan/plan";

/** The columns of the table of containers. */
export const COLUMNS: Readonly<Record<string, (row: ContainerRow) => Markup>> = {
  exposure: ({ before, after }) => transition(before && exposure(before), after && exposure(after)),
  scale: ({ before, after }) => transition(before && scale(before), after && scale(after)),
  "memory / CPU": ({ before, after }) => transition(before && resources(before), after && resources(after)),
  secrets: ({ secrets }) => secretNames(secrets),
  "schedules, triggers": ({ triggers }) => partList(triggers),
  domains: ({ domains }) => partList(domains),
  "EUR a month": ({ cost }) => costRange(cost),
};

const UNKNOWN = "?";

/** Both sides if they differ, otherwise one. */
function transition(before: Markup | undefined, after: Markup | undefined): Markup {
  if (before === undefined || after === undefined) return before ?? after ?? plain("");
  return String(before) === String(after) ? after : markup`${before} → ${after}`;
}

function exposure({ privacy, takesPlainHttp }: ContainerSize): Markup {
  if (privacy === undefined) return plain(KNOWN_AFTER_APPLY);
  if (privacy === "private") return plain(privacy);
  if (privacy !== "public") return markup`${privacy}`;
  if (takesPlainHttp === true) return markup`${strong("public")}, ${strong("plain HTTP")}`;
  return takesPlainHttp === false ? markup`${strong("public")}, HTTPS only` : strong("public");
}

function scale({ minScale, maxScale }: ContainerSize): Markup {
  return plain(`${minScale ?? UNKNOWN}–${maxScale ?? UNKNOWN}`);
}

function resources({ memoryLimitMb, cpuLimit }: ContainerSize): Markup {
  return plain(`${memoryLimitMb ?? UNKNOWN} MB / ${cpuLimit ?? UNKNOWN} mvCPU`);
}

function secretNames({ unchanged, added, removed, rotated }: ContainerRow["secrets"]): Markup {
  const marked = (mark: string, keys: readonly string[]) => keys.map((key) => markup`${plain(mark)}${key}`);
  return joined(
    [...marked("+", added), ...marked("−", removed), ...marked("~", rotated), ...marked("", unchanged)],
    " ",
  );
}

const MARKS: Readonly<Record<string, string>> = { create: "+", delete: "−", update: "~", replace: "±" };
/** The longest list of triggers or domains in a cell. */
const MAX_PARTS = 20;

function partList(parts: readonly ContainerPart[]): Markup {
  const displayed = parts.slice(0, MAX_PARTS).map(partText);
  const hidden = parts.length - displayed.length;
  return joined(hidden > 0 ? [...displayed, plain(`and ${hidden} more`)] : displayed, ", ");
}

function partText({ name, action, before, after }: ContainerPart): Markup {
  const mark = plain(MARKS[action] ?? "");
  const [previous, next] = [before, after].map((side) => (side === undefined ? undefined : markup`${side}`));
  const details = transition(previous, next);
  return details.isEmpty ? markup`${mark}${name}` : markup`${mark}${name} ${details}`;
}

/** The cost from floor to ceiling, with its change: `0.00–94.10 (ceiling +47.05)`. */
function costRange({ before, after }: CostChange): Markup {
  const cost = after ?? before;
  if (cost === undefined) return plain(KNOWN_AFTER_APPLY);
  return plain(`${euros(cost.floor)}–${euros(cost.ceiling)}${costDifference(before, after)}`);
}

function costDifference(before: Cost | undefined, after: Cost | undefined): string {
  if (before === undefined || after === undefined) return "";
  const changes = (["floor", "ceiling"] as const).flatMap((bound) => {
    const change = after[bound] - before[bound];
    return Math.abs(change) < 0.005 ? [] : [`${bound} ${change > 0 ? "+" : "−"}${euros(Math.abs(change))}`];
  });
  return changes.length === 0 ? "" : ` (${changes.join(", ")})`;
}

/** The cost of all containers, before and after, with and without the free tier. */
export function costSentence({ before, after }: CostChange): string {
  if (after === undefined) return `Cost of all containers: ${KNOWN_AFTER_APPLY}.`;
  const { floor, ceiling, floorBeyondFree, ceilingBeyondFree } = after;
  const isSame = before?.floor === floor && before.ceiling === ceiling;
  const previous = before === undefined || isSame ? "" : ` (before: EUR ${euroRange(before.floor, before.ceiling)})`;
  return [
    `All containers cost EUR ${euroRange(floor, ceiling)} a month${previous} at their smallest and largest scale around the clock.`,
    `After the monthly free tier of an account, EUR ${euroRange(floorBeyondFree, ceilingBeyondFree)} remain.`,
  ].join(" ");
}

function euroRange(from: number, to: number): string {
  return `${euros(from)} to ${euros(to)}`;
}

function euros(amount: number): string {
  return amount.toFixed(2);
}
