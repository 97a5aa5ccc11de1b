/** Which commands are logins, and which of their refusals are wrong guesses. */

const loginCommands: ReadonlySet<string> = new Set(["login", "auth", "register"]);
export const isLogin = (command: string) => loginCommands.has(command);

/** Codes of logins that failed because the proof was wrong. Other codes mean another reason. */
export const failedLogin: ReadonlySet<string> = new Set([
  "invalid_password",
  "account_not_found",
  "invalid_validator",
]);
