/** What counts as a login, and which refusals of one are wrong guesses. */

const loginCommands: ReadonlySet<string> = new Set(["login", "auth", "register"]);
export const isLogin = (command: string) => loginCommands.has(command);

/** Codes of logins that failed for what was given as proof. Others were refused for another reason. */
export const failedLogin: ReadonlySet<string> = new Set([
  "invalid_password",
  "account_not_found",
  "invalid_validator",
]);
