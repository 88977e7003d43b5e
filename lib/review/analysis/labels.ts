import { groupBy } from "../../base/group-by";
import { markup, type Markup } from "./markup";
import type { ContainerRow } from "./review";

/**
 * Names containers, and distinguishes equal names in several regions, stacks or modules.
 * @param keyOf the name with what the reader sees beside it
 */
export function labelsOf(
  rows: readonly ContainerRow[],
  keyOf: (row: ContainerRow) => string = ({ name }) => name,
): (row: ContainerRow) => Markup {
  const labels = new Map<ContainerRow, Markup>();
  for (const namesakes of groupBy(rows, keyOf).values()) {
    const qualifierOf = namesakes.length === 1 ? undefined : qualifierFor(namesakes);
    for (const row of namesakes) {
      labels.set(row, qualifierOf === undefined ? markup`${row.name}` : markup`${row.name} (${qualifierOf(row)})`);
    }
  }
  return (row) => labels.get(row) ?? markup`${row.name}`;
}

/** The label of a container whose row displays its stack and region. */
export function rowLabelsOf(rows: readonly ContainerRow[]): (row: ContainerRow) => Markup {
  return labelsOf(rows, ({ name, stack, region }) => JSON.stringify([name, stack, region]));
}

type Qualifier = (row: ContainerRow) => string;

/** The shortest text that differs between all containers of one name. */
function qualifierFor(namesakes: readonly ContainerRow[]): Qualifier {
  const differs = (qualifier: Qualifier) => new Set(namesakes.map(qualifier)).size === namesakes.length;
  return QUALIFIERS.find(differs) ?? (({ stack, where }) => `${stack} ${where}`);
}

const QUALIFIERS: readonly Qualifier[] = [({ region = "" }) => region, ({ stack }) => stack, ({ where }) => where];
