/** Times as people type them, such as `90s`, `30m`, `12h` and `7d`. */

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

interface Reading {
  /** The unit of a number without one. */
  readonly unit: keyof typeof unitSeconds;
  /** Most digits of the number. */
  readonly digits: number;
}

/** @returns seconds; null: it is no whole number with one of the units */
export function secondsIn(text: string, { unit, digits }: Reading): number | null {
  const [, number, given] = /^(\d+)([smhd]?)$/.exec(text) ?? [];
  if (number === undefined || number.length > digits) return null;
  return Number(number) * unitSeconds[(given as Reading["unit"]) || unit];
}
