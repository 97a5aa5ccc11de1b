/** The language of the texts. The person may choose another one than the browser's. */
import { signal } from "@preact/signals";
import { keep, kept } from "../state/kept.ts";

export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const isLanguage = (name: string): name is Language => Object.hasOwn(languages, name);

function firstLanguage(): Language {
  const wanted = [kept("language") ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find(isLanguage) ?? "en";
}

export const language = signal<Language>(firstLanguage());

export function chooseLanguage(chosen: Language): void {
  keep("language", chosen);
  language.value = chosen;
}
