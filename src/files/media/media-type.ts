/**
 * The content type of a file, from its first bytes. What the sender calls the file doesn't count, and neither does its
 * name. The first signature that matches decides, so a file that is two things at once is only the first of them.
 */
import { latin1, viewOf } from "./bytes.ts";
import { mp3Frame } from "./probe-mp3.ts";

/** Bytes that `detectType` needs to see. It takes fewer, and then knows less. */
export const headBytes = 4096;

/** All types that are told apart, and whether browsers may show them inside a page of this server. */
const types = {
  "image/png": "inline",
  "image/apng": "inline",
  "image/jpeg": "inline",
  "image/gif": "inline",
  "image/webp": "inline",
  "image/avif": "inline",
  "image/bmp": "inline",
  "video/mp4": "inline",
  "video/quicktime": "inline",
  "video/webm": "inline",
  "video/x-matroska": "inline",
  "video/ogg": "inline",
  "audio/mp4": "inline",
  "audio/webm": "inline",
  "audio/mpeg": "inline",
  "audio/ogg": "inline",
  "audio/wav": "inline",
  "audio/flac": "inline",
  // Few browsers show these.
  "image/heic": "download",
  "application/pdf": "download",
  "application/zip": "download",
  "application/gzip": "download",
  // These can hold scripts.
  "image/svg+xml": "download",
  "text/html": "download",
  "application/xml": "download",
  "text/plain": "download",
  "application/octet-stream": "download",
} as const;

export type MediaType = keyof typeof types;

/**
 * May a browser show the file inside a page? Only pictures of pixels, sounds and videos, which hold no scripts; all
 * others are to be downloaded (`Content-Disposition: attachment`). SVG in an `img` element works all the same.
 */
export function isShownInline(type: string): boolean {
  return new Map<string, string>(Object.entries(types)).get(type) === "inline";
}

/**
 * @param head the beginning of the file, best `headBytes` of it
 * @returns `application/octet-stream` when nothing else fits, also for an empty file
 */
export function detectType(head: Uint8Array): MediaType {
  const text = latin1(head, 0, 64);
  for (const [signature, type] of signatures) if (matches(text, signature)) return refine(type, head, text);
  if (mp3Frame(viewOf(head), 0)) return "audio/mpeg";
  if (isBmp(head)) return "image/bmp";
  return brandedType(head) ?? textType(head) ?? "application/octet-stream";
}

/** Each stands at the very beginning; a byte is one character, and `?` is any byte. */
const signatures: readonly (readonly [signature: string, MediaType])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["RIFF????WEBP", "image/webp"],
  ["RIFF????WAVE", "audio/wav"],
  ["\x1aE\xdf\xa3", "video/x-matroska"],
  ["OggS\0", "audio/ogg"],
  ["fLaC", "audio/flac"],
  ["ID3", "audio/mpeg"],
  ["%PDF-", "application/pdf"],
  ["PK\x03\x04", "application/zip"],
  // Without files.
  ["PK\x05\x06", "application/zip"],
  ["\x1f\x8b\x08", "application/gzip"],
];

function matches(text: string, signature: string): boolean {
  return [...signature].every((character, at) => character === "?" || text[at] === character);
}

function refine(type: MediaType, head: Uint8Array, text: string): MediaType {
  switch (type) {
    case "image/png":
      return isAnimatedPng(head) ? "image/apng" : type;
    case "video/x-matroska":
      // The header names the kind; a WebM file is a Matroska file with fewer codecs.
      return text.includes("\x42\x82\x84webm") ? "video/webm" : type;
    case "audio/ogg":
      return text.startsWith("\x80theora", 28) ? "video/ogg" : type;
    default:
      return type;
  }
}

/** The size of its second header tells it from a text that begins with "BM". */
function isBmp(head: Uint8Array): boolean {
  if (latin1(head, 0, 2) !== "BM" || head.length < 18) return false;
  return [12, 40, 52, 56, 64, 108, 124].includes(viewOf(head).getUint32(14, true));
}

/** An animation has the chunk acTL before the first picture (PNG, third edition, 4.9). */
function isAnimatedPng(head: Uint8Array): boolean {
  const view = viewOf(head);
  for (let at = 8; at + 8 <= head.length; at += 12 + view.getUint32(at)) {
    const name = latin1(head, at + 4, 4);
    if (name === "acTL") return true;
    if (name === "IDAT") return false;
  }
  return false;
}

/** ISO base media files (ISO/IEC 14496-12) begin with a box of brands. */
function brandedType(head: Uint8Array): MediaType | null {
  if (head.length < 16 || latin1(head, 4, 4) !== "ftyp") return null;
  const size = viewOf(head).getUint32(0);
  const main = latin1(head, 8, 4);
  const others = latin1(head, 16, Math.max(0, Math.min(size, headBytes) - 16)).match(/.{4}/gs) ?? [];
  const all = [main, ...others];
  if (/^(?:avif|avis)$/.test(main)) return "image/avif";
  if (/^(?:mif1|msf1|miaf)$/.test(main)) {
    return all.includes("avif") || all.includes("avis") ? "image/avif" : "image/heic";
  }
  if (/^(?:hei[cxms]|hev[cxms])$/.test(main)) return "image/heic";
  if (main === "qt  ") return "video/quicktime";
  if (/^M4[AB] $/.test(main)) return "audio/mp4";
  return "video/mp4";
}

/** Whatever is UTF-8 without control characters is text. */
function textType(head: Uint8Array): MediaType | null {
  if (head.length === 0) return null;
  let text: string;
  try {
    // As a stream, because the head may end inside a character.
    text = new TextDecoder("utf-8", { fatal: true }).decode(head.subarray(0, headBytes), { stream: true });
  } catch {
    return null;
  }
  if (/[\p{Cc}--[\t\n\f\r]]/v.test(text)) return null;
  const start = text.trimStart().toLowerCase();
  if (!start.startsWith("<")) return "text/plain";
  const body = start.replace(/^(?:<\?.*?\?>|<!--.*?-->|\s)+/s, "");
  const first = /^<(?:!doctype\s+)?(?:[a-z]+:)?([a-z][a-z0-9]*)/.exec(body)?.[1];
  if (first === "svg") return "image/svg+xml";
  if (first !== undefined && htmlElements.has(first)) return "text/html";
  return start.startsWith("<?xml") ? "application/xml" : "text/plain";
}

/** Elements that browsers take a page to begin with (WHATWG MIME Sniffing, 7.1). */
const htmlElements = new Set(
  "html head script iframe h1 div font table a style title b body br p link meta".split(" "),
);
