/** Flags of the setup, and the variables that stand for them. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataFolder } from "../programs/data-folder.ts";
import { errorText } from "../text/error-text.ts";
import { type SetupIo, SetupStop } from "./asking.ts";
import { ownerKindFlag, ownerKindWords } from "./owners.ts";
import { questions } from "./questions.ts";

/** The value of a flag, or of its variable. Container tools pass an unset variable on as an empty one. */
export function flagOrVariable(
  flag: string,
  flags: ReadonlyMap<string, string>,
  { env }: SetupIo,
): string | undefined {
  return flags.get(flag) ?? (env[`ORIGINCHATS_${flag.toUpperCase().replaceAll("-", "_")}`] || undefined);
}

export function configPath(flags: ReadonlyMap<string, string>, io: SetupIo): string {
  const folder = flagOrVariable("data", flags, io) ?? dataFolder;
  if (folder === "") throw new SetupStop("--data needs a folder.");
  return join(folder, "config.json");
}

export function readFlags(args: string[]): Map<string, string> {
  const texts = ["data", ownerKindFlag, ...questions.map(({ flag }) => flag)].map(
    (flag) => [flag, { type: "string" }] as const,
  );
  const switches = ["yes", "force", "json", "help"].map((flag) => [flag, { type: "boolean" }] as const);
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries([...texts, ...switches]),
      strict: true,
    });
    return new Map(Object.entries(values).map(([flag, value]) => [flag, String(value)]));
  } catch (error) {
    const problem = errorText(error).replace(/\.?$/, ".");
    throw new SetupStop(`${problem} See --help.`);
  }
}

export function usage(): string[] {
  const line = (flags: string, words: string) => `  ${flags.padEnd(28)}${words}`;
  return [
    "Writes a first config.json. What isn't given by a flag, or by ORIGINCHATS_ + its name, is asked for.",
    line("--data DIR", `Data folder [${dataFolder}]`),
    line("--yes", "Ask nothing"),
    line("--json", 'Ask nothing and print one line of JSON: {"config"} or {"problem"}; with --yes'),
    line("--force", "Replace an existing config.json; a copy goes to db/backup"),
    ...questions.map(({ flag, value, words, usual }) =>
      line(`--${flag} ${value}`, usual === "" ? words : `${words} [${usual}]`),
    ),
    line(`--${ownerKindFlag} local|rotur`, `${ownerKindWords} Only where both can log in [local]`),
  ];
}
