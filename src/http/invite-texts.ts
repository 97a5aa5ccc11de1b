/** What the pages of invites say, in the languages of the built-in page. */
export interface InviteTexts {
  readonly language: string;
  invited(server: string): string;
  join(server: string): string;
  readonly here: string;
  readonly official: string;
  readonly terminal: string;
  readonly terminalNote: string;
  readonly invalid: string;
  readonly invalidNote: string;
}

const en: InviteTexts = {
  language: "en",
  invited: (server) => `You are invited to ${server}`,
  join: (server) => `Join ${server}`,
  here: "Make an account, and chat in this browser",
  official: "Join in the OriginChats client",
  terminal: "Join in a terminal",
  terminalNote: "In the folder of the server's program:",
  invalid: "This invite is not valid",
  invalidNote: "It was ended, has expired, or has been used as often as it may be. Ask for a new one.",
};

const de: InviteTexts = {
  language: "de",
  invited: (server) => `Du bist zu ${server} eingeladen`,
  join: (server) => `${server} beitreten`,
  here: "Konto anlegen und in diesem Browser chatten",
  official: "Im OriginChats-Client beitreten",
  terminal: "Im Terminal beitreten",
  terminalNote: "Im Ordner des Serverprogramms:",
  invalid: "Diese Einladung gilt nicht",
  invalidNote: "Sie wurde beendet, ist abgelaufen oder so oft benutzt, wie sie darf. Bitte um eine neue.",
};

/** In the first language that the visitor's browser names and there is; else English. */
export function inviteTextsFor({ headers }: Request): InviteTexts {
  const wanted = /(?:^|[\s,])(en|de)\b/i.exec(headers.get("accept-language") ?? "")?.[1];
  return wanted?.toLowerCase() === "de" ? de : en;
}
