/** The texts in the language of the person, who may choose another one than the browser's. */
import { computed, signal } from "@preact/signals";
import { keep, kept } from "../state/kept.ts";
import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";

const catalogues = { en, de } as const;
export type Language = keyof typeof catalogues;
export const languages: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

const isLanguage = (name: string): name is Language => Object.hasOwn(catalogues, name);

function firstLanguage(): Language {
  const wanted = [kept("language") ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find(isLanguage) ?? "en";
}

export const language = signal<Language>(firstLanguage());
const current = computed<Texts>(() => catalogues[language.value]);

/** The texts. Reading it in a component draws the component anew when the language changes. */
export const t = (): Texts => current.value;

export function chooseLanguage(chosen: Language): void {
  keep("language", chosen);
  language.value = chosen;
}
