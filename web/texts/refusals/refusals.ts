/** What the server refuses, in the language of the page. The server says it in English, with a code. */
import { effect } from "@preact/signals";
import { language } from "../language.ts";
import { type Refusal, type RefusalTable, translated } from "./translate.ts";

/** Null: English, or not loaded yet. */
let tables: { readonly english: RefusalTable; readonly own: RefusalTable } | null = null;

/** Loads the table of each language that is chosen. */
export function watchRefusals(): void {
  effect(() => {
    const wanted = language.value;
    tables = null;
    if (wanted === "en") return;
    void Promise.all([import("./refusals.gen.ts"), import("./de.ts")]).then(
      ([{ refusals }, { de }]) => {
        if (language.value === wanted) tables = { english: refusals, own: de };
      },
      // The English texts do meanwhile.
      () => {},
    );
  });
}

/** The text of an error of the server for the person. */
export function refusalText(refusal: Refusal): string {
  return tables ? translated(refusal, tables.english, tables.own) : refusal.message;
}
