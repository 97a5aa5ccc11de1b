/** A map that forgets: each entry when its time is over, and the longest untouched ones when it is full. */
export interface ExpiringMap<Value> {
  get(key: string, now: number): Value | undefined;
  /** Puts the entry at the end of the queue of those to be forgotten. Times are milliseconds. */
  set(key: string, value: Value, now: number, forgetAt: number): void;
  delete(key: string): void;
  readonly size: number;
}

export function createExpiringMap<Value>(mostKeys: number): ExpiringMap<Value> {
  // In the order of the last touch.
  const entries = new Map<string, { value: Value; forgetAt: number }>();

  return {
    get(key, now) {
      const entry = entries.get(key);
      return entry !== undefined && entry.forgetAt > now ? entry.value : undefined;
    },
    set(key, value, now, forgetAt) {
      entries.delete(key);
      for (const [oldest, entry] of entries) {
        if (entry.forgetAt > now && entries.size < mostKeys) break;
        entries.delete(oldest);
      }
      entries.set(key, { value, forgetAt });
    },
    delete(key) {
      entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
