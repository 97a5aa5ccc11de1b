/** What the picker shows at a time: a group, what was used, what is of this server, or what a text finds. */
import { emojis } from "../state/people.ts";
import { language } from "../texts/language.ts";
import type { Picked } from "./picked.ts";
import { recent } from "./picks.ts";
import { type Emoji, emojiTable, findEmojis, groups } from "./table.ts";

export type Tab = "recent" | "custom" | "stickers" | (typeof groups)[number];

/** One place of the grid. `name` is read out and shown. */
export interface Cell {
  readonly key: string;
  readonly name: string;
  readonly picked: Picked;
  /** The emoji itself takes the skin tone when it is shown. */
  readonly emoji?: Emoji;
}

const mostFound = 120;

export function tabs(has: { readonly [Name in "recent" | "custom" | "stickers"]: boolean }): Tab[] {
  const own = (["recent", "custom", "stickers"] as const).filter((name) => has[name]);
  return [...own, ...groups];
}

/** The server's emojis first, since their names are chosen for it. */
export function found(text: string): Cell[] {
  const wanted = text.toLowerCase().trim();
  return [
    ...customCells().filter(({ name }) => name.toLowerCase().includes(wanted)),
    ...findEmojis(emojiTable.value ?? [], wanted, language.value, mostFound).map(cellOf),
  ];
}

export function cellsOf(tab: Tab): Cell[] {
  if (tab === "custom") return customCells();
  if (tab === "stickers") return [];
  const table = emojiTable.value ?? [];
  if (tab !== "recent") return table.filter(({ group }) => groups[group] === tab).map(cellOf);
  const custom = new Map(customCells().map((cell) => [cell.key, cell]));
  return recent.value.flatMap((key) => {
    if (key.startsWith(":")) return custom.get(key) ?? [];
    const known = table.find(({ text }) => text === key);
    return { key, name: known ? nameOfEmoji(known) : key, picked: { kind: "emoji", text: key } as const };
  });
}

function customCells(): Cell[] {
  return [...(emojis.value ?? [])].map(([id, { name }]) => ({
    key: `:${id}`,
    name,
    picked: { kind: "custom", id, name },
  }));
}

export function cellOf(emoji: Emoji): Cell {
  const { text } = emoji;
  return { key: text, name: nameOfEmoji(emoji), picked: { kind: "emoji", text }, emoji };
}

const nameOfEmoji = ({ names }: Emoji) => names[language.value];
