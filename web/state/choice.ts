/** One of a few values that the person chooses; the browser keeps it. */
import { type Signal, signal } from "@preact/signals";
import { keep, kept } from "./kept.ts";

export interface Choice<Name extends string> {
  readonly value: Signal<Name>;
  readonly names: readonly Name[];
  choose(name: Name): void;
}

/** @param key under which it is kept. @param usual holds until the person chooses */
export function choice<Name extends string>(
  key: string,
  names: readonly Name[],
  usual: NoInfer<Name>,
): Choice<Name> {
  const before = kept(key);
  const value = signal(names.find((name) => name === before) ?? usual);
  return {
    value,
    names,
    choose(name) {
      value.value = name;
      keep(key, name === usual ? null : name);
    },
  };
}
