/** The permissions that roles can have. */
import { people } from "../state/people.ts";
import { session } from "../state/session.ts";
import { permissionTexts } from "./texts/permission-texts.ts";

/** Checked only if `permissions.enforce_member_permissions` is on. */
const optional: ReadonlySet<string> = new Set([
  "read_message_history",
  "send_messages",
  "embed_links",
  "attach_files",
  "add_reactions",
  "external_emojis",
  "connect",
  "mention_everyone",
  "use_slash_commands",
  "change_nickname",
]);
/** Never checked by the server. */
const unchecked: ReadonlySet<string> = new Set([
  "speak",
  "stream",
  "use_voice_activity",
  "manage_nicknames",
  "mute_members",
  "deafen_members",
  "move_members",
  "priority_speaker",
  "send_tts",
]);

/** Whether the server checks that members hold a permission. */
export type Checking = "always" | "optional" | "never";

export function checkingOf(id: string): Checking {
  return optional.has(id) ? "optional" : unchecked.has(id) ? "never" : "always";
}

/** In the server's order, then those that only this page knows a text for, then those that roles have. */
export function permissionIds(): string[] {
  const announced = session.value?.client.server.permissions ?? [];
  const held = [...(people.value?.roles.values() ?? [])].flatMap(({ permissions }) => permissions);
  return [...new Set([...announced, ...Object.keys(permissionTexts()), ...held])];
}
