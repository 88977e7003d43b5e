import { groupBy } from "../../base/group-by";
import { count } from "../../base/text";
import { markup, plain, type Markup } from "./markup";
import type { Review, Risk } from "./review";
import type { Severity } from "./severity";

/** What a configuration keeps out of the severity of a review. */
interface Note {
  readonly severity: Severity;
  readonly text: Markup;
}

type Silenced = Pick<Review, "risks" | "accepted" | "silenced" | "configChanges">;

/** What the first line of a report says about accepted risks, rules that are off, and a changed configuration. */
export function silencedNotes({ risks, accepted, silenced, configChanges }: Silenced): Note[] {
  return [
    ...[...groupBy(accepted, ({ severity }) => severity).values()].map(acceptedNote),
    ...[...groupBy(silenced, ({ id }) => id).values()].map(offNote),
    ...[...groupBy([...risks, ...accepted].filter(isLowered), ({ id }) => id).values()].map(loweredNote),
    ...(configChanges.length === 0 ? [] : [configNote(configChanges.length)]),
  ];
}

function acceptedNote(group: readonly [Risk, ...Risk[]]): Note {
  const [{ severity }] = group;
  const [firstDay = ""] = group.map(({ acceptance }) => acceptance?.expires ?? "").sort();
  const until = group.length === 1 ? ` until ${firstDay}` : `, the first until ${firstDay}`;
  return { severity, text: plain(`${count(group.length, `${severity} risk`)} accepted${until}`) };
}

function offNote(group: readonly [Risk, ...Risk[]]): Note {
  const [{ id, severity }] = group;
  return { severity, text: markup`rule ${id} is off and hides ${plain(count(group.length, `${severity} risk`))}` };
}

function isLowered({ loweredFrom }: Risk): boolean {
  return loweredFrom !== undefined;
}

function loweredNote([{ id, severity, loweredFrom = severity }]: readonly [Risk, ...Risk[]]): Note {
  return {
    severity: loweredFrom,
    text: markup`rule ${id} is lowered from ${plain(loweredFrom)} to ${plain(severity)}`,
  };
}

function configNote(settings: number): Note {
  const changes = plain(count(settings, "setting"));
  return { severity: "low", text: markup`this change edits ${changes} of the review, without effect on this report` };
}
