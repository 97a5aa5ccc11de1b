/** `setup`: the first configuration, with questions or by flags. */
import { createInterface } from "node:readline";
import { runSetup } from "../setup.ts";

export const setup = {
  usage: "setup [--yes] [--data DIR] [flags]",
  summary: "Writes config.json, with questions or by flags; `setup --help` names them.",
  async run(args: string[]): Promise<number> {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    const waiting: ((line: string | null) => void)[] = [];
    const early: string[] = [];
    let ended = false;
    // Ctrl-C ends the questions like the end of the input; runSetup answers with exit code 1.
    lines.on("SIGINT", () => lines.close());
    lines.on("line", (line) => {
      const next = waiting.shift();
      if (next) next(line);
      else early.push(line);
    });
    lines.on("close", () => {
      ended = true;
      for (const next of waiting.splice(0)) next(null);
    });
    try {
      return await runSetup(args, {
        ask(question) {
          process.stdout.write(question);
          const line = early.shift();
          if (line !== undefined || ended) return Promise.resolve(line ?? null);
          return new Promise((resolve) => waiting.push(resolve));
        },
        print: (line) => console.log(line),
        env: process.env,
      });
    } finally {
      lines.close();
    }
  },
};
