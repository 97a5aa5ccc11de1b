import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { avif, box, bytesOf, exif, mp4, u32 } from "../../../tests/support/media-files.ts";
import { clearMetadata, isCleared } from "./clear.ts";
import { probeMedia } from "./probe.ts";
import { sourceOf } from "./source.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clear-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function cleared(type: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  await clearMetadata(path, type);
  return new Uint8Array(readFileSync(path));
}

const secret = "GPS 48.2082N 16.3738E";
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

test("GPS positions in a video are overwritten, and it stays as long as it was", async () => {
  const extras = bytesOf(
    box("udta", box("\xa9xyz", bytesOf("+48.2082+016.3738/", secret))),
    box("meta", u32(0), box("keys", bytesOf("com.apple.quicktime.location.ISO6709", secret))),
    box("uuid", new Uint8Array(16), bytesOf("<x:xmpmeta>", secret)),
  );
  for (const type of ["video/mp4", "video/quicktime", "audio/mp4"]) {
    const before = mp4({ extras });
    expect(text(before)).toContain(secret);
    const after = await cleared(type, before);
    expect(text(after)).not.toMatch(/GPS|48\.2082|udta|meta|uuid/);
    expect(after.length).toBe(before.length);
    expect(await probeMedia(sourceOf(after), type)).toEqual(await probeMedia(sourceOf(mp4()), type));
  }
});

test("a video without metadata isn't changed", async () => {
  expect(text(await cleared("video/mp4", mp4()))).toBe(text(mp4()));
});

test("GPS positions in AVIF and HEIC are overwritten, and its pixels are not", async () => {
  const pixels = bytesOf("av01 pixels stay as they are");
  const before = avif([
    { kind: "Exif", content: bytesOf(u32(0), exif(1, secret)) },
    { kind: "av01", content: pixels },
    { kind: "mime", content: bytesOf("<x:xmpmeta>", secret) },
    { kind: "Exif", content: bytesOf("short") },
  ]);
  expect(text(before)).toContain(secret);
  for (const type of ["image/avif", "image/heic"]) {
    const after = await cleared(type, before);
    expect(text(after)).not.toMatch(/GPS|xmp|short/);
    expect(text(after)).toContain(text(pixels));
    // The EXIF block is an empty one, which readers understand.
    expect(text(after)).toContain("\0\0\0\0II*\0\x08\0\0\0\0\0");
    expect(after.length).toBe(before.length);
  }
});

test("damaged files never throw, and stay as long as they were", async () => {
  const files = [
    mp4({ extras: box("udta", bytesOf(secret)) }),
    avif([{ kind: "Exif", content: exif(1, secret) }]),
  ] as const;
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 1), damage, async (which, changes) => {
      const bytes = files[which === 0 ? 0 : 1].slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const after = await cleared(which === 0 ? "video/mp4" : "image/avif", bytes);
      expect(after.length).toBe(bytes.length);
    }),
  );
});

test("only files of boxes are overwritten in place", () => {
  expect(["image/heic", "audio/mp4", "video/quicktime"].every(isCleared)).toBe(true);
  expect(["image/png", "video/webm", "text/plain", "image/svg+xml"].some(isCleared)).toBe(false);
});
