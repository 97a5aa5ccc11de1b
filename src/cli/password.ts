/** How a command gets a password: never as an argument, which others see in the list of processes. */
import { openTerminal } from "./chat-terminal.ts";

/** The whole standard input, without its last line break. */
export async function passwordFromInput(): Promise<string> {
  if (process.stdin.isTTY) {
    process.stderr.write("Password, shown as you type; end with Ctrl-D on a line of its own:\n");
  }
  return (await Bun.stdin.text()).replace(/\r?\n$/, "");
}

/** Asks for a new password twice, on a terminal that doesn't show it. @throws Error with one line for people */
export async function askNewPassword(): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Error("There is no terminal to ask for the password: give it with --password-stdin");
  }
  const terminal = openTerminal(process.stdin, process.stderr);
  try {
    for (;;) {
      const password = await terminal.ask("New password: ", { hidden: true });
      const again = password === null ? null : await terminal.ask("The same again: ", { hidden: true });
      if (password === null || again === null) throw new Error("Nothing was changed");
      if (password === again) return password;
      terminal.print("These two differ; try again");
    }
  } finally {
    terminal.close();
  }
}
