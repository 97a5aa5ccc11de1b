import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  apng,
  bytesOf,
  drawPng,
  exif,
  exifSegment,
  gif,
  jpegSegment,
  mp4,
  pngBomb,
  pngChunk,
  webm,
  withSegments,
} from "../../../tests/support/media-files.ts";
import { createImages } from "./images.ts";
import { createMedia, type Media, type PreparedMedia } from "./media.ts";
import { orientationOf } from "./orientation.ts";
import { pixelsOfPng } from "./png-pixels.ts";

let folder: string;
let media: Media;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "media-"));
  media = createMedia();
});
afterAll(() => {
  media.stop();
  rmSync(folder, { recursive: true });
});

const lane = ["nora", "1"] as const;
const quality = { jpeg: 85, webp: 85 };
const fit = { width: 1920, height: 1920 };
const secret = "GPS 48.2082N 16.3738E";
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

async function prepare(bytes: Uint8Array, wishes: Partial<Parameters<Media["prepare"]>[1]> = {}) {
  const path = join(folder, "upload");
  writeFileSync(path, bytes);
  const answer = await media.prepare(path, { lane, fit, quality, ...wishes });
  return { answer, path, bytes: new Uint8Array(readFileSync(path)) };
}

async function prepared(...given: Parameters<typeof prepare>) {
  const { answer, ...rest } = await prepare(...given);
  if ("refused" in answer) throw new Error(answer.refused);
  return { ...rest, answer };
}

/** The colours of the corners: above left, above right, below left, below right. */
async function corners(bytes: Uint8Array): Promise<string> {
  const small = new Bun.Image(bytes, { autoOrient: false }).resize(64, 64, { fit: "inside" });
  const { width, height, rgba } = pixelsOfPng(await small.png().bytes());
  const color = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    return [...rgba.subarray(at, at + 3)].map((value) => (value > 127 ? 1 : 0)).join("");
  };
  const [right, below] = [width - 5, height - 5];
  return [color(4, 4), color(right, 4), color(4, below), color(right, below)].join(" ");
}

/** Red, green, blue and white quarters, 96 wide and 64 high. */
const quarters = drawPng(96, 64, (x, y) =>
  y < 32 ? (x < 48 ? [255, 0, 0] : [0, 255, 0]) : x < 48 ? [0, 0, 255] : [255, 255, 255],
);
const upright = "100 010 001 111";

test("every orientation of EXIF is applied, and the rest of EXIF is gone", async () => {
  // How the sensor saw the upright picture: turned back, so that the orientation mends it.
  const seen: Readonly<Record<number, (image: Bun.Image) => Bun.Image>> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(90).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(270).flop(),
    8: (image) => image.rotate(90),
  };
  for (const [name, turn] of Object.entries(seen)) {
    const orientation = Number(name);
    const stored = turn(new Bun.Image(quarters));
    const files = {
      "image/jpeg": withSegments(
        await stored.jpeg({ quality: 95 }).bytes(),
        exifSegment(orientation, secret),
      ),
      "image/png": bytesOf(
        (await stored.png().bytes()).subarray(0, 33),
        pngChunk("eXIf", exif(orientation, secret)),
        (await stored.png().bytes()).subarray(33),
      ),
    };
    for (const [type, bytes] of Object.entries(files)) {
      const { answer, bytes: after } = await prepared(bytes);
      expect(answer).toMatchObject({ type, size: { width: 96, height: 64 } });
      expect(`${orientation} ${await corners(after)}`).toBe(`${orientation} ${upright}`);
      expect(text(after)).not.toMatch(/GPS|Exif|eXIf/);
    }
  }
});

test("a photo that no decoder here knows still says how the camera was held, and nothing else", async () => {
  const jpeg = await new Bun.Image(quarters).jpeg().bytes();
  // 12 bits for a sample.
  const unusual = jpeg.map((byte, at) => (jpeg[at - 4] === 0xff && jpeg[at - 3] === 0xc0 ? 12 : byte));
  const { answer, bytes } = await prepared(withSegments(unusual, exifSegment(6, secret)));
  expect(answer).toMatchObject({ type: "image/jpeg", size: { width: 64, height: 96 }, preview: null });
  expect(orientationOf("image/jpeg", bytes)).toBe(6);
  expect(text(bytes)).not.toContain("GPS");
});

test("an upright picture keeps its pixels exactly and loses its metadata", async () => {
  const jpeg = await new Bun.Image(quarters).jpeg().bytes();
  const { answer, bytes } = await prepared(
    withSegments(jpeg, exifSegment(1, secret), jpegSegment(0xfe, bytesOf(secret))),
  );
  expect(text(bytes)).toBe(text(jpeg));
  expect(answer.preview).toHaveLength(28);
  expect(answer.thumbnails).toEqual([]);
});

