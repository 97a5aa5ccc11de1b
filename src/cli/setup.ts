/** `setup`: the first configuration, with questions or by flags. */
import { createInterface } from "node:readline";
import { runSetup, setupFlags } from "../setup.ts";
import { sharedOptions, single, type TableCommand } from "./command-table.ts";

const command: TableCommand = {
  verb: "",
  summary:
    "Writes a first config.json. What isn't given by a flag, or by the variable ORIGINCHATS_ and its name, is asked for.",
  args: [],
  options: {
    yes: { type: "flag", summary: "ask nothing" },
    json: {
      type: "flag",
      summary: 'ask nothing and print one line of JSON: {"config"} or {"problem"}; with --yes',
    },
    force: { type: "flag", summary: "replace an existing config.json; a copy goes to db/backup" },
    ...Object.fromEntries(
      setupFlags.map(({ flag, value, words, usual }) => [
        flag,
        { type: "text", value, summary: words, ...(usual !== "" && { default: usual }) } as const,
      ]),
    ),
  },
  async run(given) {
    const flags = [...Object.entries(command.options), ["data", sharedOptions.data] as const];
    const args = flags.flatMap(([flag, { type }]) =>
      given.texts(flag).map((text) => (type === "flag" ? `--${flag}` : `--${flag}=${text}`)),
    );
    const printed: string[] = [];
    const exitCode = await ask(args, given.isJson ? (line) => void printed.push(line) : console.log);
    return { answer: JSON.parse(printed.at(-1) ?? "{}"), said: "", exitCode };
  },
};

export const setupGroup = single("setup", command);

/** Runs the setup with the lines of the standard input as answers. */
async function ask(args: string[], print: (line: string) => void): Promise<number> {
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
      print,
      env: process.env,
    });
  } finally {
    lines.close();
  }
}
