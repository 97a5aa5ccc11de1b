/** People at terminals, in the chat of the command line. */
import { connect } from "../../client/index.ts";
import { type ChatIo, chatCommand, runChat } from "../../src/cli/chat.ts";
import { parseCommand } from "../../src/cli/parse-command.ts";

export const password = "tea and cake";

/** A client with a new account. */
export const register = (url: string, username: string) =>
  connect(url, { login: { register: { username, password } } });

/** @param url of the server where arguments name no other */
export function terminals(url: () => string) {
  /** Somebody at a terminal: says lines, and waits until something stands there. */
  function somebody(...args: string[]) {
    const printed: string[] = [];
    const asked: string[] = [];
    const lines: string[] = [];
    let note = "";
    let answer: ((line: string | null) => void) | null = null;
    let look = () => {};
    let typing = () => {};
    const io: ChatIo = {
      ask(question, options) {
        asked.push(options?.hidden ? `${question}(hidden)` : question);
        const line = lines.shift();
        if (line !== undefined) return Promise.resolve(line);
        return new Promise((resolve) => {
          answer = resolve;
          look();
        });
      },
      print(line) {
        printed.push(line);
        look();
      },
      note(text) {
        note = text;
        look();
      },
      onTyping(handler) {
        typing = handler;
      },
    };
    async function until(happened: () => boolean): Promise<void> {
      while (!happened()) {
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    }
    return {
      printed,
      asked,
      code: runChat(
        parseCommand("chat", chatCommand, args.includes("--url") ? args : ["--url", url(), ...args]),
        io,
      ),
      say(line: string | null) {
        const waiting = answer;
        answer = null;
        if (waiting) waiting(line);
        else if (line !== null) lines.push(line);
      },
      isAsked: (question: string) => until(() => asked.at(-1) === question && answer !== null),
      types: () => typing(),
      sees: (part: string) => until(() => printed.some((line) => line.includes(part))),
      notes: (text: string) => until(() => note === text),
    };
  }

  /** With a new account. */
  async function enters(name: string, ...args: string[]) {
    const one = somebody("--user", name, ...args);
    for (const line of [password, "y", password]) one.say(line);
    await one.sees("/help shows");
    await one.sees("──");
    return one;
  }

  return { somebody, enters };
}
