import { durationText } from "../../texts/durations.ts";
import type { AuditCatalogue, Details } from "./audit-texts.ts";

const place = ({ channel }: Details) => (typeof channel === "string" ? ` in #${channel}` : "");
const count = (value: unknown, one: string, many: string) => (value === 1 ? one : `${value} ${many}`);

export const auditDe: AuditCatalogue = {
  categories: {
    user_moderation: "Mitglieder",
    role_management: "Rollen",
    channel_management: "Kanäle und Themen",
    message_moderation: "Nachrichten",
    server_management: "Server",
  },
  actions: {
    user_create: ["Konto angelegt", (by, to) => `${by} hat das Konto ${to} angelegt`],
    user_passwd: ["Passwort gesetzt", (by, to) => `${by} hat ${to} ein neues Passwort gegeben`],
    password_change: ["Passwort geändert", (by) => `${by} hat das eigene Passwort geändert`],
    session_revoke: ["Sitzung beendet", (by) => `${by} hat eine eigene Sitzung beendet`],
    user_ban: ["Bann", (by, to) => `${by} hat ${to} gebannt`],
    user_unban: ["Bann aufgehoben", (by, to) => `${by} hat den Bann von ${to} aufgehoben`],
    user_kick: ["Rauswurf", (by, to) => `${by} hat ${to} hinausgeworfen`],
    user_erase: ["Daten eines Kontos gelöscht", (by) => `${by} hat alle Daten eines Kontos gelöscht`],
    user_delete: ["Konto gelöscht", (by, to) => `${by} hat das Konto von ${to} gelöscht`],
    user_timeout: [
      "Auszeit",
      (by, to, { timeout }) =>
        timeout === 0
          ? `${by} hat die Auszeit von ${to} aufgehoben`
          : `${by} hat ${to} eine Auszeit gegeben: ${durationText(Number(timeout))}`,
    ],
    user_update: ["Namen geändert", (by, to) => `${by} hat die Namen von ${to} geändert`],
    user_roles_set: ["Rollen eines Mitglieds", (by, to) => `${by} hat die Rollen von ${to} geändert`],
    rate_limit_reset: [
      "Nachrichtenlimit zurückgesetzt",
      (by, to) => `${by} hat das Nachrichtenlimit von ${to} zurückgesetzt`,
    ],

    role_create: ["Rolle angelegt", (by, to) => `${by} hat die Rolle ${to} angelegt`],
    role_update: ["Rolle geändert", (by, to) => `${by} hat die Rolle ${to} geändert`],
    role_delete: ["Rolle gelöscht", (by, to) => `${by} hat die Rolle ${to} gelöscht`],
    role_reorder: ["Rollen umgeordnet", (by) => `${by} hat die Reihenfolge der Rollen geändert`],
    role_permissions_set: ["Rechte einer Rolle", (by, to) => `${by} hat die Rechte von ${to} geändert`],
    self_role_add: ["Eigene Rolle genommen", (by, _, { role }) => `${by} hat die Rolle ${role} genommen`],
    self_role_remove: ["Eigene Rolle abgelegt", (by, _, { role }) => `${by} hat die Rolle ${role} abgelegt`],

    channel_create: ["Kanal angelegt", (by, to) => `${by} hat den Kanal #${to} angelegt`],
    channel_update: ["Kanal geändert", (by, to) => `${by} hat den Kanal #${to} geändert`],
    channel_move: ["Kanal verschoben", (by, to) => `${by} hat den Kanal #${to} verschoben`],
    channel_delete: ["Kanal gelöscht", (by, to) => `${by} hat den Kanal #${to} gelöscht`],
    thread_delete: ["Thema gelöscht", (by, to, at) => `${by} hat das Thema ${to}${place(at)} gelöscht`],
    thread_update: ["Thema umbenannt", (by, to, at) => `${by} hat das Thema ${to}${place(at)} umbenannt`],
    thread_lock: [
      "Thema gesperrt",
      (by, to, at) =>
        `${by} hat das Thema ${to}${place(at)} ${at["locked"] === false ? "wieder geöffnet" : "gesperrt"}`,
    ],
    thread_archive: [
      "Thema archiviert",
      (by, to, at) =>
        at["archived"] === false
          ? `${by} hat das Thema ${to}${place(at)} aus dem Archiv geholt`
          : `${by} hat das Thema ${to}${place(at)} archiviert`,
    ],
    thread_pin: ["Thema angeheftet", (by, to, at) => `${by} hat das Thema ${to}${place(at)} angeheftet`],
    thread_unpin: ["Thema gelöst", (by, to, at) => `${by} hat das Thema ${to}${place(at)} wieder gelöst`],

    message_delete: ["Nachricht gelöscht", (by, _, at) => `${by} hat eine Nachricht${place(at)} gelöscht`],
    message_purge: [
      "Nachrichten aufgeräumt",
      (by, _, at) =>
        `${by} hat auf einmal ${count(at["messages"], "eine Nachricht", "Nachrichten")}${place(at)} gelöscht`,
    ],
    message_pin: ["Nachricht angeheftet", (by, _, at) => `${by} hat eine Nachricht${place(at)} angeheftet`],
    message_unpin: ["Nachricht gelöst", (by, _, at) => `${by} hat eine Nachricht${place(at)} wieder gelöst`],
    poll_end: ["Umfrage beendet", (by, _, at) => `${by} hat eine Umfrage${place(at)} beendet`],
    attachment_delete: ["Datei gelöscht", (by, to, at) => `${by} hat die Datei ${to}${place(at)} gelöscht`],

    emoji_add: ["Emoji hinzugefügt", (by, to) => `${by} hat das Emoji ${to} hinzugefügt`],
    emoji_update: ["Emoji geändert", (by, to) => `${by} hat das Emoji ${to} geändert`],
    emoji_delete: ["Emoji gelöscht", (by, to) => `${by} hat das Emoji ${to} gelöscht`],
    sticker_add: ["Sticker hinzugefügt", (by, to) => `${by} hat den Sticker ${to} hinzugefügt`],
    sticker_update: ["Sticker geändert", (by, to) => `${by} hat den Sticker ${to} geändert`],
    sticker_delete: ["Sticker gelöscht", (by, to) => `${by} hat den Sticker ${to} gelöscht`],

    server_update: [
      "Auftritt des Servers geändert",
      (by) => `${by} hat geändert, was der Server von sich zeigt`,
    ],
    config_update: ["Einstellungen geändert", (by) => `${by} hat die Einstellungen des Servers geändert`],
    invite_create: ["Einladung angelegt", (by) => `${by} hat eine Einladung angelegt`],
    invite_delete: ["Einladung gelöscht", (by, to) => `${by} hat eine Einladung von ${to} gelöscht`],
    bot_create: ["Bot angelegt", (by, to) => `${by} hat den Bot ${to} angelegt`],
    bot_token_reset: ["Token eines Bots", (by, to) => `${by} hat dem Bot ${to} ein neues Token gegeben`],
    bot_delete: ["Bot gelöscht", (by, to) => `${by} hat den Bot ${to} gelöscht`],
    webhook_create: ["Webhook angelegt", (by, to, at) => `${by} hat den Webhook ${to}${place(at)} angelegt`],
    webhook_update: ["Webhook geändert", (by, to) => `${by} hat den Webhook ${to} geändert`],
    webhook_delete: ["Webhook gelöscht", (by, to) => `${by} hat den Webhook ${to} gelöscht`],
    webhook_regenerate: [
      "Adresse eines Webhooks",
      (by, to) => `${by} hat dem Webhook ${to} eine neue Adresse gegeben`,
    ],
  },
};
