/** German. */
import type { en } from "./en.ts";

export const de: typeof en = {
  // Messages that were found
  goTo: "Zur Nachricht",

  // Search
  search: "Suche",
  searchFor: "Nachrichten suchen",
  clear: "Leeren",
  where: "Wo gesucht wird",
  everywhere: "Überall",
  filters: "Filter",
  addFilter: (name) => `Filter ${name} hinzufügen`,
  removeFilter: (name) => `${name} entfernen`,
  operator: (name) =>
    ({
      from: "Von",
      in: "In",
      mentions: "Erwähnt",
      has: "Enthält",
      before: "Vor",
      after: "Nach",
      pinned: "Angeheftet",
    })[name],
  operatorHint: (name) =>
    ({
      from: "von einem Mitglied",
      in: "in einem Kanal",
      mentions: "die ein Mitglied oder eine Rolle erwähnen",
      has: "mit Link, Bild, Datei, …",
      before: "älter als ein Tag",
      after: "neuer als ein Tag",
      pinned: "angeheftet oder nicht",
    })[name],
  has: (kind) =>
    ({
      link: "einen Link",
      image: "ein Bild",
      embed: "eine Einbettung",
      poll: "eine Umfrage",
      file: "eine Datei",
      video: "ein Video",
      sound: "eine Tonaufnahme",
    })[kind] ?? "",
  pinnedOnly: "nur angeheftete",
  notPinned: "nur nicht angeheftete",
  aRole: "Rolle",
  daysAgo: (days) =>
    ({ 0: "heute", 1: "gestern", 7: "vor einer Woche", 30: "vor 30 Tagen", 365: "vor einem Jahr" })[days] ??
    "",
  suggestions: "Vorschläge",
  recent: "Letzte Suchen",
  forget: (query) => `Die Suche ${query} vergessen`,
  notUnderstood: (part) => `${part} ist kein Filter mit diesem Wert, deshalb werden die Wörter gesucht.`,
  unknownName: (name) => `Es gibt kein Mitglied, keine Rolle und keinen Kanal mit dem Namen ${name}.`,
  tooLong: (most) => `Eine Suche hat höchstens ${most} Zeichen.`,
  searching: "Suche läuft…",
  results: "Ergebnisse",
  resultsIn: (count, place) => `${count} in ${place}`,
  resultCount: (count, hasMore) =>
    count === 1 && !hasMore
      ? "1 Nachricht"
      : hasMore
        ? `${count} Nachrichten und mehr`
        : `${count} Nachrichten`,
  older: "Ältere Ergebnisse",
  nothing: "Nichts gefunden",
  adviceWords:
    "Jedes Wort muss in der Nachricht stehen. Versuch es mit weniger Wörtern oder nur mit einem Wortanfang und *.",
  adviceFilters: "Entferne einen Filter.",
  searchEverywhere: "Überall suchen",
  gaveUp: "Es gibt zu viel zu durchsuchen. Ein Filter wie Von, In oder Vor macht die Suche schneller.",
  leftOut: (count) =>
    count === 1
      ? "1 Kanal wurde nicht durchsucht. Nenne ihn mit in:, um ihn zu durchsuchen."
      : `${count} ruhige Kanäle wurden nicht durchsucht. Nenne einen mit in:, um ihn zu durchsuchen.`,
  hintTitle: "Nachrichten finden",
  hintText: "Die Reihenfolge der Wörter, Groß- und Kleinschreibung und Akzente sind egal.",
  hintQuotes: '"roter Tee" findet diese Wörter nebeneinander.',
  hintMinus: "-Tee lässt Nachrichten mit diesem Wort weg. Ein Minus kehrt auch einen Filter um.",

  // Inbox
  inbox: "Posteingang",
  mentions: "Erwähnungen",
  unread: "Ungelesen",
  whatIsShown: "Was gezeigt wird",
  noMentions: "Noch hat dich niemand erwähnt",
  noUnread: "Du hast alles gelesen",
  markRead: "Bis hier als gelesen markieren",
  markPlaceRead: (name) => `${name} als gelesen markieren`,
  markAllRead: "Alles als gelesen markieren",
  unreadCount: (count) => (count === 1 ? "1 Nachricht" : `${count} Nachrichten`),
  mentionCount: (count) => (count === 1 ? "1 Erwähnung" : `${count} Erwähnungen`),
  olderMentions: "Ältere Erwähnungen",
  replyTo: (name, text) => `${name}: ${text}`,

  // Quick switcher
  goToTitle: "Gehe zu",
  goToField: "Kanal, Thema, Mitglied oder Einstellung",
  noMatch: "Nichts heißt so",
  inForum: (name) => `in ${name}`,
  member: "Mitglied",
  setting: "Einstellungen",
  administrationSection: "Verwaltung",
  keysHint: "Pfeiltasten wählen, Enter öffnet, Escape schließt",
};
