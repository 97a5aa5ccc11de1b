import type { PermissionCatalogue } from "./permission-texts.ts";

const enforced = "Checked if the server enforces permissions of members.";
const unchecked = "This server does not check it, but bots may.";

export const permissionsEn: PermissionCatalogue = {
  administrator: {
    name: "Administrator",
    about: "Holds all permissions. Channels are still seen only by the roles that the channel allows.",
  },
  manage_server: { name: "Manage the server", about: "Emojis, stickers, webhooks, bots and message limits." },
  view_audit_log: { name: "Read the audit log", about: "See what was done in the administration." },
  manage_roles: { name: "Manage roles", about: "Make, change, order and delete roles below their own." },
  manage_channels: {
    name: "Manage channels",
    about: "Make, change, move and delete channels that they may see.",
  },
  manage_threads: { name: "Manage threads", about: "Lock, archive, rename and delete threads of others." },
  manage_users: {
    name: "Manage members",
    about: "Names, roles, timeouts, kicks and bans of members below them.",
  },
  manage_messages: { name: "Manage messages", about: "Delete messages and files of others, and end polls." },
  read_message_history: { name: "Read earlier messages", about: `Read what was written before. ${enforced}` },
  send_messages: { name: "Write messages", about: `Write where the channel allows it. ${enforced}` },
  embed_links: { name: "Send embeds", about: `Add embeds to messages. ${enforced}` },
  attach_files: { name: "Add files", about: `Send pictures and other files. ${enforced}` },
  add_reactions: { name: "React", about: `React to messages. ${enforced}` },
  external_emojis: {
    name: "Emojis of other servers",
    about: `React with emojis from elsewhere. ${enforced}`,
  },
  connect: { name: "Join calls", about: `Join the call of a voice channel. ${enforced}` },
  speak: { name: "Speak in calls", about: unchecked },
  stream: { name: "Share the screen in calls", about: unchecked },
  use_voice_activity: { name: "Speak without holding a key", about: unchecked },
  mention_everyone: { name: "Mention everybody", about: `Call all members at once. ${enforced}` },
  use_slash_commands: { name: "Use slash commands", about: `Call commands of bots. ${enforced}` },
  kick_members: { name: "Kick members", about: "Remove members below them, who may come back." },
  ban_members: { name: "Ban members", about: "Keep members below them out, and lift bans." },
  manage_nicknames: { name: "Manage nicknames", about: `${unchecked} Managing members includes it.` },
  change_nickname: { name: "Change their nickname", about: `Choose a nickname. ${enforced}` },
  mute_members: { name: "Mute others in calls", about: unchecked },
  deafen_members: { name: "Deafen others in calls", about: unchecked },
  move_members: { name: "Move others between calls", about: unchecked },
  priority_speaker: { name: "Be louder in calls", about: unchecked },
  send_tts: { name: "Send spoken messages", about: unchecked },
  create_invite: { name: "Make invites", about: "Invite people with a link." },
  manage_invites: { name: "Manage invites", about: "See and delete the invites of others." },
};
