import type { KeyName } from "../../state/keys.ts";
import type { Level } from "../../state/mutes.ts";

/** Texts of the settings. */
export const en = {
  settings: "Settings",
  section: (name: "account" | "devices" | "appearance" | "notifications" | "writing" | "keyboard") =>
    ({
      account: "Account",
      devices: "Devices",
      appearance: "Appearance",
      notifications: "Notifications",
      writing: "Writing",
      keyboard: "Keyboard",
    })[name],
  saved: "Saved",

  // Account
  userNameIs: (name: string) => `You log in as ${name}`,
  managedElsewhere: "Name and picture of this account come from Rotur. Change them there.",
  preview: "Preview of the new picture",
  choosePicture: "Choose a picture",
  usePicture: "Use this picture",
  keepOldPicture: "Keep the old one",
  removePicture: "Remove the picture",
  pictureSet: "Your picture is changed",
  pictureRemoved: "Your picture is removed",
  noPicture: "Your browser can't read this file as a picture. PNG, JPEG, GIF and WebP work.",
  nickname: "Nickname",
  nicknameHint: "Shown instead of your name, up to 20 characters; empty for none",
  status: "Status",
  password: "Password",
  presentPassword: "Current password",
  newPassword: "New password",
  newPasswordAgain: "New password again",
  passwordMissing: "Enter a password",
  passwordsDiffer: "The two new passwords differ",
  passwordNote: "Your other devices are logged out.",
  changePassword: "Change the password",
  passwordChanged: "The password is changed",
  leave: "Leave the server",
  leaveNote: "You lose your roles and settings here. Your messages stay. This can't be undone.",
  leaveNoteLocal:
    "Your account, with its roles and settings, is deleted. Your messages stay. This can't be undone.",
  leaveQuestion: "Leave the server for good?",
  typeName: (name: string) => `Type your name, ${name}, to confirm`,
  notTheName: (name: string) => `That is not ${name}`,

  // Devices
  devicesHint: "Where you are logged in. Log out what you don't recognise, and then change your password.",
  noDevices: "No log-in is remembered anywhere",
  unknownDevice: "Unknown device",
  thisDevice: "This device",
  lastUsed: (time: string) => `Last log-in: ${time}`,
  since: (time: string) => `since ${time}`,
  endSession: "Log out",
  endSessionOf: (device: string) => `Log out ${device}`,
  endOthers: "Log out all others",
  endOthersQuestion: (count: number) =>
    count === 1 ? "Log out the other device?" : `Log out the ${count} other devices?`,
  endOthersNote: "You need the password there to log in again.",
  sessionsEnded: (count: number) => (count === 1 ? "It is logged out" : `${count} devices are logged out`),

  // Appearance
  sample: (name: string) => `This is how messages look. **Bold**, \`code\` and @${name} stand out.`,
  asSystem: "Same as the system",
  theme: "Theme",
  light: "Light",
  dark: "Dark",
  contrast: "Contrast",
  normalContrast: "Normal",
  moreContrast: "High",
  fontSize: "Text size",
  usualSize: (size: number) => `${size} (usual)`,
  density: "Messages",
  cozy: "With pictures",
  compact: "Compact",
  clock: "Clock",
  asLanguage: "Same as the language",
  hours12: "12 hours",
  hours24: "24 hours",
  motion: "Motion",
  lessMotion: "None",

  // Notifications
  system: "Notifications of the system",
  systemHint:
    "For mentions and replies, and for channels that tell of everything. Only one of several tabs tells you.",
  browserRefuses: "Your browser doesn't allow notifications here. Change that at the address of the page.",
  sound: "A sound",
  soundHint:
    "A short one, for the same messages. There are no notifications while your status is Do not disturb.",
  push: "While the page is closed",
  pushHint: "Your browser is told of mentions and replies, also when no page of the chat is open.",
  quietHours: "Quiet hours",
  quietHoursHint: "No notifications then, on any of your devices. The channel list still counts.",
  quietFrom: "From",
  quietTo: "Until",
  timeZone: (name: string) => `In the time zone ${name}`,
  perChannel: "For each channel",
  level: (level: Level) =>
    ({ all: "All messages", mentions: "Mentions and replies", nothing: "Nothing (muted)" })[level],

  // Writing
  enterKey: "The Enter key",
  enterHint: (keys: string) => `${keys} always sends, and Shift-Enter always breaks the line.`,
  enterSends: "Sends the message",
  enterBreaks: "Breaks the line",

  // Keyboard
  keyGroup: (group: "chat" | "composer" | "lists") =>
    ({ chat: "In the chat", composer: "While you write", lists: "In lists and menus" })[group],
  key: (name: KeyName) =>
    ({
      settings: "Open the settings",
      switcher: "Go to a channel, a member or a setting",
      search: "Search messages; again for the browser's own search",
      shortcuts: "Show this list",
      nextPlace: "Next channel",
      previousPlace: "Previous channel",
      nextUnread: "Next unread channel",
      previousUnread: "Previous unread channel",
      markRead: "Mark the channel as read",
      send: "Send the message",
      sendAlways: "Send the message, whatever Enter does",
      breakLine: "Break the line",
      editLast: "Edit your last message, while the field is empty",
      cancelReply: "Don't reply",
      close: "Close what opened last",
      nextInList: "Next entry",
      previousInList: "Previous entry",
      firstInList: "First entry",
      lastInList: "Last entry",
    })[name],
};
