/** English texts of the menu of a message, its dialogs, pinned messages and reminders. */
export const en = {
  menuOf: (name: string) => `Message by ${name}`,
  copyText: "Copy text",
  copyLink: "Copy link",
  copied: "Copied",
  pin: "Pin",
  unpin: "Unpin",
  beginThread: "Begin a thread",
  markUnread: "Mark as unread from here",
  remindMe: "Remind me",
  reactions: "Reactions",
  history: "Earlier versions",

  pinned: "Pinned messages",
  noPins: "No message is pinned here",
  loading: "Loading…",
  goTo: "Go to the message",

  present: "As it is now",
  versionOf: (time: string) => `As of ${time}`,
  noVersions: "There are no earlier versions",
  noText: "Without text",

  reactedWith: (emoji: string, count: number) => `${emoji} ${count === 1 ? "1 person" : `${count} people`}`,

  remindWhen: "When do you want to be reminded?",
  note: "Note",
  noteHint: "Optional",
  inMinutes: (minutes: number) => `In ${minutes} minutes`,
  inHours: (hours: number) => (hours === 1 ? "In an hour" : `In ${hours} hours`),
  tomorrow: (time: string) => `Tomorrow, ${time}`,
  nextWeek: (time: string) => `Next Monday, ${time}`,
  atTime: "At another time",
  setReminder: "Remind me",
  inPast: "Choose a time that is still to come",

  reminders: "Your reminders",
  noReminders: "You have no reminders. Make one in the menu of a message.",
  due: "Due",
  deleteReminder: "Delete this reminder",
  aMessage: "A message",
};
