import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  apng,
  bytesOf,
  drawPng,
  exif,
  exifSegment,
  extendedWebp,
  gif,
  gifExtension,
  jpegSegment,
  pngChunk,
  riffChunk,
  u32le,
  withSegments,
} from "../../../tests/support/media-files.ts";
import { type StrippedType, withoutMetadata } from "./strip.ts";

/** What must be gone, wherever it was. */
const secret = "GPS 48.2082N 16.3738E";
const hidden = bytesOf(secret);
const drawn = drawPng(64, 48, (x, y) => [x * 3, y * 5, 90]);
const jpeg = await new Bun.Image(drawn).jpeg({ progressive: true }).bytes();
const webp = await new Bun.Image(drawn).webp().bytes();

function stripped(type: StrippedType, bytes: Uint8Array): Uint8Array {
  const parts = withoutMetadata(type, bytes);
  if (!parts) throw new Error("The picture was refused");
  return bytesOf(...parts);
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const pixels = async (bytes: Uint8Array) => text(await new Bun.Image(bytes).png().bytes());

const planted: Readonly<Record<string, readonly [StrippedType, before: Uint8Array, after: Uint8Array]>> = {
  "EXIF, XMP, IPTC, comments and a second picture in a JPEG": [
    "image/jpeg",
    bytesOf(
      withSegments(
        jpeg,
        exifSegment(1, secret),
        jpegSegment(0xe1, bytesOf("http://ns.adobe.com/xap/1.0/\0", hidden)),
        jpegSegment(0xe2, bytesOf("MPF\0", hidden)),
        jpegSegment(0xed, bytesOf("Photoshop 3.0\0", hidden)),
        jpegSegment(0xef, hidden),
        jpegSegment(0xfe, hidden),
        hidden,
      ),
      hidden,
      withSegments(jpeg, exifSegment(1, secret)),
    ),
    jpeg,
  ],
  "EXIF, texts, times and what stands behind a PNG": [
    "image/png",
    bytesOf(
      drawPng(64, 48, (x, y) => [x * 3, y * 5, 90], [
        pngChunk("eXIf", exif(1, secret)),
        pngChunk("tEXt", bytesOf("Comment\0", hidden)),
        pngChunk("zTXt", bytesOf("Comment\0\0", hidden)),
        pngChunk("iTXt", bytesOf("XML:com.adobe.xmp\0\0\0\0\0", hidden)),
        pngChunk("tIME", hidden),
        pngChunk("prVt", hidden),
      ]),
      hidden,
    ),
    drawn,
  ],
  "texts of an animated PNG": ["image/apng", apng([pngChunk("tEXt", bytesOf("a\0", hidden))]), apng()],
  "comments, XMP and texts of a GIF": [
    "image/gif",
    bytesOf(
      gif(
        gifExtension(0xfe, hidden),
        gifExtension(0xff, bytesOf("XMP DataXMP"), hidden),
        gifExtension(0x01, new Uint8Array(12), hidden),
        gifExtension(0xff, bytesOf("NETSCAPE2.0"), Uint8Array.of(1, 0, 0)),
      ),
      hidden,
    ),
    gif(gifExtension(0xff, bytesOf("NETSCAPE2.0"), Uint8Array.of(1, 0, 0))),
  ],
  "EXIF, XMP and unknown chunks of a WebP": [
    "image/webp",
    bytesOf(
      extendedWebp(
        webp,
        64,
        48,
        riffChunk("EXIF", exif(1, secret)),
        riffChunk("XMP ", hidden),
        riffChunk("PrVt", hidden),
      ),
      hidden,
    ),
    bytesOf(extendedWebp(webp, 64, 48).map((byte, at) => (at === 20 ? 0 : byte))),
  ],
};

for (const [name, [type, before, after]] of Object.entries(planted)) {
  test(`GPS positions in metadata: ${name}`, async () => {
    expect(text(before)).toContain(secret);
    const kept = stripped(type, before);
    expect(text(kept)).not.toContain(secret);
    expect(text(kept)).toBe(text(after));
    if (type !== "image/apng" && type !== "image/gif") expect(await pixels(kept)).toBe(await pixels(before));
    expect(text(stripped(type, kept))).toBe(text(kept));
  });
}

test("the colour profile stays", () => {
  const profile = jpegSegment(0xe2, bytesOf("ICC_PROFILE\0\x01\x01", "colours"));
  expect(text(stripped("image/jpeg", withSegments(jpeg, profile)))).toContain("colours");
});

test("a JPEG without its end keeps what is there", async () => {
  const whole = await new Bun.Image(drawn).jpeg().bytes();
  const cut = whole.subarray(0, whole.length - 40);
  expect(text(stripped("image/jpeg", cut))).toBe(`${text(cut)}\xff\xd9`);
});

test("bytes that are no picture, or end before it, are refused or stay harmless", () => {
  for (const [type, before] of Object.values(planted)) {
    expect(withoutMetadata(type, bytesOf("no picture at all"))).toBeNull();
    expect(withoutMetadata(type, before.subarray(0, 20))).toBeNull();
    for (let length = 0; length < before.length; length += 7) {
      const parts = withoutMetadata(type, before.subarray(0, length));
      if (parts) expect(text(bytesOf(...parts))).not.toContain(secret);
    }
  }
});

test("damaged files never throw and never grow", () => {
  const files = Object.values(planted);
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(...files), damage, ([type, before], changes) => {
      const bytes = before.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const parts = withoutMetadata(type, bytes);
      const size = parts?.reduce((sum, part) => sum + part.length, 0) ?? 0;
      expect(size).toBeLessThanOrEqual(before.length + 12);
    }),
  );
});

test("a size of RIFF that is a lie", () => {
  const lying = bytesOf("RIFF", u32le(0xffff_ffff), webp.subarray(8));
  expect(text(stripped("image/webp", lying))).toBe(text(webp));
});
