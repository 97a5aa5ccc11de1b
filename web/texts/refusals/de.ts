/** German for what the server refuses. A code without a text is a type error. */
import type { refusals } from "./refusals.gen.ts";

/** `{name}` stands for the value at the same place of the English text; values that are sentences are left out. */
export const de: Readonly<Record<keyof typeof refusals, string>> = {
  // The request, and the server itself
  invalid_message: "Die Nachricht hat kein gültiges Format",
  message_too_complex: "Die Nachricht ist zu verschachtelt",
  frame_too_large: "Das ist zu groß: höchstens {limit} Bytes",
  unknown_command: "Dieser Server kennt den Befehl {cmd} nicht",
  invalid_field: "Diese Angabe ist ungültig",
  authentication_required: "Dafür musst du angemeldet sein",
  internal_error:
    "Auf dem Server ist etwas schiefgegangen; nichts wurde geändert. Versuch es noch einmal, und sag es dem Betreiber, wenn es wieder geschieht",
  storage_unavailable:
    "Der Server kann das gerade nicht speichern; nichts wurde geändert. Versuch es später noch einmal",
  storage_full:
    "Der Speicher des Servers ist fast voll. Bis der Betreiber Platz schafft, kommt nichts Neues hinzu",
  storage_unreadable:
    "Der Server kann das gerade nicht lesen. Versuch es später noch einmal, und sag es dem Betreiber, wenn es wieder geschieht",
  too_many_requests: "Zu schnell: warte {seconds} Sekunden",
  config_invalid: "Die Einstellungen wurden nicht geändert: ein Wert ist ungültig",
  config_unwritable:
    "Die Einstellungen wurden nicht geändert: die Datei des Servers lässt sich nicht schreiben ({reason})",

  // Logging in
  invalid_validator: "Die Anmeldung ist ungültig",
  identity_unavailable: "Der Anmeldedienst ist nicht erreichbar. Versuch es in einer Minute noch einmal",
  account_blocked: "Der Anmeldedienst hat dieses Konto gesperrt",
  parental_block: "Der Anmeldedienst erlaubt diesem Konto diesen Server nicht",
  banned: "Du bist auf diesem Server gebannt{reason}",
  kicked: "Du wurdest aus diesem Server hinausgeworfen{reason}",
  kicked_recently:
    "Du wurdest aus diesem Server hinausgeworfen. In {seconds} Sekunden kannst du wieder beitreten",
  account_deleted: "Dein Konto auf diesem Server wurde gelöscht",
  password_changed: "Dein Passwort wurde geändert: melde dich mit dem neuen an",
  rotur_disabled: "Auf diesem Server kann man sich nicht mit Rotur anmelden",
  local_accounts_disabled: "Dieser Server hat keine eigenen Konten",
  registration_disabled: "Neue Konten gibt es hier nur mit einer Einladung",
  credentials_required: "Name und Passwort fehlen",
  username_length: "Ein Name hat 2 bis 32 Zeichen",
  username_characters:
    "Ein Name besteht aus Buchstaben von a bis z, Ziffern, Binde- und Unterstrichen, mit mindestens einem Buchstaben oder einer Ziffer",
  password_length: "Ein Passwort hat 4 bis 72 Zeichen",
  username_reserved: "Dieser Name ist vorbehalten; wähl einen anderen",
  username_taken: "Diesen Namen gibt es schon",
  account_not_found: "Dieses Konto gibt es nicht",
  invalid_password: "Das Passwort ist falsch",
  invalid_token: "Das Token ist ungültig",
  invite_invalid: "Diese Einladung gilt nicht mehr",
  invite_expired: "Diese Einladung ist abgelaufen",
  invite_not_found: "Diese Einladung gibt es nicht",
  invalid_session: "Diese Sitzung ist zu Ende: melde dich neu an",
  session_not_found: "Diese Sitzung gibt es nicht",
  not_a_local_account: "Dieses Konto hat kein Passwort auf diesem Server",
  too_many_attempts: "Zu viele Versuche; warte {seconds} Sekunden",
  login_in_progress: "Auf dieser Verbindung läuft schon eine Anmeldung",
  claim_invalid: "Dieser Code für den ersten Besitzer ist ungültig",

  // What one may
  permission_required: "Dafür brauchst du das Recht „{permission}“",
  role_required: "Dafür brauchst du die Rolle „{role}“",
  hierarchy: "{target} steht nicht unter deiner höchsten Rolle",
  cannot_grant: "Du kannst „{permission}“ nicht vergeben, weil du es selbst nicht hast",
  owner_protected: "Bei Besitzern geht das nicht: nimm ihnen zuerst die Rolle „owner“",
  cannot_act_on_self: "Das kannst du nicht mit dir selbst tun",
  timed_out: "Du hast eine Auszeit, noch {seconds} Sekunden",
  last_owner: "Du bist der letzte Besitzer: gib zuerst jemand anderem die Rolle „owner“",

  // Members
  channel_cannot_be_left: "Einen einzelnen Kanal kann man nicht verlassen",
  user_not_found: "Dieses Mitglied gibt es nicht",
  member_banned: "Dieses Mitglied ist gebannt und könnte sonst wiederkommen: heb zuerst den Bann auf",
  username_fixed: "Der Name dieses Mitglieds kommt vom Anmeldedienst und lässt sich hier nicht ändern",
  username_in_use: "Ein anderes Mitglied hat diesen Namen",
  nickname_taken: "Dieser Spitzname sieht aus wie der Name eines anderen Mitglieds: wähl einen anderen",
  pfp_managed: "Dein Bild kommt von Rotur: ändere es dort",
  picture_invalid:
    "Das ist kein Bild als PNG, JPEG, GIF oder WebP mit höchstens 1 MiB und 1024 × 1024 Pixeln",
  limits_off: "Auf diesem Server gibt es keine Grenze für Nachrichten",

  // Roles
  role_not_found: "Diese Rolle gibt es nicht",
  role_unknown: "Die Rolle „{role}“ gibt es nicht",
  role_exists: "Diese Rolle gibt es schon",
  role_name_invalid: "So kann eine Rolle nicht heißen",
  role_protected: "„{role}“ ist eine feste Rolle; das geht bei ihr nicht",
  role_in_use: "Die Rolle steht in den Rechten des Kanals „{channel}“",
  role_in_use_out_of_sight: "Die Rolle steht in den Rechten eines Kanals, den du nicht siehst",
  role_not_self_assignable:
    "Diese Rolle kann man sich nicht selbst geben: sie ist fest oder erlaubt, den Server zu verwalten",
  role_not_yours_to_take: "Diese Rolle kann man sich nicht selbst geben",
  role_held: "Du hast diese Rolle schon",
  role_not_held: "Du hast diese Rolle nicht",
  too_many: "Davon gibt es schon zu viele (höchstens {limit})",

  // Channels, threads, calls
  channel_not_found: "Diesen Kanal gibt es nicht",
  channel_exists: "Einen Kanal mit diesem Namen gibt es schon",
  channel_name_invalid: "So kann ein Kanal nicht heißen",
  channel_type_fixed: "Die Art dieses Kanals lässt sich nicht ändern",
  channel_wrong_type: "In diesen Kanal kann man nicht schreiben",
  send_denied: "Du darfst in diesem Kanal nicht schreiben",
  reply_target_not_found: "Die Nachricht, auf die du antwortest, ist nicht in diesem Kanal",
  thread_not_found: "Dieses Thema gibt es nicht",
  thread_locked: "Dieses Thema ist gesperrt",
  thread_name_invalid: "So kann ein Thema nicht heißen",
  thread_denied: "Das darfst du mit diesem Thema nicht tun",
  thread_create_denied: "Du darfst in diesem Kanal keine Themen beginnen",
  not_a_forum: "Themen gibt es nur in Foren; „{channel}“ ist keines",
  not_a_voice_channel: "Gespräche gibt es nur in Sprachkanälen",
  connect_denied: "Du darfst in diesem Kanal nicht an Gesprächen teilnehmen",
  not_in_call: "Du bist in keinem Sprachkanal",

  // Emojis and stickers
  emoji_not_found: "Dieses Emoji gibt es nicht",
  emoji_name_taken: "Ein Emoji namens {name} gibt es schon",
  sticker_not_found: "Diesen Sticker gibt es nicht",
  sticker_name_taken: "Einen Sticker namens {name} gibt es schon",
  sticker_image_invalid:
    "Das ist kein Bild als PNG, JPEG, GIF oder WebP mit höchstens 512 KiB und 1024 × 1024 Pixeln",
  sticker_svg: "Ein Sticker kann kein SVG sein, weil das Programme enthalten kann: nimm PNG, GIF oder JPEG",
  emoji_image_invalid:
    "Das ist kein Bild als PNG, JPEG, GIF oder WebP mit höchstens 512 KiB und 1024 × 1024 Pixeln",
  emoji_svg: "Ein Emoji kann kein SVG sein, weil das Programme enthalten kann: nimm PNG, GIF oder JPEG",
  emoji_type_refused: "Emojis auf diesem Server sind {types}, und das ist {type}",

  // Messages
  message_not_found: "Diese Nachricht gibt es nicht",
  message_empty: "Die Nachricht ist leer",
  message_too_long: "Die Nachricht ist zu lang: höchstens {limit} Zeichen",
  not_author: "Diese Nachricht darfst du nicht bearbeiten",
  delete_denied: "Diese Nachricht darfst du nicht löschen",
  mention_denied: "Die Rolle „{role}“ darfst du nicht erwähnen",
  embed_invalid: "Die Einbettung {index} ist ungültig",
  embeds_denied: "Du darfst keine Einbettungen senden",
  react_denied: "Du darfst in diesem Kanal nicht reagieren",
  already_reacted: "So hast du schon reagiert",
  not_reacted: "So hast du nicht reagiert",
  external_emoji_denied: "Mit Emojis anderer Server darfst du nicht reagieren",
  emoji_invalid: "Das ist kein Emoji",
  pin_denied: "Du darfst in diesem Kanal keine Nachrichten anheften",
  slow_mode: "Langsamer Modus: warte {seconds} Sekunden, bis du hier wieder schreibst",
  poll_not_found: "Diese Umfrage gibt es nicht",
  poll_invalid: "Die Umfrage ist ungültig",
  poll_option_invalid: "Die Antwort {option} gibt es nicht",
  poll_single_choice: "Diese Umfrage nimmt genau eine Antwort",
  poll_ended: "Die Umfrage ist beendet",
  poll_expired: "Die Umfrage ist abgelaufen",
  poll_already_ended: "Die Umfrage ist schon beendet",
  scheduled_not_found: "Diese geplante Nachricht gibt es nicht",
  reminder_not_found: "Diese Erinnerung gibt es nicht",

  // Notifications
  push_unavailable:
    "Dieser Server sendet keine Benachrichtigungen: sein Betreiber hat sie nicht eingerichtet",
  push_endpoint_refused: "Dieser Dienst für Benachrichtigungen lässt sich nicht nutzen",
  push_keys_invalid: "Die Schlüssel des Browsers für Benachrichtigungen sind ungültig",

  // Bots, webhooks, slash commands, plugins
  not_a_bot: "Dieses Mitglied ist kein Bot",
  token_replaced: "Das Token des Bots wurde ersetzt: melde dich mit dem neuen an",
  webhook_not_found: "Diesen Webhook gibt es nicht",
  slash_not_found: "Den Befehl „{command}“ gibt es hier nicht",
  slash_denied: "Du darfst den Befehl „{command}“ nicht benutzen",
  slash_call_not_found: "Diesen Befehl hat in den letzten 24 Stunden niemand aufgerufen",
  slash_call_late: "Zu spät: die Zeit für diese Antwort ist um",
  slash_option_not_completed: "Der Bot bietet für „{option}“ nichts zur Auswahl an",
  slash_query_not_found: "Auf diese Auswahl wartet niemand mehr",
  slash_argument_invalid: "Die Angabe „{option}“ ist ungültig",
  slash_command_invalid: "Der Befehl „{command}“ ist ungültig",
  plugin_not_found: "Diese Erweiterung gibt es nicht",

  // Files
  attachments_disabled: "Auf diesem Server gibt es keine Anhänge",
  attachment_not_found: "Diese Datei gibt es nicht mehr",
  attachment_not_yours: "Diese Datei hat jemand anders hochgeladen; lade sie selbst hoch",
  attachment_used: "Diese Datei gehört zu einer anderen Nachricht; lade sie noch einmal hoch",
  attachment_denied: "Du kannst nur Dateien löschen, die du selbst hochgeladen hast",
  attach_denied: "Du darfst keine Dateien anhängen",
  attachment_type_refused: "Dateien der Art {type} sind hier nicht erlaubt. Erlaubt: {types}",
  attachment_picture_refused: "Dieses Bild geht nicht: es hat zu viele Pixel oder ist beschädigt",
  attachment_damaged: "Die Datei kam beschädigt an; lade sie noch einmal hoch",
  attachment_empty: "Die Datei ist leer",
  attachment_quota: "Dieser Server nimmt keine Dateien von dir an",
  files_unavailable: "Der Speicher für Dateien ist gestört. Versuch es später noch einmal",
  attachment_space: "Der Platz für Dateien ist voll",
};
