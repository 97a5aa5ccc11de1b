/** The rules of attachments: which types are allowed, how long a file lives, and the object on the wire. */
import type { WireAttachment } from "../protocol/objects.ts";

/** Where attachments are served. */
export const attachmentsPath = "/attachments/";

/** The smaller versions of a picture, by what their address ends with. */
export const thumbnails = ["small", "large"] as const;
export type Thumbnail = (typeof thumbnails)[number];

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** What is known of a picture or recording. Absent: it isn't known, or there is none. */
export interface Media extends Partial<Shape> {
  /** Seconds. */
  readonly duration?: number;
  /** What stands for the picture while it loads. */
  readonly blurhash?: string;
  readonly small?: Shape;
  readonly large?: Shape;
}

/** What searches tell apart. */
export type FileKind = "image" | "video" | "sound" | "other";

/** The kinds of these files, each once. */
export function kindsOf(files: readonly { readonly type: string }[]): readonly FileKind[] {
  return [...new Set(files.map(({ type }) => kinds[type.split("/", 1)[0] ?? ""] ?? "other"))];
}

const kinds: Readonly<Record<string, FileKind>> = { image: "image", video: "video", audio: "sound" };

/** An uploaded file, as messages show it. */
export interface Attachment {
  /** Random; the address of the file holds it. */
  readonly id: string;
  readonly name: string;
  /** MIME type, by the bytes. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly media: Media | null;
  /** It lives as long as files of a subscription do. */
  readonly permanent: boolean;
  /** Unix seconds; null: never. In the past: the file is gone. */
  readonly expiresAt: number | null;
}

/** The object in messages and answers (compatibility.md#upload-object). @param url of the file */
export function wireAttachment(
  { id, name, type, size, media, permanent, expiresAt }: Attachment,
  url: string,
): WireAttachment {
  const { width, height, duration, blurhash } = media ?? {};
  const smaller = thumbnails.flatMap((thumbnail) => {
    const shape = media?.[thumbnail];
    return shape ? [[thumbnail, { url: `${url}/${thumbnail}`, ...shape }] as const] : [];
  });
  return {
    id,
    name,
    mime_type: type,
    size,
    url,
    expires_at: expiresAt,
    permanent,
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(duration !== undefined && { duration }),
    ...(blurhash !== undefined && { blurhash }),
    ...(smaller.length > 0 && { thumbnails: Object.fromEntries(smaller) }),
  };
}

/** Whether a MIME type is in the list: exact, `type/*`, or `*`. An empty list allows every type. */
export function isAllowedType(type: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const plain = type.split(";")[0]?.trim() ?? "";
  return allowed.some((pattern) => {
    const wanted = pattern.trim().toLowerCase();
    if (wanted === "*" || wanted === "*/*" || wanted === plain) return true;
    return wanted.endsWith("/*") && plain.startsWith(wanted.slice(0, -1));
  });
}

export interface Retention {
  /** Days that files of a subscription live. */
  readonly permanentDays: number;
  /** Days that other files live at most. */
  readonly mostDays: number;
}

/**
 * When a file that is uploaded now expires, in Unix seconds: the larger it is, the sooner.
 *
 * @param now Unix seconds
 * @param file `wishedDays`: at most so long; null: as long as possible
 */
export function expiryOf(
  now: number,
  file: { readonly size: number; readonly permanent: boolean; readonly wishedDays: number | null },
  { permanentDays, mostDays }: Retention,
): number {
  const most = file.permanent ? permanentDays : Math.min(daysBySize(file.size / 1024 / 1024), mostDays);
  return now + Math.min(most, file.wishedDays ?? Number.POSITIVE_INFINITY) * 86_400;
}

/** @param mebibytes of the file */
function daysBySize(mebibytes: number): number {
  if (mebibytes <= 5) return 49;
  if (mebibytes <= 25) return 7 + (25 - mebibytes) * 2.1;
  return mebibytes < 100 ? 7 - (mebibytes - 25) * 0.08 : 1;
}

/** The name of a file without what a path or a header could take it for; `file` if nothing is left. */
export function fileName(sent: string): string {
  const base = sent.split(/[/\\]/).at(-1) ?? "";
  const plain = base.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069"]/gu, "").trim();
  const whole = [...plain.toWellFormed()];
  if (whole.length === 0 || /^\.+$/.test(plain)) return "file";
  return whole.length <= longestName ? whole.join("") : shortenedName(whole);
}

/** Code points. */
const longestName = 255;

/** With its ending, which tells programs what it is. */
function shortenedName(name: readonly string[]): string {
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : [];
  return [...name.slice(0, longestName - ending.length), ...ending].join("");
}
