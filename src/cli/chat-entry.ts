/** Logs in to the chat: name, password, and a new account if wanted. */
import { type Client, CommandError, connect, type ErrorCode } from "../../client/index.ts";
import { isNo, isYes } from "./ask.ts";
import type { ChatIo } from "./chat.ts";
import { plain } from "./plain.ts";

/** Errors that another name may solve. */
const otherName: ReadonlySet<ErrorCode> = new Set([
  "username_length",
  "username_characters",
  "username_reserved",
  "username_taken",
  "registration_disabled",
]);

/**
 * Logs in; where there is no such account, makes one if asked to. Null when the input ended.
 *
 * @param given.user the first name to try; if it is missing, the user is asked
 * @param given.invite code of an invite, for a new account
 * @throws CommandError when another name or password wouldn't help
 */
export async function enter(
  url: string,
  given: { readonly user?: string; readonly invite?: string },
  io: ChatIo,
): Promise<Client | null> {
  const register: Register = (account) =>
    connect(url, {
      login: {
        register: { ...account, ...(given.invite !== undefined && { invite_code: given.invite }) },
      },
    });
  for (let name = given.user; ; name = undefined) {
    const answer = name ?? (await io.ask("Name: "));
    if (answer === null) return null;
    const username = answer.trim();
    if (username === "") continue;
    const result = await logIn(url, username, register, io);
    if (result !== "another name") return result;
  }
}

type Register = (account: { readonly username: string; readonly password: string }) => Promise<Client>;

type Entered = Client | null | "another name";

async function logIn(url: string, username: string, register: Register, io: ChatIo): Promise<Entered> {
  for (;;) {
    const password = await io.ask("Password: ", { hidden: true });
    if (password === null) return null;
    if (password === "") continue;
    try {
      return await connect(url, { login: { login: { username, password } } });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.code === "account_not_found") return newcomer(register, username, password, io);
      if (error.code !== "invalid_password") throw error;
      io.print("That is not the password");
    }
  }
}

/** Asks before it makes an account, because the name may be mistyped. So may the password: it is asked twice. */
async function newcomer(register: Register, username: string, typed: string, io: ChatIo): Promise<Entered> {
  const wanted = await askYesOrNo(`There is no account "${plain(username)}" here. Make it? (y/n) `, io);
  if (wanted === null) return null;
  if (!wanted) return "another name";
  let password: string | null = typed;
  for (;;) {
    const again = await io.ask("The same password again: ", { hidden: true });
    if (again === null) return null;
    if (again === password) {
      try {
        const client = await register({ username, password });
        io.print(`You have a new account, "${plain(username)}"`);
        return client;
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        if (error.code !== "password_length" && !otherName.has(error.code)) throw error;
        io.print(plain(error.message));
        if (otherName.has(error.code)) return "another name";
      }
    } else io.print("These two differ");
    password = await io.ask("A password for the new account: ", { hidden: true });
    if (password === null) return null;
  }
}

async function askYesOrNo(question: string, io: ChatIo): Promise<boolean | null> {
  for (;;) {
    const answer = await io.ask(question);
    if (answer === null) return null;
    if (isYes(answer)) return true;
    if (isNo(answer)) return false;
    io.print("Please answer y or n");
  }
}
