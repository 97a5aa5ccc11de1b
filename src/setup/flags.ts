/** Flags of the setup, and the variables that stand for them. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataFolder } from "../programs/data-folder.ts";
import { errorText } from "../text/error-text.ts";
import { type SetupIo, SetupStop } from "./asking.ts";
import { ownerKindFlag, ownerKindWords } from "./owners.ts";
import { type Question, questions } from "./questions.ts";

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
  const switches = ["yes", "force", "json"].map((flag) => [flag, { type: "boolean" }] as const);
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

/** The flags that answer a question, for the command line. */
export const setupFlags: readonly Pick<Question, "flag" | "value" | "words" | "usual">[] = [
  ...questions,
  {
    flag: ownerKindFlag,
    value: "local|rotur",
    words: `${ownerKindWords} Only where both can log in`,
    usual: "local",
  },
];
