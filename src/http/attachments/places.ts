/** Places for requests that take long: so many at once for each key and in all. Others wait for their turn. */
export interface Places {
  /** Resolves to a function that gives the place free, or to null when too many wait already. */
  enter(key: string): Promise<(() => void) | null>;
}

interface PlaceLimits {
  /** At once, of one key. */
  readonly ofKey: number;
  /** At once, of all. */
  readonly inAll: number;
  /** Waiting, of one key. */
  readonly waiting: number;
}

export function createPlaces({ ofKey, inAll, waiting: mostWaiting }: PlaceLimits): Places {
  const busy = new Map<string, number>();
  const waiting: { readonly key: string; readonly start: () => void }[] = [];
  let total = 0;
  const isFree = (key: string) => total < inAll && (busy.get(key) ?? 0) < ofKey;

  function take(key: string): () => void {
    total++;
    busy.set(key, (busy.get(key) ?? 0) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      total--;
      const left = (busy.get(key) ?? 1) - 1;
      if (left > 0) busy.set(key, left);
      else busy.delete(key);
      const next = waiting.findIndex((one) => isFree(one.key));
      if (next >= 0) waiting.splice(next, 1)[0]?.start();
    };
  }

  return {
    enter(key) {
      if (isFree(key)) return Promise.resolve(take(key));
      if (waiting.filter((one) => one.key === key).length >= mostWaiting) return Promise.resolve(null);
      return new Promise((resolve) => waiting.push({ key, start: () => resolve(take(key)) }));
    },
  };
}
