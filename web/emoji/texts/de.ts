import type { en } from "./en.ts";

export const de: typeof en = {
  picker: "Emoji wählen",
  search: "Emojis suchen",
  nothingFound: "Kein Emoji heißt so",
  loadFailed: "Die Emojis konnten nicht geladen werden",
  recent: "Zuletzt benutzt",
  custom: "Von diesem Server",
  stickers: "Sticker",
  smileys: "Smileys und Gefühle",
  people: "Menschen und Gesten",
  animals: "Tiere und Natur",
  food: "Essen und Trinken",
  travel: "Reisen und Orte",
  activities: "Aktivitäten",
  objects: "Gegenstände",
  symbols: "Symbole",
  flags: "Flaggen",
  skinTone: "Hautton",
  tones: ["Ohne", "Hell", "Mittelhell", "Mittel", "Mitteldunkel", "Dunkel"],
  categories: "Gruppen",
};
