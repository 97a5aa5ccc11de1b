/** What the server refuses, in the language and the words of the page. The server says it in English, with a code. */
import { effect } from "@preact/signals";
import { language } from "../language.ts";
import { type Refusal, type RefusalTable, translated } from "./translate.ts";

/** Null: not loaded yet. */
let tables: { readonly english: RefusalTable; readonly own: Partial<RefusalTable> } | null = null;

let loading: Promise<void> = Promise.resolve();

const own = {
  en: async () => (await import("./en.ts")).en,
  de: async () => (await import("./de.ts")).de,
};

/** Loads the table of each language that is chosen. */
export function watchRefusals(): void {
  effect(() => {
    const wanted = language.value;
    tables = null;
    loading = Promise.all([import("./refusals.gen.ts"), own[wanted]()]).then(
      ([{ refusals }, loaded]) => {
        if (language.value === wanted) tables = { english: refusals, own: loaded };
      },
      // The server's texts do meanwhile.
      () => {},
    );
  });
}

/** Resolves when `refusalText` knows the words of the page, or can't get them. */
export const refusalsLoaded = (): Promise<void> => loading;

/** The text of an error of the server for the person. */
export function refusalText(refusal: Refusal): string {
  return tables ? translated(refusal, tables.english, tables.own) : refusal.message;
}
