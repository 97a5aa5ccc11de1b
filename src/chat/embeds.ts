/**
 * Embeds of messages: one strict check for every way in (messages, edits, slash answers, webhooks).
 *
 * What comes out is built anew from known keys only: numbers coerced, empty values left out, every URL http(s).
 * Poll embeds are refused, because only `poll_create` puts a poll behind them.
 */
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { codePoints, httpUrl } from "./names.ts";

const embedTypes = ["rich", "link", "image", "video", "article"] as const;
type EmbedType = (typeof embedTypes)[number];

interface EmbedAuthor {
  readonly name: string;
  readonly url?: string;
  readonly icon_url?: string;
}

interface EmbedFooter {
  readonly text: string;
  readonly icon_url?: string;
}

interface EmbedImage {
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
}

interface EmbedField {
  readonly name: string;
  readonly value: string;
  readonly inline: boolean;
}

/** An embed as it is stored and sent. */
export interface Embed {
  readonly type: EmbedType;
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  /** 0xRRGGBB. */
  readonly color?: number;
  /** Any text; clients feed it to their date parser. */
  readonly timestamp?: string;
  readonly author?: EmbedAuthor;
  readonly footer?: EmbedFooter;
  readonly image?: EmbedImage;
  readonly thumbnail?: EmbedImage;
  readonly fields?: readonly EmbedField[];
}

/** Code points of all texts of one embed together. */
const maxTotal = 6000;
const maxFields = 25;
const maxUrl = 2048;
/**
 * Characters of JSON of all embeds of one message: ten with 6000 characters each fit, but not their 70 addresses of
 * 2048 besides. A page of history holds up to 401 messages, and any member may ask for it.
 */
const maxJson = 65_536;
/** The reference server has no limits for these two; any ISO 8601 date and any picture stays well below. */
const maxTimestamp = 64;
const maxSide = 100_000;

/** Checks `embeds` of a request. Falsy values mean none, as on the reference server. */
export function checkEmbeds(
  input: unknown,
): { embeds: Embed[] } | Failure<"invalid_field" | "embed_invalid"> {
  if (!input) return { embeds: [] };
  if (!Array.isArray(input)) return invalidList("it must be a list");
  if (input.length > limits.embeds) return invalidList(`at most ${limits.embeds} are allowed`);
  const embeds: Embed[] = [];
  for (const [index, item] of input.entries()) {
    const reading: Reading = { problem: null, total: 0 };
    const embed = isObject(item) ? readEmbed({ source: item, path: "", reading }) : null;
    const problem = embed === null ? "it must be an object" : reading.problem;
    if (embed === null || problem !== null) return fail("embed_invalid", { index, problem: problem ?? "" });
    embeds.push(embed);
  }
  if (JSON.stringify(embeds).length > maxJson) {
    return invalidList(`they are longer than ${maxJson} characters together, with their addresses`);
  }
  return { embeds };
}

/** What is known so far of one embed. With a problem noted, the values read are thrown away. */
interface Reading {
  /** The first problem found. */
  problem: string | null;
  total: number;
}

/** An object inside the request, with its place for the error text (`fields[2].`). */
interface Part {
  readonly source: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly reading: Reading;
}

function readEmbed(part: Part): Embed {
  const type = readType(part);
  const embed = withoutAbsent<Embed>({
    type,
    title: text(part, "title", 256),
    description: text(part, "description", 4096),
    url: url(part, "url"),
    color: integer(part, "color", 0xffffff),
    timestamp: text(part, "timestamp", maxTimestamp, "uncounted"),
    author: object(part, "author", readAuthor),
    footer: object(part, "footer", readFooter),
    image: object(part, "image", readImage),
    thumbnail: object(part, "thumbnail", readImage),
    fields: readFields(part),
  });
  if (type === "link" && embed.url === undefined) note(part, "url", "is required for type 'link'");
  if (type === "image" && embed.image === undefined) note(part, "image", "is required for type 'image'");
  if (isPresent(part.source.poll)) note(part, "poll", "is not allowed here; use poll_create");
  if (part.reading.total > maxTotal) {
    part.reading.problem ??= `its texts have more than ${maxTotal} characters together`;
  }
  return embed;
}

