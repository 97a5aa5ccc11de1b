/** A terminal, or a pipe, as a place to chat: lines come in above the line that is being written. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { ChatIo } from "./chat.ts";
import { isCommand } from "./chat-commands.ts";

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
  // The line editor needs the columns to know the rows of a long line.
  Object.defineProperty(screen, "columns", { get: () => output.columns });
  const resized = () => screen.emit("resize");
  output.on("resize", resized);
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

  /** The line editor remembers typed text, for Up, Ctrl-Y and undo. So a new one replaces it after a password. */
  function forgetLines(): void {
    const before = lines;
    lines = openLines();
    before.close();
    input.setRawMode(true);
    input.resume();
  }
  if (interactive) {
    input.on("keypress", (text: string | undefined) => {
      if (!waiting || hidden || !text || text < " ") return;
      // The line editor may get the key after this.
      queueMicrotask(() => {
        if (lines.line.trim() !== "" && !isCommand(lines.line)) typed();
      });
    });
  }

  function prompt(): void {
    if (!interactive) return;
    lines.setPrompt(shownQuestion());
    lines.prompt(true);
  }

  function shownQuestion(): string {
    return note && question ? `${note} ${question}` : question;
  }

  /** Removes the lines above that hold this text. */
  function eraseEntered(text: string): void {
    const rows = Math.floor(Bun.stringWidth(text) / (output.columns || 80)) + 1;
    output.write(`\u001b[${rows}A\r\u001b[J`);
  }

  /** Prints above the line that is being written, which may take several rows of the screen. */
  function printAbove(text: string): void {
    const { rows } = lines.getCursorPos();
    const up = rows > 0 ? `\u001b[${rows}A` : "";
    // The line editor goes as far up again before it draws its line anew.
    output.write(`${up}\r\u001b[J${text}\n${"\n".repeat(rows)}`);
    prompt();
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
          else if (interactive && options.fleeting && answer !== null) eraseEntered(shownQuestion() + answer);
          hidden = false;
          question = "";
          if (forget && answer !== null) forgetLines();
          resolve(answer);
        };
      });
    },
    print(text) {
      if (interactive && question && !hidden) printAbove(text);
      // To the start of the line, and clear it.
      else output.write(interactive ? `\r\u001b[K${text}\n` : `${text}\n`);
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
      output.off("resize", resized);
      lines.close();
    },
  };
}
