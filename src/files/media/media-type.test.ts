import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  apng,
  avif,
  bytesOf,
  drawPng,
  flac,
  ftyp,
  gif,
  mp3,
  mp4,
  ogg,
  riff,
  u32le,
  wav,
  webm,
} from "../../../tests/support/media-files.ts";
import { detectType, isShownInline, type MediaType } from "./media-type.ts";

const red = () => [200, 0, 0] as const;
const bmp = bytesOf("BM", u32le(70), u32le(0), u32le(54), u32le(40), u32le(1), u32le(1));

test.each<[string, Uint8Array, MediaType]>([
  ["PNG", drawPng(2, 2, red), "image/png"],
  ["APNG", apng(), "image/apng"],
  ["JPEG", bytesOf([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
  ["GIF", gif(), "image/gif"],
  ["WebP", riff("WEBP", new Uint8Array(20)), "image/webp"],
  ["BMP", bmp, "image/bmp"],
  ["AVIF", avif([]), "image/avif"],
  ["AVIF whose main brand is that of all pictures", ftyp("mif1", "mif1", "avif"), "image/avif"],
  ["HEIC", ftyp("heic", "mif1", "heic"), "image/heic"],
  ["MP4", mp4(), "video/mp4"],
  ["QuickTime", ftyp("qt  "), "video/quicktime"],
  ["M4A", ftyp("M4A "), "audio/mp4"],
  ["WebM", webm(), "video/webm"],
  ["Matroska", bytesOf([0x1a, 0x45, 0xdf, 0xa3, 0x8b, 0x42, 0x82, 0x88], "matroska"), "video/x-matroska"],
  ["MP3 with a tag", bytesOf("ID3", [4, 0, 0, 0, 0, 0, 0]), "audio/mpeg"],
  ["MP3 without one", mp3(1), "audio/mpeg"],
  ["Ogg", ogg(48_000), "audio/ogg"],
  ["Ogg with a video", bytesOf("OggS\0", new Uint8Array(23), "\x80theora"), "video/ogg"],
  ["WAV", wav(1), "audio/wav"],
  ["FLAC", flac(1), "audio/flac"],
  ["PDF", bytesOf("%PDF-1.7\n"), "application/pdf"],
  ["ZIP", bytesOf("PK\x03\x04"), "application/zip"],
  ["gzip", bytesOf([0x1f, 0x8b, 8]), "application/gzip"],
  ["SVG", bytesOf("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml"],
  [
    "SVG behind a declaration, a comment and a document type",
    bytesOf('\n<?xml version="1.0"?><!-- <html> --><!DOCTYPE svg PUBLIC "x"><svg/>'),
    "image/svg+xml",
  ],
  ["HTML", bytesOf("<!DOCTYPE html><p>"), "text/html"],
  ["HTML without a document type", bytesOf("  <ScRiPt>alert(1)</script>"), "text/html"],
  ["XML", bytesOf("<?xml version='1.0'?><feed/>"), "application/xml"],
  ["text", new TextEncoder().encode("Grüße, 你好 <svg>"), "text/plain"],
  ["text that is cut inside a character", new TextEncoder().encode("Gruß").subarray(0, 4), "text/plain"],
  ["a text that begins with BM", bytesOf("BM is how Babylon's most famous bitmaps begin"), "text/plain"],
  ["text of another encoding", bytesOf("Gr\xfc\xdfe"), "application/octet-stream"],
  ["control characters", bytesOf("text\0text"), "application/octet-stream"],
  ["nothing", bytesOf(), "application/octet-stream"],
  ["a frame header without a bit rate", bytesOf([0xff, 0xfb, 0xf0, 0, 0x80]), "application/octet-stream"],
])("%s", (_name, head, type) => {
  expect(detectType(head)).toBe(type);
});

test("polyglot files: the first signature counts, and what can hold a script is never shown inline", () => {
  const script = "/*<script>alert(1)</script>*/";
  expect(detectType(bytesOf("GIF89a", script))).toBe("image/gif");
  expect(detectType(bytesOf("%PDF-1.4", script))).toBe("application/pdf");
  expect(detectType(bytesOf("<svg onload='alert(1)'>GIF89a"))).toBe("image/svg+xml");
  expect(detectType(bytesOf("<html>", gif()))).not.toBe("image/gif");
  for (const type of ["image/svg+xml", "text/html", "application/xml", "application/pdf", "text/plain"]) {
    expect(isShownInline(type)).toBe(false);
  }
  expect(isShownInline("toString")).toBe(false);
  expect(isShownInline("image/png")).toBe(true);
});

test("any bytes have a type", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => detectType(bytes) !== null));
});
