/** Ids of Discord: decimal numbers that hold the time at which they were made. */

/** Milliseconds since the epoch at which the first second of Discord began. */
const discordEpoch = 1_420_070_400_000n;

export function isSnowflake(value: unknown): value is string {
  return typeof value === "string" && /^[1-9][0-9]{4,19}$/.test(value);
}

/** Unix seconds at which the id was made. */
export const timeOfSnowflake = (id: string): number => Number((BigInt(id) >> 22n) + discordEpoch) / 1000;

/** For sorting: the older one first. */
export const bySnowflake = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
