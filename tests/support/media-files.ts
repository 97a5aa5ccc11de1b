/** Small files of many kinds, for tests. Pictures are drawn; what no encoder here writes is put together by hand. */
import { crc32, deflateSync } from "node:zlib";

export function bytesOf(...parts: readonly (string | number | Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === "string"
          ? Buffer.from(part, "latin1")
          : typeof part === "number"
            ? Buffer.of(part)
            : Buffer.from(part),
      ),
    ),
  );
}

export const u16 = (value: number) => Uint8Array.of(value >> 8, value & 255);
export const u32 = (value: number) => bytesOf(u16(Math.floor(value / 65_536)), u16(value % 65_536));
export const u16le = (value: number) => u16(value).toReversed();
export const u32le = (value: number) => u32(value).toReversed();

// PNG

export function pngChunk(name: string, content: Uint8Array): Uint8Array {
  const body = bytesOf(name, content);
  return bytesOf(u32(content.length), body, u32(crc32(body)));
}

export const pngHead = "\x89PNG\r\n\x1a\n";

/** @param color red, green, blue of each pixel */
export function drawPng(
  width: number,
  height: number,
  color: (x: number, y: number) => readonly [number, number, number],
  chunks: readonly Uint8Array[] = [],
): Uint8Array {
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) rows.push(...color(x, y));
  }
  return bytesOf(
    pngHead,
    pngChunk("IHDR", bytesOf(u32(width), u32(height), [8, 2, 0, 0, 0])),
    ...chunks,
    pngChunk("IDAT", new Uint8Array(deflateSync(Uint8Array.from(rows)))),
    pngChunk("IEND", new Uint8Array()),
  );
}

/** One pixel in exactly so many bytes, all of which belong to the picture. */
export function pngOfSize(bytes: number): Uint8Array {
  const pixel = (chunks: readonly Uint8Array[]) => drawPng(1, 1, () => [0, 0, 0], chunks);
  const rest = bytes - pixel([pngChunk("sPLT", new Uint8Array())]).length;
  return pixel([pngChunk("sPLT", new Uint8Array(rest))]);
}

/** Says that it has so many pixels, and has none. */
export function pngBomb(width: number, height: number): Uint8Array {
  return bytesOf(
    pngHead,
    pngChunk("IHDR", bytesOf(u32(width), u32(height), [8, 2, 0, 0, 0])),
    pngChunk("IDAT", new Uint8Array(deflateSync(new Uint8Array(1_000_000)))),
    pngChunk("IEND", new Uint8Array()),
  );
}

/** Two frames of one pixel. */
export function apng(chunks: readonly Uint8Array[] = []): Uint8Array {
  const pixel = new Uint8Array(deflateSync(Uint8Array.of(0, 200, 0, 0)));
  const control = (sequence: number) =>
    pngChunk("fcTL", bytesOf(u32(sequence), u32(1), u32(1), u32(0), u32(0), u16(1), u16(10), [0, 0]));
  return bytesOf(
    pngHead,
    pngChunk("IHDR", bytesOf(u32(1), u32(1), [8, 2, 0, 0, 0])),
    pngChunk("acTL", bytesOf(u32(2), u32(0))),
    ...chunks,
    control(0),
    pngChunk("IDAT", pixel),
    control(1),
    pngChunk("fdAT", bytesOf(u32(2), pixel)),
    pngChunk("IEND", new Uint8Array()),
  );
}

// EXIF

/** A TIFF block with an orientation and a text. */
export function exif(orientation: number, text = ""): Uint8Array {
  return bytesOf(
    "MM\0*",
    u32(8),
    u16(2),
    ...[u16(0x010e), u16(2), u32(text.length), u32(38)],
    ...[u16(0x0112), u16(3), u32(1), u16(orientation), u16(0)],
    u32(0),
    text,
  );
}

// JPEG

export const jpegSegment = (marker: number, content: Uint8Array) =>
  bytesOf([0xff, marker], u16(content.length + 2), content);

/** With segments behind its first two bytes. */
export const withSegments = (jpeg: Uint8Array, ...segments: readonly Uint8Array[]) =>
  bytesOf(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));

export const exifSegment = (orientation: number, text?: string) =>
  jpegSegment(0xe1, bytesOf("Exif\0\0", exif(orientation, text)));

// WebP and WAV

export const riffChunk = (name: string, content: Uint8Array) =>
  bytesOf(name, u32le(content.length), content, content.length % 2 ? 0 : "");

export const riff = (name: string, ...chunks: readonly Uint8Array[]) =>
  riffChunk("RIFF", bytesOf(name, ...chunks));

/** A WebP of the extended kind around the pixels of a simple one. */
export function extendedWebp(simple: Uint8Array, width: number, height: number, ...chunks: Uint8Array[]) {
  const side = (value: number) => u32le(value - 1).subarray(0, 3);
  const header = bytesOf([0x0c, 0, 0, 0], side(width), side(height));
  return riff("WEBP", riffChunk("VP8X", header), simple.subarray(12), ...chunks);
}

/** Mono, 8 bits, 8,000 samples per second. */
export function wav(seconds: number): Uint8Array {
  const format = bytesOf(u16le(1), u16le(1), u32le(8000), u32le(8000), u16le(1), u16le(8));
  return riff("WAVE", riffChunk("fmt ", format), riffChunk("data", new Uint8Array(8000 * seconds)));
}

// GIF

