import type { Difference, Findings } from "./findings";

/** Compares a list of regions with the regions of an API. `list` is the name of the constant, `title` the API's. */
export function compareRegions(
  list: string,
  ours: readonly string[],
  published: ReadonlySet<string>,
  title: string,
): Findings {
  const what = (region: string) => `${list} ${region} in ${title.replace(/ .*/, "")}`;
  const difference = (region: string, isOurs: boolean): Difference => ({
    what: what(region),
    ours: isOurs ? "in the list" : "none",
    published: isOurs ? "none" : "in the list",
    source: title,
    fix: `${isOurs ? "Check" : "Add"} the region in ${list} in lib/facts/limits.ts.`,
  });
  return {
    compared: [...new Set([...ours, ...published])].map(what),
    differences: [
      ...ours.filter((region) => !published.has(region)).map((region) => difference(region, true)),
      ...[...published].filter((region) => !ours.includes(region)).map((region) => difference(region, false)),
    ],
    unreadable: [],
  };
}
