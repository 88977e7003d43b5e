/** The number of runs of a property: all with PROPERTY_RUNS=all, as in .ci/run, else a third, so that `npm test` takes less than a minute. */
export function propertyRuns(all: number): number {
  return process.env["PROPERTY_RUNS"] === "all" ? all : Math.ceil(all / 3);
}
