/**
 * How often a property is tried, and from which seed: as the environment says with `RUNS` and `SEED`. The first failure
 * ends it, for to shrink a world that takes a second to play would take too long.
 */
export const tries = (runs: number) => ({
  seed: Number(process.env["SEED"] ?? 5613),
  numRuns: Number(process.env["RUNS"] ?? runs),
  endOnFailure: true,
});
