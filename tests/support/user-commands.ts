/** `npm run cli -- user`, each time as a process of its own. */
import { type Client, connect } from "../../client/index.ts";
import { type Ended, run } from "./run.ts";

export const password = "a password to type";

export interface UserCommands {
  /** `user create`, with the password typed. */
  create(name: string, flags?: readonly string[], typed?: string): Promise<Ended>;
  /** Any other command of the group. */
  does(words: readonly string[], typed?: string): Promise<Ended>;
}

/** @param folder gives the data folder, asked at each command */
export function userCommands(folder: () => string): UserCommands {
  const does: UserCommands["does"] = (words, typed = "") =>
    run("cli/main.ts", ["user", ...words, "--data", folder()], typed);
  return {
    create: (name, flags = [], typed = `${password}\n`) =>
      run("cli/main.ts", ["user", "create", name, "--password-stdin", "--data", folder(), ...flags], typed),
    does,
  };
}

export function logIn(server: { readonly ws: string }, username: string): Promise<Client> {
  return connect(server.ws, { login: { login: { username, password } }, reconnect: [] });
}
