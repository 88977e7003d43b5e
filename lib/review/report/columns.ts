import { joined, markup, plain, strong, type Markup } from "../analysis/markup";
import type { ContainerPart, ContainerRow, ContainerSize, Cost, CostChange } from "../analysis/review";
import { KNOWN_AFTER_APPLY } from "../plan/plan";

interface Fact {
  readonly name: string;
  readonly valueOf: (row: ContainerRow) => Markup;
}

/** The columns of the table of containers. A cell contains several facts. */
export const COLUMNS: ReadonlyMap<string, readonly Fact[]> = new Map([
  [
    "change",
    [
      { name: "change", valueOf: ({ summary }) => summary },
      { name: "image", valueOf: ({ image }) => image },
    ],
  ],
  [
    "settings",
    [
      { name: "exposure", valueOf: (row) => transition(row, exposure) },
      { name: "scale", valueOf: (row) => withUnit(transition(row, scale), "instances") },
      { name: "memory", valueOf: (row) => withUnit(transition(row, memory), "MB") },
      { name: "CPU", valueOf: (row) => withUnit(transition(row, cpu), "mvCPU") },
      { name: "cost", valueOf: ({ cost }) => costRange(cost) },
    ],
  ],
  [
    "secrets, triggers, domains",
    [
      { name: "secrets", valueOf: ({ secrets }) => secretNames(secrets) },
      { name: "triggers", valueOf: ({ triggers }) => partList(triggers) },
      { name: "domains", valueOf: ({ domains }) => partList(domains) },
    ],
  ],
]);

/** The facts of a container in the order of the columns, without empty ones. */
export function factsOf(row: ContainerRow): readonly (readonly [name: string, value: Markup])[] {
  const facts = [...COLUMNS.values()].flat().map(({ name, valueOf }) => [name, valueOf(row)] as const);
  return facts.filter(([, value]) => !value.isEmpty);
}

const UNKNOWN = "?";

/** Both sides if they differ, otherwise one. */
function transition<Side>(
  { before, after }: { readonly before?: Side | undefined; readonly after?: Side | undefined },
  textOf: (side: Side) => Markup,
): Markup {
  const [previous, next] = [before, after].map((side) => (side === undefined ? undefined : textOf(side)));
  if (previous === undefined || next === undefined) return previous ?? next ?? plain("");
  return String(previous) === String(next) ? next : markup`${previous} → ${next}`;
}

function withUnit(amounts: Markup, unit: string): Markup {
  return amounts.isEmpty ? amounts : markup`${amounts} ${plain(unit)}`;
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

function memory({ memoryLimitMb }: ContainerSize): Markup {
  return plain(String(memoryLimitMb ?? UNKNOWN));
}

function cpu({ cpuLimit }: ContainerSize): Markup {
  return plain(String(cpuLimit ?? UNKNOWN));
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

function partText(part: ContainerPart): Markup {
  const { name, action } = part;
  const mark = plain(MARKS[action] ?? "");
  const details = transition(part, (side) => markup`${side}`);
  return details.isEmpty ? markup`${mark}${name}` : markup`${mark}${name} ${details}`;
}

/** The cost of a container, with its change: `EUR 17.34 (+17.34) to 346.90 (+260.18) a month`. */
function costRange({ before, after }: CostChange): Markup {
  if (after === undefined) return plain(`EUR ${KNOWN_AFTER_APPLY}`);
  const [floor, ceiling] = BOUNDS.map((bound) => amount(after[bound], difference(bound, before, after)));
  return plain(`EUR ${floor} to ${ceiling} a month`);
}

/** The monthly cost of all containers in one sentence. */
export function costSentence({ before, after }: CostChange): string {
  if (after === undefined) return `Cost of all containers: ${KNOWN_AFTER_APPLY}.`;
  const [floor, ceiling] = BOUNDS.map((bound) => amount(after[bound], difference(bound, before, after)));
  const free = after.ceiling - after.ceilingBeyondFree;
  const freeTier = free < 0.005 ? "" : `, minus up to EUR ${euros(free)} of free tier for the account`;
  return `A month costs EUR ${floor} if all containers stay at their smallest scale, EUR ${ceiling} at their largest${freeTier}.`;
}

const BOUNDS = ["floor", "ceiling"] as const;

function difference(bound: (typeof BOUNDS)[number], before: Cost | undefined, after: Cost | undefined): number {
  return before === undefined || after === undefined ? 0 : after[bound] - before[bound];
}

function amount(cost: number, change: number): string {
  if (Math.abs(change) < 0.005) return euros(cost);
  return `${euros(cost)} (${change > 0 ? "+" : "−"}${euros(Math.abs(change))})`;
}

function euros(cost: number): string {
  return cost.toFixed(2);
}
