/** A terminal, or a pipe, as a place to chat: lines come in above the line that is being written. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { ChatIo } from "./chat.ts";

export interface Terminal extends ChatIo {
  close(): void;
}

export function openTerminal(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stdout,
): Terminal {
  const interactive = input.isTTY === true && output.isTTY === true;
  let hidden = false;
  let question = "";
  let note = "";
  let typed = () => {};
  const early: string[] = [];
  let waiting: ((line: string | null) => void) | null = null;
  let ended = false;

  // While a password is typed the line editor writes into nothing.
  const screen = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) output.write(chunk);
      done();
    },
  });
  let lines = openLines();

  function openLines(): Interface {
    const opened = createInterface({ input, output: screen, terminal: interactive });
    opened.on("line", (line) => {
      const answer = waiting;
      waiting = null;
      if (answer) answer(line);
      else early.push(line);
    });
    // Ctrl-C ends the chat like the end of the input.
    opened.on("SIGINT", () => opened.close());
    opened.on("close", () => {
      if (opened !== lines) return;
      ended = true;
      waiting?.(null);
      waiting = null;
    });
    return opened;
  }

  /** The line editor remembers what was typed, for Up, Ctrl-Y and undo; so another one follows a password. */
  function forgetLines(): void {
    const before = lines;
    lines = openLines();
    before.close();
    input.setRawMode(true);
    input.resume();
  }
  if (interactive) {
    input.on("keypress", (text: string | undefined) => {
      if (waiting && !hidden && text && text >= " " && !lines.line.startsWith("/")) typed();
    });
  }

  function prompt(): void {
    if (!interactive) return;
    lines.setPrompt(note && question ? `${note} ${question}` : question);
    lines.prompt(true);
  }

  /** Takes away the line above, unless it took more than one. */
  function eraseEntered(text: string): void {
    if (text.length + note.length + 1 < output.columns) output.write("\u001b[1A\u001b[2K");
  }

  return {
    ask(text, options = {}) {
      const line = early.shift();
      const forget = interactive && options.hidden === true;
      if (line !== undefined || ended) {
        if (forget && !ended) forgetLines();
        return Promise.resolve(line ?? null);
      }
      question = text;
      if (interactive) {
        hidden = false;
        prompt();
        hidden = options.hidden === true;
      }
      return new Promise((resolve) => {
        waiting = (answer) => {
          if (hidden) output.write("\n");
          else if (interactive && options.fleeting && answer !== null) eraseEntered(question + answer);
          hidden = false;
          question = "";
          if (forget && answer !== null) forgetLines();
          resolve(answer);
        };
      });
    },
    print(text) {
      // To the start of the line, and away with what stands there.
      output.write(interactive ? `\r\u001b[K${text}\n` : `${text}\n`);
      if (question && !hidden) prompt();
    },
    note(text) {
      note = text;
      if (question && !hidden) prompt();
    },
    onTyping(handler) {
      typed = handler;
    },
    close() {
      if (interactive) output.write("\r\u001b[K");
      lines.close();
    },
  };
}
