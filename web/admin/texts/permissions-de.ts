import type { PermissionCatalogue } from "./permission-texts.ts";

export const permissionsDe: PermissionCatalogue = {
  administrator: {
    name: "Administrator",
    about: "Hat alle Rechte. Kanäle sehen trotzdem nur die Rollen, denen der Kanal es erlaubt.",
  },
  manage_server: {
    name: "Server verwalten",
    about: "Emojis, Sticker, Webhooks, Bots und Nachrichtenlimits.",
  },
  view_audit_log: { name: "Protokoll lesen", about: "Sehen, was in der Verwaltung getan wurde." },
  manage_roles: {
    name: "Rollen verwalten",
    about: "Rollen unter der eigenen anlegen, ändern, ordnen und löschen.",
  },
  manage_channels: {
    name: "Kanäle verwalten",
    about: "Sichtbare Kanäle anlegen, ändern, verschieben und löschen.",
  },
  manage_threads: {
    name: "Themen verwalten",
    about: "Themen anderer sperren, archivieren, umbenennen und löschen.",
  },
  manage_users: {
    name: "Mitglieder verwalten",
    about: "Namen, Rollen, Auszeiten, Rauswürfe und Banne von Mitgliedern, die tiefer stehen.",
  },
  manage_messages: {
    name: "Nachrichten verwalten",
    about: "Nachrichten und Dateien anderer löschen und Umfragen beenden.",
  },
  read_message_history: {
    name: "Frühere Nachrichten lesen",
    about: "Lesen, was vorher geschrieben wurde.",
  },
  send_messages: { name: "Nachrichten schreiben", about: "Schreiben, wo der Kanal es erlaubt." },
  embed_links: { name: "Einbettungen senden", about: "Nachrichten mit Einbettungen senden." },
  attach_files: { name: "Dateien hinzufügen", about: "Bilder und andere Dateien senden." },
  add_reactions: { name: "Reagieren", about: "Auf Nachrichten reagieren." },
  external_emojis: { name: "Emojis anderer Server", about: "Mit fremden Emojis reagieren." },
  connect: { name: "An Gesprächen teilnehmen", about: "Dem Gespräch eines Kanals beitreten." },
  speak: { name: "In Gesprächen sprechen" },
  stream: { name: "In Gesprächen den Bildschirm teilen" },
  use_voice_activity: { name: "Sprechen, ohne eine Taste zu halten" },
  mention_everyone: { name: "Alle erwähnen", about: "Alle Mitglieder auf einmal rufen." },
  use_slash_commands: { name: "Slash-Befehle benutzen", about: "Befehle von Bots aufrufen." },
  kick_members: {
    name: "Mitglieder hinauswerfen",
    about: "Tiefer stehende Mitglieder entfernen; sie dürfen wiederkommen.",
  },
  ban_members: {
    name: "Mitglieder bannen",
    about: "Tiefer stehende Mitglieder fernhalten und Banne aufheben.",
  },
  manage_nicknames: {
    name: "Spitznamen verwalten",
    about: "Mitglieder zu verwalten schließt es ein.",
  },
  change_nickname: { name: "Eigenen Spitznamen ändern", about: "Einen Spitznamen wählen." },
  mute_members: { name: "Andere in Gesprächen stummschalten" },
  deafen_members: { name: "Anderen in Gesprächen den Ton nehmen" },
  move_members: { name: "Andere zwischen Gesprächen verschieben" },
  priority_speaker: { name: "In Gesprächen lauter sein" },
  send_tts: { name: "Gesprochene Nachrichten senden" },
  create_invite: { name: "Einladungen anlegen", about: "Menschen mit einem Link einladen." },
  manage_invites: { name: "Einladungen verwalten", about: "Einladungen anderer sehen und löschen." },
};
