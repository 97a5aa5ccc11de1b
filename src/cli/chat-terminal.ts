/** A terminal, or a pipe, as a place to chat: lines come in above the line that is being written. */
import { createInterface } from "node:readline";
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
  const lines = createInterface({ input, output: screen, terminal: interactive });
  lines.on("line", (line) => {
    const answer = waiting;
    waiting = null;
    if (answer) answer(line);
    else early.push(line);
  });
  // Ctrl-C ends the chat like the end of the input.
  lines.on("SIGINT", () => lines.close());
  lines.on("close", () => {
    ended = true;
    waiting?.(null);
    waiting = null;
  });
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
      if (line !== undefined || ended) return Promise.resolve(line ?? null);
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
