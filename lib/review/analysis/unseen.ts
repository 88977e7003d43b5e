import { count } from "../../base/text";
import { codeList, markup, plain, type Markup } from "./markup";
import type { ReviewScope } from "./review";

/** With more stacks without a plan, the first line has their number. */
const MAX_STACKS = 3;

/** What the review did not look at. */
export function unseenOf({ notPlanned = [], ignoredStates = [], notSearched = [] }: ReviewScope = {}): Markup[] {
  return [
    ...(notPlanned.length > 0 ? [markup`no plan of ${stackList(notPlanned)}`] : []),
    ...(ignoredStates.length > 0 ? [plain(`${count(ignoredStates.length, "state")} ignored`)] : []),
    ...(notSearched.length > 0 ? [markup`not searched for removed stacks: ${codeList(notSearched)}`] : []),
  ];
}

function stackList(names: readonly string[]): Markup {
  return names.length > MAX_STACKS ? plain(`${names.length} stacks`) : codeList(names);
}
