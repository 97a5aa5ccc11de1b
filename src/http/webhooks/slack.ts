/** The body of a webhook in Slack's form: `text`, `attachments`, and the texts of `blocks`. */
import { type Fields, filled, httpOnly, object, objects, shortened, text } from "./body-fields.ts";
import type { Translated } from "./discord.ts";

export function fromSlack(body: Fields): Translated {
  const blocks = objects(body, "blocks").flatMap(textsOf).join("\n");
  const embeds = objects(body, "attachments").slice(0, 10).map(embedOf);
  return {
    // With blocks, `text` is what notifications show.
    content: blocks || marked(text(body, "text")),
    embeds: embeds.filter((embed) => Object.keys(embed).length > 1),
    username: text(body, "username") || null,
    avatar: text(body, "icon_url") || null,
  };
}

function embedOf(attachment: Fields): Fields {
  const of = (name: string, most: number) => shortened(marked(text(attachment, name)), most);
  const pretext = of("pretext", 1000);
  const inside = of("text", 3000) || objects(attachment, "blocks").flatMap(textsOf).join("\n");
  const author = text(attachment, "author_name");
  const footer = text(attachment, "footer");
  const image = text(attachment, "image_url");
  const thumbnail = text(attachment, "thumb_url");
  const seconds = Number(text(attachment, "ts"));
  return filled({
    type: "rich",
    title: of("title", 256),
    url: httpOnly(text(attachment, "title_link")),
    description: shortened([pretext, inside].filter(Boolean).join("\n"), 4096) || of("fallback", 3000),
    color: colorOf(text(attachment, "color")),
    author:
      author === ""
        ? undefined
        : filled({
            name: shortened(author, 256),
            url: httpOnly(text(attachment, "author_link")),
            icon_url: httpOnly(text(attachment, "author_icon")),
          }),
    footer:
      footer === ""
        ? undefined
        : filled({ text: shortened(footer, 2048), icon_url: httpOnly(text(attachment, "footer_icon")) }),
    image: httpOnly(image) === "" ? undefined : { url: image },
    thumbnail: httpOnly(thumbnail) === "" ? undefined : { url: thumbnail },
    timestamp: seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : undefined,
    fields: objects(attachment, "fields").slice(0, 25).flatMap(fieldOf),
  });
}

function fieldOf(field: Fields): Fields[] {
  const name = shortened(marked(text(field, "title")), 256);
  const value = shortened(marked(text(field, "value")), 1024);
  return name === "" && value === ""
    ? []
    : [{ name: name || "\u200b", value: value || "\u200b", inline: field["short"] === true }];
}

/** The texts of a block. */
function textsOf(block: Fields): string[] {
  const type = text(block, "type");
  if (type === "divider") return ["---"];
  if (type === "image") return [text(block, "image_url")];
  const own = text(object(block, "text"), "text") || text(block, "text");
  const inside = [...objects(block, "fields"), ...objects(block, "elements")].map((part) =>
    text(part, "text"),
  );
  const texts = [own, ...inside].filter((part) => part !== "").map(marked);
  return type === "header" ? texts.map((each) => `**${each}**`) : texts;
}

/** UTF-16 units of a text that are looked at. The patterns take the square of it at worst: a tenth of a second. */
const mostMarked = 8192;

/** Slack's marks in those of this chat: links as `<url|text>`, `*bold*`, `~struck~`, three escaped characters. */
function marked(source: string): string {
  return source
    .slice(0, mostMarked)
    .replace(/<(https?:[^|>\s]+)\|([^>]+)>/g, "[$2]($1)")
    .replace(/<((?:https?|mailto):[^|>\s]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/<[@#!][^|>]*\|([^>]+)>/g, "$1")
    .replace(/<[@#!]([^|>]*)>/g, "$1")
    .replace(/(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])/g, "**$1**")
    .replace(/(?<![\w~])~(?=\S)([^~\n]+)(?<=\S)~(?![\w~])/g, "~~$1~~")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

const named: Readonly<Record<string, number>> = { good: 0x2eb67d, warning: 0xecb22e, danger: 0xe01e5a };

function colorOf(color: string): number | undefined {
  const value = /^#?([0-9a-f]{6})$/i.exec(color)?.[1];
  return value === undefined
    ? Object.hasOwn(named, color)
      ? named[color]
      : undefined
    : Number.parseInt(value, 16);
}
