import type { en } from "./en.ts";

export const de: typeof en = {
  menuOf: (name) => `Nachricht von ${name}`,
  copyText: "Text kopieren",
  copyLink: "Link kopieren",
  copied: "Kopiert",
  pin: "Anheften",
  unpin: "Lösen",
  beginThread: "Thema beginnen",
  markUnread: "Ab hier als ungelesen markieren",
  remindMe: "Erinnern",
  reactions: "Reaktionen",
  history: "Frühere Fassungen",

  pinned: "Angeheftete Nachrichten",
  noPins: "Hier ist keine Nachricht angeheftet",
  loading: "Lädt…",
  goTo: "Zur Nachricht",

  present: "So ist sie jetzt",
  versionOf: (time) => `Stand ${time}`,
  noVersions: "Es gibt keine früheren Fassungen",
  noText: "Ohne Text",

  reactedWith: (emoji, count) => `${emoji} ${count === 1 ? "1 Person" : `${count} Personen`}`,

  remindWhen: "Wann möchtest du erinnert werden?",
  note: "Notiz",
  noteHint: "Freiwillig",
  inMinutes: (minutes) => `In ${minutes} Minuten`,
  inHours: (hours) => (hours === 1 ? "In einer Stunde" : `In ${hours} Stunden`),
  tomorrow: (time) => `Morgen, ${time}`,
  nextWeek: (time) => `Nächsten Montag, ${time}`,
  atTime: "Zu einer anderen Zeit",
  setReminder: "Erinnere mich",
  inPast: "Wähle eine Zeit, die noch kommt",

  reminders: "Deine Erinnerungen",
  noReminders: "Du hast keine Erinnerungen. Du legst sie im Menü einer Nachricht an.",
  due: "Fällig",
  deleteReminder: "Diese Erinnerung löschen",
  aMessage: "Eine Nachricht",
};
