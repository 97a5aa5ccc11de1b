/** Embeds of bots, from the form of the export to ours. */
import { checkEmbeds, type Embed } from "../../chat/embeds.ts";
import { httpUrl } from "../../chat/names.ts";
import type { Fields } from "../../config/document.ts";
import { isFailure } from "../../protocol/errors.ts";
import { fieldsOf, listOf, someText } from "../reading/values.ts";

/** @returns our embed, or why this server refuses it */
export function embedOf(value: unknown): Embed | string {
  const { title, url, timestamp, description, color, author, thumbnail, image, footer, fields } =
    fieldsOf(value);
  const made = {
    title: someText(title),
    url: address(url),
    timestamp: someText(timestamp),
    description: someText(description),
    color: colorOf(color),
    author: authorOf(fieldsOf(author)),
    thumbnail: imageOf(fieldsOf(thumbnail)),
    image: imageOf(fieldsOf(image)),
    footer: footerOf(fieldsOf(footer)),
    fields: listOf(fields).map((item) => {
      const { name, value: text, isInline } = fieldsOf(item);
      return { name, value: text, inline: isInline === true };
    }),
  };
  const checked = checkEmbeds([made]);
  if (isFailure(checked)) return checked.val;
  const [embed] = checked.embeds;
  return embed && showsSomething(embed) ? embed : "nothing in it can be shown";
}

const showsSomething = ({ title, description, author, image, thumbnail, footer, fields }: Embed): boolean =>
  [title, description, author, image, thumbnail, footer, fields?.[0]].some((part) => part !== undefined);

/** Pictures that lie in the folder have no address that others could open; the original one may still work. */
const address = (value: unknown, original?: unknown): string | undefined =>
  httpUrl(original, 2048) ?? httpUrl(value, 2048) ?? undefined;

function colorOf(value: unknown): number | undefined {
  const digits = /^#([0-9a-f]{6})$/i.exec(someText(value) ?? "")?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function authorOf({ name, url, iconUrl, iconCanonicalUrl }: Fields) {
  const shown = someText(name);
  return shown && { name: shown, url: address(url), icon_url: address(iconUrl, iconCanonicalUrl) };
}

function footerOf({ text, iconUrl, iconCanonicalUrl }: Fields) {
  const shown = someText(text);
  return shown && { text: shown, icon_url: address(iconUrl, iconCanonicalUrl) };
}

function imageOf({ url, canonicalUrl }: Fields) {
  const shown = address(url, canonicalUrl);
  return shown && { url: shown };
}
