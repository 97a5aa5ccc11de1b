import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { setUnsaved } from "../state/screen.ts";

export interface Changes<T extends object> {
  /** What is shown: the current values, with the changes over them. */
  readonly value: T;
  /** Only what differs. */
  readonly changed: Partial<T>;
  readonly isChanged: boolean;
  set(part: Partial<T>): void;
  reset(): void;
}

/**
 * Changes of a form over values that others may change too: fields that nobody touched here follow them.
 *
 * @param current as stored
 */
export function useChanges<T extends object>(current: T): Changes<T> {
  const given = useSignal<Partial<T>>({});
  const changed = Object.fromEntries(
    Object.entries(given.value).filter(([name, value]) => !isSame(value, current[name as keyof T])),
  ) as Partial<T>;
  const isChanged = Object.keys(changed).length > 0;
  useUnsaved(isChanged);
  return {
    value: { ...current, ...changed },
    changed,
    isChanged,
    set: (part) => {
      given.value = { ...given.value, ...part };
    },
    reset: () => {
      given.value = {};
    },
  };
}

/** Tells the screen that a part of it has changes that aren't saved, as long as it is shown. */
export function useUnsaved(isChanged: boolean): void {
  useEffect(() => {
    const part = Symbol();
    setUnsaved(part, isChanged);
    return () => setUnsaved(part, false);
  }, [isChanged]);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
