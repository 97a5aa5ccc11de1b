/** Catalogues of texts: one for the first view, and one for each area that is loaded later. */
import { type Language, language } from "./language.ts";

/**
 * The texts of an area in the language of the person. Reading it in a component draws the component anew when the
 * language changes. A text that another language lacks is a type error.
 */
export function textsOf<T extends object>(
  en: T,
  others: Readonly<Record<Exclude<Language, "en">, NoInfer<T>>>,
): () => T {
  const catalogues: Readonly<Record<Language, T>> = { en, ...others };
  return () => catalogues[language.value];
}
