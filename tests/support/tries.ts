/**
 * How often a property is tried, and from which seed: as the environment says with `RUNS` and `SEED`. The first failure
 * ends it: shrinking a world that takes a second to play would take too long.
 */
export const tries = (runs: number) => ({
  seed: Number(process.env["SEED"] ?? 5613),
  numRuns: numRuns(runs),
  endOnFailure: true,
});

/**
 * The time limit of a test with `tries(runs)`, in milliseconds. It grows with `RUNS`.
 *
 * @param milliseconds enough for `runs` runs
 */
export const timeLimit = (milliseconds: number, runs: number) =>
  Math.ceil(milliseconds * Math.max(1, numRuns(runs) / runs));

const numRuns = (usual: number) => Number(process.env["RUNS"] ?? usual);
