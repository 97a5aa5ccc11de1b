/** Colours for code. What knows the languages is loaded with the first code that has one of them. */
import { signal } from "@preact/signals";
import type { highlighted } from "../code/highlight.ts";

/** Names that people write behind the fence. web/code/highlight.ts knows the languages. */
const known = new Set(
  (
    "bash sh shell zsh c h cpp cc hpp c++ css diff patch go golang html xml svg java js jsx javascript mjs json jsonc " +
    "python py rust rs sql ts tsx typescript yaml yml"
  ).split(" "),
);

export const isKnownLanguage = (name: string) => known.has(name.toLowerCase());

export const highlighter = signal<typeof highlighted | null>(null);
let loading: Promise<void> | null = null;

export function loadHighlighter(): Promise<void> {
  loading ??= import("../code/highlight.ts").then(
    (module) => {
      highlighter.value = module.highlighted;
    },
    () => {
      // Code without colours is code all the same; the next block tries again.
      loading = null;
    },
  );
  return loading;
}
