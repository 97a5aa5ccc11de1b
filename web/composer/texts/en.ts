/** English. Every other language must have the same texts. */
export const en = {
  // Completion
  suggestions: (count: number) => (count === 1 ? "1 suggestion" : `${count} suggestions`),
  cannotView: "Can't see this channel",
  role: "Role",
  ofServer: "Of this server",

  // What a message can be
  addToMessage: "Add to the message",
  addFiles: "Add files",
  useCommand: "Use a command",

  // Slash commands
  runCommand: (name: string) => `Run /${name}`,
  optional: "optional",
  choose: "Choose…",
  yes: "Yes",
  no: "No",
  optionNeeded: "This is needed",
  wholeNumber: "Enter a whole number",
  aNumber: "Enter a number",
  youUsed: (command: string) => `You used /${command}`,
  waitsFor: (bot: string) => `waiting for ${bot}`,
  thinks: (bot: string) => `${bot} is thinking…`,
  silent: (bot: string) => `${bot} has not answered yet`,
  late: (bot: string) => `${bot} did not answer in time`,

  // Polls
  newPoll: "New poll",
  createPoll: "Create a poll",
  question: "Question",
  questionMissing: "Enter a question",
  answers: "Answers",
  answer: (number: number) => `Answer ${number}`,
  answersMissing: "Enter at least two answers",
  addAnswer: "Add an answer",
  removeAnswer: (number: number) => `Remove answer ${number}`,
  severalAnswers: "Several answers may be chosen",
  duration: "Duration",
  noEnd: "No end",
  hours: (count: number) => (count === 1 ? "1 hour" : `${count} hours`),
  days: (count: number) => (count === 1 ? "1 day" : `${count} days`),

  // Sending later
  sendLater: "Send later",
  nothingWritten: "Write the message first, then choose when it is sent.",
  withoutFiles: "Files can't be sent later. They stay here for your next message.",
  inAnHour: "In an hour",
  thisEvening: "This evening",
  tomorrow: "Tomorrow",
  monday: "Monday",
  ownTime: "Another time",
  scheduleIt: "Schedule",
  timeOver: "Choose a time in the future",
  scheduledMessages: "Scheduled messages",
  scheduledCount: (count: number) => (count === 0 ? "Scheduled messages" : `Scheduled messages (${count})`),
  noneScheduled: "Nothing is scheduled.",
  placeGone: "This channel is gone, or you can't see it any more",
  couldNotSend: (problem: string) => `Not sent: ${problem}`,
  reallyDelete: "Delete it for good?",
  takeBack: "Back to the message field",
};