const gifFrame = bytesOf(
  [0x21, 0xf9, 4, 0, 10, 0, 0, 0],
  [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0],
  [2, 2, 0x44, 1, 0],
);

/** Two frames of one pixel, with extensions before them. */
export function gif(...extensions: readonly Uint8Array[]): Uint8Array {
  return bytesOf(
    "GIF89a",
    u16le(1),
    u16le(1),
    [0x80, 0, 0],
    [200, 0, 0, 255, 255, 255],
    ...extensions,
    gifFrame,
    gifFrame,
    0x3b,
  );
}

export const gifExtension = (label: number, ...blocks: readonly Uint8Array[]) =>
  bytesOf([0x21, label], ...blocks.map((block) => bytesOf(block.length, block)), 0);

// Boxes

export const box = (name: string, ...contents: readonly Uint8Array[]) => {
  const content = bytesOf(...contents);
  return bytesOf(u32(content.length + 8), name, content);
};

export const ftyp = (brand: string, ...others: readonly string[]) =>
  box("ftyp", bytesOf(brand, u32(0), ...others));

export function mp4({ seconds = 2, width = 640, height = 360, isTurned = false, extras = bytesOf() } = {}) {
  const matrix = isTurned
    ? [0, 65_536, 0, 0xffff_0000, 0, 0, 0, 0, 0x4000_0000]
    : [65_536, 0, 0, 0, 65_536, 0, 0, 0, 0x4000_0000];
  return bytesOf(
    ftyp("isom", "iso2", "mp41"),
    box("free"),
    box("mdat", new Uint8Array(100).fill(7)),
    box(
      "moov",
      box("mvhd", bytesOf(u32(0), u32(0), u32(0), u32(1000), u32(seconds * 1000), new Uint8Array(80))),
      box(
        "trak",
        box(
          "tkhd",
          bytesOf(new Uint8Array(40), ...matrix.map(u32), u32(width * 65_536), u32(height * 65_536)),
        ),
        box("mdia", box("hdlr", bytesOf(u32(0), u32(0), "vide", new Uint8Array(12)))),
        extras,
      ),
      extras,
    ),
    extras,
  );
}

/** A picture with metadata items; it has no pixels. */
export function avif(items: readonly { readonly kind: string; readonly content: Uint8Array }[]): Uint8Array {
  const head = ftyp("avif", "mif1", "avif");
  const meta = (start: number): Uint8Array => {
    let at = start;
    const places = items.map(({ content }, index) => {
      const place = bytesOf(u16(index + 1), u16(0), u16(1), u32(at), u32(content.length));
      at += content.length;
      return place;
    });
    return box(
      "meta",
      u32(0),
      box("hdlr", bytesOf(u32(0), u32(0), "pict", new Uint8Array(12))),
      box("iloc", bytesOf(u32(0), [0x44, 0], u16(items.length), ...places)),
      box(
        "iinf",
        bytesOf(u32(0), u16(items.length)),
        ...items.map(({ kind }, index) =>
          box("infe", bytesOf(u32(0x0200_0000), u16(index + 1), u16(0), kind, "name\0")),
        ),
      ),
    );
  };
  const start = head.length + meta(0).length + 8;
  return bytesOf(head, meta(start), box("mdat", ...items.map(({ content }) => content)));
}

// Matroska

export const element = (id: number, content: Uint8Array) => {
  const name = u32(id);
  return bytesOf(name.subarray(name.findIndex((byte) => byte !== 0)), [0x08], u32(content.length), content);
};

export function webm({ seconds = 3, width = 320, height = 240 } = {}): Uint8Array {
  const float = Buffer.alloc(8);
  float.writeDoubleBE(seconds * 1000);
  const video =
    width > 0 ? element(0xe0, bytesOf(element(0xb0, u16(width)), element(0xba, u16(height)))) : bytesOf();
  return bytesOf(
    [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84],
    "webm",
    // A recording: its length isn't known.
    [0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255],
    element(0x1549a966, bytesOf(element(0x2ad7b1, u32(1_000_000)), element(0x4489, float))),
    element(0x1654ae6b, element(0xae, bytesOf(element(0xd7, u16(1)), video))),
    element(0x1f43b675, new Uint8Array(50)),
  );
}

// Sounds

/** A first page of an Ogg file, and a last one that says how many samples there are. */
export function ogg(samples: number): Uint8Array {
  const page = (granule: number, content: Uint8Array) =>
    bytesOf("OggS\0", 2, u32le(granule), u32(0), u32(1), u32(0), u32(0), [1, content.length], content);
  const head = bytesOf("OpusHead", [1, 1], u16le(312), u32le(48_000), [0, 0, 0]);
  return bytesOf(page(0, head), page(samples, new Uint8Array(20)));
}

export function flac(samples: number): Uint8Array {
  return bytesOf(
    "fLaC",
    [0x80, 0, 0, 34],
    new Uint8Array(10),
    [0x0a, 0xc4, 0x42, 0xf0],
    u32(samples),
    new Uint8Array(16),
  );
}

/** Constant bit rate: 128 kbit/s, 44,100 samples per second, frames of 417 bytes. */
export function mp3(frames: number, behind: Uint8Array = bytesOf()): Uint8Array {
  const frame = bytesOf([0xff, 0xfb, 0x90, 0xc0], new Uint8Array(413));
  return bytesOf(behind, ...Array.from({ length: frames }, () => frame));
}
