/** The arguments of a slash command, as they are typed and as they are sent. The server checks them too. */
import type { WireSlashCommand } from "../../client/index.ts";
import { t } from "./texts/texts.ts";

type Option = WireSlashCommand["options"][number];

/** Texts of the fields by option. "" is left out. */
export type Values = Readonly<Record<string, string>>;

/** What was typed behind a command, word by word; the last option of text takes the rest. */
export function valuesOf(options: readonly Option[], rest: string): Values {
  const values: Record<string, string> = {};
  let left = rest.trim();
  for (const [at, option] of options.entries()) {
    const isLast = at === options.length - 1;
    const [word = ""] = isLast && option.type === "str" ? [left] : (/^\S+/.exec(left) ?? []);
    left = left.slice(word.length).trim();
    values[option.name] = fitting(option, word);
  }
  return values;
}

/** Fields with a choice have no place for another text. */
function fitting({ type, choices }: Option, word: string): string {
  if (type === "enum") return choices?.find((choice) => choice.toLowerCase() === word.toLowerCase()) ?? "";
  if (type === "bool") return ["true", "false"].find((choice) => choice === word.toLowerCase()) ?? "";
  return word;
}

/** By option, what is wrong with it. */
export function problemsOf(options: readonly Option[], values: Values): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { name, type, required } of options) {
    const value = (values[name] ?? "").trim();
    if (value === "" && required) problems[name] = t().optionNeeded;
    else if (value !== "" && type === "int" && !/^[+-]?\d+$/.test(value)) problems[name] = t().wholeNumber;
    else if (value !== "" && type === "float" && !Number.isFinite(Number(value.replace(",", "."))))
      problems[name] = t().aNumber;
  }
  return problems;
}

/** Those that are given. The server reads texts as the types of the options. */
export function argumentsOf(options: readonly Option[], values: Values): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ name, type }) => {
      const value = (values[name] ?? "").trim();
      return value === "" ? [] : [[name, type === "float" ? value.replace(",", ".") : value]];
    }),
  );
}
