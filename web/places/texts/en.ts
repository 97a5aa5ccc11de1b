import type { Level } from "../../state/mutes.ts";

/** Texts of the menu of a channel. */
export const en = {
  menuOf: (name: string) => `Menu of ${name}`,
  markRead: "Mark as read",
  tellMe: "Notify me of",
  level: (level: Level) => ({ all: "All messages", mentions: "Mentions", nothing: "Nothing (mute)" })[level],
  copyLink: "Copy link",
  copied: "Copied",
  notificationSettings: "Notification settings",
  editChannel: "Edit channel",
};
