import type { en } from "./en.ts";

export const de: typeof en = {
  previous: "Voriges Bild",
  next: "Nächstes Bild",
  place: (index, count) => `${index} von ${count}`,
  zoomIn: "Größer",
  zoomOut: "Kleiner",
  view: "Bild",
};
