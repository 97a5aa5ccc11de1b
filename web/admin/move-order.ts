/** The list with one entry at another index. */
export function moved<T>(list: readonly T[], entry: T, index: number): T[] {
  return list.filter((other) => other !== entry).toSpliced(index, 0, entry);
}

/** How far an entry can move towards an index, without passing one that is fixed. */
export function reach<T>(
  list: readonly T[],
  from: number,
  to: number,
  isFixed: (entry: T) => boolean,
): number {
  const step = Math.sign(to - from);
  let at = from;
  while (at !== to && step !== 0) {
    const next = list[at + step];
    if (next === undefined || isFixed(next)) break;
    at += step;
  }
  return at;
}
