/**
 * The emojis of the page, from emojibase-data: what each is called in English and German, and the words that find it.
 * They are generated into the repository, since a server needs a part of the package that is a hundred times smaller.
 */
import { join } from "node:path";

interface Entry {
  readonly emoji: string;
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly order?: number;
  readonly version: number;
  readonly skins?: readonly { readonly emoji: string; readonly tone: number | readonly number[] }[];
}

/** Newer ones are empty boxes on many systems. */
const newest = 15.1;
/** Skin tones and hair as pictures of their own. */
const component = 2;
const smileys = 0;
const modifiers = ["🏻", "🏼", "🏽", "🏾", "🏿"];

/** @param folder of the package. @returns a module with one text: see `web/emoji/table.ts` for its form */
export async function emojiTable(folder: string): Promise<string> {
  const read = async <T>(path: string) => (await Bun.file(join(folder, path)).json()) as T;
  const english = await read<Entry[]>("en/data.json");
  const german = new Map((await read<Entry[]>("de/data.json")).map((entry) => [entry.hexcode, entry]));
  const shortcodes = await read<Record<string, string | string[]>>("en/shortcodes/github.json");
  const entries = english
    .filter(({ group, version }) => group !== undefined && group !== component && version <= newest)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const columns: string[][] = [[], [], [], [], []];
  let group = -1;
  for (const entry of entries) {
    const other = german.get(entry.hexcode);
    if (!other) throw new Error(`emojibase-data has no German name of ${entry.emoji}`);
    // Names of countries are known to the browser.
    const isCountry = /^1F1..-1F1..$/.test(entry.hexcode);
    // Men and women at work or sport are found by their names.
    const isGendered = /200D-264[02]|^1F46[89]-200D|200D-27A1/.test(entry.hexcode);
    const most = isCountry || isGendered ? 0 : entry.group === smileys ? 5 : 2;
    const codes = most === 0 ? [] : [shortcodes[entry.hexcode] ?? []].flat();
    const mark = `${entry.group === group ? "" : "/"}${takesTone(entry) ? "~" : ""}`;
    group = entry.group ?? group;
    const row = [
      mark + usualForm(entry.emoji),
      isCountry ? "" : entry.label,
      wordsOf(entry.label, [...codes, ...(entry.tags ?? [])], most + 1),
      isCountry ? "" : other.label,
      wordsOf(other.label, other.tags ?? [], most),
    ];
    for (const [at, column] of columns.entries()) column.push(row[at] ?? "");
  }
  const text = columns.map((column) => column.join("\t")).join("\n");
  if (/[`\\$]/.test(text)) throw new Error("emojibase-data has a character that would need an escape");
  return [
    "// Made by `npm run generate` from emojibase-data (MIT License, Copyright (c) Miles Johnson). Do not edit.",
    `export const table = \`${text}\`;`,
    "",
  ].join("\n");
}

/** The package marks some emojis as coloured that are coloured anyway. */
function usualForm(emoji: string): string {
  const isUsual = (text: string) => /^\p{RGI_Emoji}$/v.test(text);
  const plain = emoji.replaceAll("\ufe0f", "");
  return isUsual(emoji) || !isUsual(plain) ? emoji : plain;
}

/** Its five skin tones are those that the page makes: the modifier behind the first character. */
function takesTone({ emoji, skins = [] }: Entry): boolean {
  const single = skins.filter(({ tone }) => typeof tone === "number");
  const [first = "", ...rest] = emoji;
  const tail = rest.join("").replace(/^\ufe0f/, "");
  return (
    single.length === 5 && modifiers.every((modifier, at) => single[at]?.emoji === first + modifier + tail)
  );
}

/** The first words that find something which the name doesn't. */
function wordsOf(label: string, words: readonly string[], most: number): string {
  let known = label.toLowerCase();
  const chosen: string[] = [];
  for (const word of words.map((each) => each.toLowerCase().replaceAll("_", " "))) {
    if (chosen.length === most || known.includes(word)) continue;
    known += ` ${word}`;
    chosen.push(word);
  }
  return chosen.join(",");
}
