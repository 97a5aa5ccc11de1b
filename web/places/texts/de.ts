import type { en } from "./en.ts";

export const de: typeof en = {
  menuOf: (name) => `Menü von ${name}`,
  markRead: "Als gelesen markieren",
  tellMe: "Benachrichtigen bei",
  level: (level) => ({ all: "Alle Nachrichten", mentions: "Erwähnungen", nothing: "Nichts (stumm)" })[level],
  copyLink: "Link kopieren",
  copied: "Kopiert",
  notificationSettings: "Benachrichtigungen einstellen",
  editChannel: "Kanal bearbeiten",
};
