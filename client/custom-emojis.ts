/** The server's own emojis and stickers in texts: people write `:name:`, and a message has an address. */
import type { Client } from "./client.ts";
import type { WireEmoji } from "./types.ts";

type Server = Pick<Client, "server" | "url">;
type Emojis = ReadonlyMap<string, WireEmoji>;

/** Of a custom emoji, for reactions and texts. */
export function emojiAddress(client: Server, id: string): string {
  return `originChats://${hostOf(client)}/emojis/${id}`;
}

/** Of a sticker: a message that is nothing else shows it. */
export function stickerAddress(client: Server, id: string): string {
  return `originChats:<sticker>//${hostOf(client)}/${id}`;
}

/** The server calls emojis its own by its public address. */
function hostOf({ server, url }: Server): string {
  const named = server.server["url"];
  const address = typeof named === "string" ? URL.parse(named) : null;
  return (address ?? new URL(url)).host;
}

/** The text to send: each `:name:` of a custom emoji becomes its address, except in code. */
export function withEmojiAddresses(client: Server, text: string, emojis: Emojis): string {
  if (emojis.size === 0 || !text.includes(":")) return text;
  const ids = new Map([...emojis].map(([id, { name }]) => [name.toLowerCase(), id]));
  return outsideCode(text, (part) =>
    // What follows an address at once would be taken for a part of it.
    part.replace(/(?<![\p{L}\p{N}_]):([^\s:]{1,64}):(?=([\p{L}\p{N}_:])?)/gu, (whole, name: string, next) => {
      const id = ids.get(name.toLowerCase());
      return id === undefined ? whole : `${emojiAddress(client, id)}${next === undefined ? "" : " "}`;
    }),
  );
}

/** The text to edit: the way back. */
export function withEmojiNames(text: string, emojis: Emojis): string {
  return outsideCode(text, (part) =>
    part.replace(/originChats:\/\/[^\s/]{1,255}\/emojis\/(\d{1,12})(?!\w)/gi, (whole, id: string) => {
      const name = emojis.get(id)?.name;
      return name === undefined ? whole : `:${name}:`;
    }),
  );
}

function outsideCode(text: string, change: (part: string) => string): string {
  // The pieces at odd places are code.
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join("");
}