function readType(part: Part): EmbedType {
  const value = part.source.type;
  // It may be absent, but null is refused, as on the reference server.
  if (value === undefined) return "rich";
  const type = embedTypes.find((known) => known === value);
  if (value === "poll") note(part, "type", "'poll' is not allowed here; use poll_create");
  else if (type === undefined) note(part, "type", `must be one of ${embedTypes.join(", ")}`);
  return type ?? "rich";
}

function readAuthor(part: Part): EmbedAuthor {
  return withoutAbsent<EmbedAuthor>({
    name: requiredText(part, "name", 256),
    url: url(part, "url"),
    icon_url: url(part, "icon_url"),
  });
}

function readFooter(part: Part): EmbedFooter {
  return withoutAbsent<EmbedFooter>({
    text: requiredText(part, "text", 2048),
    icon_url: url(part, "icon_url"),
  });
}

function readImage(part: Part): EmbedImage {
  const address = url(part, "url");
  if (address === undefined) note(part, "url", "is required");
  return withoutAbsent<EmbedImage>({
    url: address ?? "",
    width: integer(part, "width", maxSide),
    height: integer(part, "height", maxSide),
  });
}

function readFields(part: Part): readonly EmbedField[] | undefined {
  const value = part.source.fields;
  if (!isPresent(value)) return undefined;
  if (!Array.isArray(value) || value.length > maxFields) {
    note(part, "fields", `must be a list of at most ${maxFields}`);
    return undefined;
  }
  return value.map((item: unknown, index): EmbedField => {
    const path = `${part.path}fields[${index}]`;
    if (!isObject(item)) part.reading.problem ??= `${path} must be an object`;
    const field: Part = { source: isObject(item) ? item : {}, path: `${path}.`, reading: part.reading };
    const inline = field.source.inline ?? false;
    if (typeof inline !== "boolean") note(field, "inline", "must be true or false");
    return {
      name: requiredText(field, "name", 256),
      value: requiredText(field, "value", 1024),
      inline: inline === true,
    };
  });
}

/** An optional text. Timestamps don't count towards the total. */
function text(
  part: Part,
  key: string,
  max: number,
  counting: "counted" | "uncounted" = "counted",
): string | undefined {
  const value = part.source[key];
  if (!isPresent(value)) return undefined;
  if (typeof value !== "string") {
    note(part, key, "must be a string");
    return undefined;
  }
  // The first test spares counting a text of megabytes.
  const length = value.length > 2 * max ? value.length : codePoints(value);
  if (length > max) note(part, key, `has more than ${max} characters`);
  if (counting === "counted") part.reading.total += length;
  return value;
}

function requiredText(part: Part, key: string, max: number): string {
  if (!isPresent(part.source[key])) note(part, key, "is required");
  return text(part, key, max) ?? "";
}

/** An optional URL. Bots send "" for none. */
function url(part: Part, key: string): string | undefined {
  const value = part.source[key];
  if (!isPresent(value) || value === "") return undefined;
  const address = httpUrl(value, maxUrl);
  if (address === null) note(part, key, `must be an http or https URL of at most ${maxUrl} characters`);
  return address ?? undefined;
}

/** An optional integer from 0 to max; "12" and 12.0 pass and become 12. */
function integer(part: Part, key: string, max: number): number | undefined {
  const value = part.source[key];
  if (!isPresent(value)) return undefined;
  const numberLike = typeof value === "string" && /^\d{1,12}(?:\.0+)?$/.test(value.trim());
  const number = numberLike ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= max) return number;
  note(part, key, `must be an integer from 0 to ${max}`);
  return undefined;
}

function object<T>(part: Part, key: string, read: (inner: Part) => T): T | undefined {
  const value = part.source[key];
  if (!isPresent(value)) return undefined;
  if (isObject(value)) return read({ source: value, path: `${part.path}${key}.`, reading: part.reading });
  note(part, key, "must be an object");
  return undefined;
}

function note(part: Part, key: string, problem: string): void {
  part.reading.problem ??= `'${part.path}${key}' ${problem}`;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutAbsent<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function invalidList(problem: string): Failure<"invalid_field"> {
  return fail("invalid_field", { field: "embeds", problem });
}
