/** The arguments of a slash command, as they are typed and as they are sent. The server checks them too. */
import type { WireSlashCommand } from "../../client/index.ts";
import { t } from "./texts/texts.ts";

type Option = WireSlashCommand["options"][number];

/** Texts of the fields by option. "" is left out. */
export type Values = Readonly<Record<string, string>>;

/** Bots may call an option `constructor` or `__proto__`. */
export function textFor(texts: Values, option: string): string {
  return Object.hasOwn(texts, option) ? (texts[option] ?? "") : "";
}

/** What was typed behind a command, word by word; the last option of text takes the rest. */
export function valuesOf(options: readonly Option[], rest: string): Values {
  const values: [string, string][] = [];
  let left = rest.trim();
  for (const [at, option] of options.entries()) {
    const isLast = at === options.length - 1;
    const [word = ""] = isLast && option.type === "str" ? [left] : (/^\S+/.exec(left) ?? []);
    left = left.slice(word.length).trim();
    values.push([option.name, fitting(option, word)]);
  }
  return Object.fromEntries(values);
}

/** Fields with a choice have no place for another text. */
function fitting({ type, choices }: Option, word: string): string {
  if (type === "enum") return choices?.find((choice) => choice.toLowerCase() === word.toLowerCase()) ?? "";
  if (type === "bool") return ["true", "false"].find((choice) => choice === word.toLowerCase()) ?? "";
  return word;
}

/** By option, what is wrong with it. */
export function problemsOf(options: readonly Option[], values: Values): Record<string, string> {
  const problems: [string, string][] = [];
  const add = (name: string, text: string) => problems.push([name, text]);
  for (const { name, type, required } of options) {
    const value = textFor(values, name).trim();
    if (value === "" && required) add(name, t().optionNeeded);
    else if (value !== "" && type === "int" && !/^[+-]?\d+$/.test(value)) add(name, t().wholeNumber);
    else if (value !== "" && type === "float" && !Number.isFinite(Number(value.replace(",", "."))))
      add(name, t().aNumber);
  }
  return Object.fromEntries(problems);
}

/** Those that are given. The server reads texts as the types of the options. */
export function argumentsOf(options: readonly Option[], values: Values): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ name, type }) => {
      const value = textFor(values, name).trim();
      return value === "" ? [] : [[name, type === "float" ? value.replace(",", ".") : value]];
    }),
  );
}