test("a large picture is made smaller, gets two thumbnails, and none has metadata", async () => {
  const large = await new Bun.Image(quarters).resize(3000, 2000).jpeg().bytes();
  const { answer, path, bytes } = await prepared(withSegments(large, exifSegment(6, secret)));
  expect(answer).toMatchObject({
    type: "image/jpeg",
    size: { width: 1280, height: 1920 },
    thumbnails: [
      { name: "small", path: `${path}.small`, width: 213, height: 320 },
      { name: "large", path: `${path}.large`, width: 853, height: 1280 },
    ],
  } satisfies Partial<PreparedMedia>);
  for (const { path, width, height } of answer.thumbnails) {
    const thumbnail = new Uint8Array(readFileSync(path));
    expect(await new Bun.Image(thumbnail).metadata()).toEqual({ width, height, format: "webp" });
    expect(text(thumbnail)).not.toMatch(/GPS|EXIF/);
    // Turned like the picture.
    expect(await corners(thumbnail)).toBe(await corners(bytes));
  }
  expect(readdirSync(folder).sort()).toEqual(["upload", "upload.large", "upload.small"]);
});

test("a large picture keeps its size when none is wished", async () => {
  const large = await new Bun.Image(quarters).resize(2400, 1600).png().bytes();
  const { answer, bytes } = await prepared(large, { fit: null });
  expect(answer.size).toEqual({ width: 2400, height: 1600 });
  expect(text(bytes)).toBe(text(large));
});

test("animations keep their frames, and SVG every byte", async () => {
  for (const [type, animation] of [
    ["image/apng", apng()],
    ["image/gif", gif()],
  ] as const) {
    const { answer, bytes } = await prepared(animation);
    expect(answer).toMatchObject({ type, size: { width: 1, height: 1 }, thumbnails: [] });
    expect(text(bytes)).toBe(text(animation));
  }
  const svg = bytesOf("<svg xmlns='http://www.w3.org/2000/svg'><!-- x --></svg>");
  const { answer, bytes } = await prepared(svg);
  expect(answer).toMatchObject({ type: "image/svg+xml", size: null });
  expect(text(bytes)).toBe(text(svg));
});

test("sounds and videos say their duration and lose their positions", async () => {
  const { answer } = await prepared(mp4());
  expect(answer).toMatchObject({ type: "video/mp4", size: { width: 640, height: 360 }, duration: 2 });
  const voice = await prepared(webm({ width: 0 }));
  expect(voice.answer).toMatchObject({ type: "audio/webm", size: null, duration: 3 });
});

test("pixel bombs are refused before they are decoded", async () => {
  for (const [width, height] of [
    [60_000, 60_000],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [52_428_801, 1],
  ] as const) {
    const { answer } = await prepare(pngBomb(width, height));
    expect(answer).toEqual({ refused: "too_many_pixels" });
  }
});

test("a compressed colour profile that grows without end doesn't hurt", async () => {
  const { deflateSync } = await import("node:zlib");
  const profile = pngChunk(
    "iCCP",
    bytesOf("bomb\0\0", new Uint8Array(deflateSync(new Uint8Array(200_000_000)))),
  );
  const { answer } = await prepared(drawPng(8, 8, () => [1, 2, 3], [profile]));
  expect(answer).toMatchObject({ type: "image/png", size: { width: 8, height: 8 } });
});

test("what only begins like a picture is no picture", async () => {
  const { answer, bytes } = await prepared(bytesOf("GIF89a", "/*<script>alert(1)</script>*/"));
  expect(answer).toMatchObject({ type: "application/octet-stream", size: null });
  expect(text(bytes)).toStartWith("GIF89a/*");
});

test("a picture that its decoder doesn't finish is given up, and the next one works", async () => {
  const pipe = join(folder, "pipe");
  expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
  const to = { original: `${pipe}.o`, small: `${pipe}.s`, large: `${pipe}.l` };
  const job = { from: pipe, to, type: "image/png", mostPixels: 100, fit: null, quality: 80 } as const;
  // Nobody ever writes into the pipe.
  const images = createImages({ timeout: 1000 });
  expect(await images.work(lane, job)).toMatchObject({ kind: "failed" });
  const png = join(folder, "png");
  writeFileSync(
    png,
    drawPng(4, 4, () => [0, 0, 0]),
  );
  // A slow machine may need more than one try.
  while ((await images.work(lane, { ...job, from: png }))?.kind !== "done");
  // What runs when the server stops fails, what waits and what comes is refused.
  const [running, waiting] = [images.work(lane, job), images.work(["emil", "2"], job)];
  images.stop();
  expect(await running).toMatchObject({ kind: "failed" });
  expect(await waiting).toBeNull();
  expect(await images.work(lane, job)).toBeNull();
  expect(existsSync(to.small)).toBe(false);
});
