import { join, strong, text, words, type Phrase } from "../analysis/markup";
import type { ContainerRow, ContainerSize, Cost, CostChange, ContainerPart } from "../analysis/review";

/** What a report says of a container, column by column. */
export const COLUMNS: Readonly<Record<string, (row: ContainerRow) => Phrase>> = {
  exposure: ({ before, after }) => sides(exposure(before), exposure(after)),
  scale: ({ before, after }) => sides(scale(before), scale(after)),
  "memory / CPU": ({ before, after }) => sides(size(before), size(after)),
  secrets,
  "schedules, triggers": ({ triggers }) => parts(triggers),
  domains: ({ domains }) => parts(domains),
  "EUR a month": ({ cost }) => costCell(cost),
};

const UNKNOWN = "known after apply";

/** Before and after, or the one that there is. */
function sides(before: Phrase | undefined, after: Phrase | undefined): Phrase {
  if (before === undefined || after === undefined) return before ?? after ?? words("");
  return String(before) === String(after) ? after : text`${before} → ${after}`;
}

function exposure(side: ContainerSize | undefined): Phrase | undefined {
  if (side === undefined) return undefined;
  const { privacy, takesPlainHttp } = side;
  if (privacy !== "public") return privacy === undefined ? words(UNKNOWN) : text`${known(privacy)}`;
  const plain =
    takesPlainHttp === true ? text`, ${strong("plain HTTP")}` : words(takesPlainHttp === false ? ", HTTPS only" : "");
  return text`${strong("public")}${plain}`;
}

/** The API's own word; whatever else it is, is a value. */
function known(privacy: string): Phrase {
  return privacy === "private" ? words(privacy) : text`${privacy}`;
}

function scale(side: ContainerSize | undefined): Phrase | undefined {
  return side && words(`${side.minScale ?? "?"}–${side.maxScale ?? "?"}`);
}

function size(side: ContainerSize | undefined): Phrase | undefined {
  return side && words(`${side.memoryLimitMb ?? "?"} MB / ${side.cpuLimit ?? "?"} mvCPU`);
}

function secrets({ secrets: { unchanged, added, removed, rotated } }: ContainerRow): Phrase {
  const marked = (mark: string, keys: readonly string[]) => keys.map((key) => text`${words(mark)}${key}`);
  return join([...marked("+", added), ...marked("−", removed), ...marked("~", rotated), ...marked("", unchanged)], " ");
}

const MARKS: Readonly<Record<string, string>> = { create: "+", delete: "−", update: "~", replace: "±" };

/** The longest list of triggers or domains in a cell. */
const MAX_PARTS = 20;

function parts(all: readonly ContainerPart[]): Phrase {
  const displayed = all.slice(0, MAX_PARTS).map(({ name, action, before, after }) => {
    const mark = words(MARKS[action] ?? "");
    const [was, is] = [before, after].map((side) => (side === undefined ? undefined : text`${side}`));
    const when = sides(was, is);
    return when.isEmpty ? text`${mark}${name}` : text`${mark}${name} ${when}`;
  });
  const hidden = all.length - displayed.length;
  return join([...displayed, ...(hidden > 0 ? [words(`and ${hidden} more`)] : [])], ", ");
}

/** `0.00–94.10 (ceiling +47.05)`: from the floor to the ceiling, and what of it is new. */
function costCell({ before, after }: CostChange): Phrase {
  const shown = after ?? before;
  if (shown === undefined) return words(UNKNOWN);
  return words(`${euros(shown.floor)}–${euros(shown.ceiling)}${difference(before, after)}`);
}

function difference(before: Cost | undefined, after: Cost | undefined): string {
  if (before === undefined || after === undefined) return "";
  const changes = (["floor", "ceiling"] as const).flatMap((bound) => {
    const change = after[bound] - before[bound];
    return Math.abs(change) < 0.005 ? [] : [`${bound} ${change > 0 ? "+" : "−"}${euros(Math.abs(change))}`];
  });
  return changes.length === 0 ? "" : ` (${changes.join(", ")})`;
}

/** What all containers cost, with what it was before, and with what the free part leaves of it. */
export function costSentence({ before, after }: CostChange): string {
  if (after === undefined) return "What all containers cost is known after the apply.";
  const { floor, ceiling, floorBeyondFree, ceilingBeyondFree } = after;
  const isSame = before?.floor === floor && before.ceiling === ceiling;
  const was = before === undefined || isSame ? "" : `, was EUR ${euros(before.floor)} to ${euros(before.ceiling)}`;
  return [
    `All containers cost EUR ${euros(floor)} to ${euros(ceiling)} a month${was}, at their smallest and largest scale around the clock;`,
    `EUR ${euros(floorBeyondFree)} to ${euros(ceilingBeyondFree)} beyond what an account has free.`,
  ].join(" ");
}

function euros(amount: number): string {
  return amount.toFixed(2);
}
