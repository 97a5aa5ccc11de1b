import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  box,
  bytesOf,
  flac,
  ftyp,
  mp3,
  mp4,
  ogg,
  u32,
  wav,
  webm,
} from "../../../tests/support/media-files.ts";
import { detectType, type MediaType } from "./media-type.ts";
import { probeMedia } from "./probe.ts";
import { sourceOf } from "./source.ts";

const probe = (bytes: Uint8Array, type: MediaType = detectType(bytes)) => probeMedia(sourceOf(bytes), type);

test("MP4: duration, and the size as it is shown", async () => {
  expect(await probe(mp4({ seconds: 2.5 }))).toEqual({ duration: 2.5, video: { width: 640, height: 360 } });
  expect(await probe(mp4({ isTurned: true }))).toMatchObject({ video: { width: 360, height: 640 } });
});

test("MP4 of fragments says its duration elsewhere", async () => {
  const movie = box(
    "moov",
    box("mvhd", bytesOf(u32(0), u32(0), u32(0), u32(600), u32(0xffff_ffff), new Uint8Array(80))),
    box("mvex", box("mehd", bytesOf(u32(0), u32(6000)))),
  );
  expect(await probe(bytesOf(ftyp("iso5"), movie))).toEqual({ duration: 10, video: null });
});

test("WebM: duration and size; a recording has none, and a voice message no video", async () => {
  expect(await probe(webm())).toEqual({ duration: 3, video: { width: 320, height: 240 } });
  expect(await probe(webm({ width: 0 }))).toEqual({ duration: 3, video: null });
  expect(await probe(webm({ seconds: 0 }))).toMatchObject({ duration: null });
});

test("sounds: duration", async () => {
  expect((await probe(wav(2))).duration).toBe(2);
  expect((await probe(flac(441_000))).duration).toBe(10);
  expect((await probe(ogg(48_000 * 5 + 312))).duration).toBe(5);
  expect((await probe(mp3(1000))).duration).toBeCloseTo(26.06, 1);
});

test("MP3: behind a tag, and with the number of frames", async () => {
  const tag = bytesOf("ID3", [4, 0, 0, 0, 0, 1, 0], new Uint8Array(128));
  expect((await probe(mp3(1000, tag))).duration).toBeCloseTo(26.06, 1);
  const counted = mp3(3);
  // Mono: the header with the number of frames stands 21 bytes behind the beginning.
  counted.set(bytesOf("Xing", u32(1), u32(44_100)), 21);
  expect((await probe(counted)).duration).toBe(1152);
});

test("what isn't known is null", async () => {
  const unknown = { duration: null, video: { width: 0, height: 0 } };
  expect(await probe(ftyp("isom"))).toEqual(unknown);
  expect(await probe(bytesOf("not a video"), "video/webm")).toEqual(unknown);
  expect(await probe(bytesOf("%PDF-1.7"))).toEqual({ duration: null, video: null });
  // Longer than anybody records.
  expect((await probe(mp4({ seconds: 4_000_000 }))).duration).toBeNull();
});

test("boxes that lead around are followed for a while only", async () => {
  const many = bytesOf(ftyp("isom"), ...Array.from({ length: 6000 }, () => box("trak", box("tkhd"))));
  expect(await probe(many)).toEqual({ duration: null, video: { width: 0, height: 0 } });
});

test("random and damaged bytes never throw", async () => {
  const files = [mp4(), webm(), ogg(1000), flac(1000), wav(1), mp3(4)];
  const types: MediaType[] = [
    "video/mp4",
    "video/webm",
    "audio/ogg",
    "audio/flac",
    "audio/wav",
    "audio/mpeg",
  ];
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), damage, fc.uint8Array(), async (which, changes, random) => {
      const bytes = files[which]?.slice() ?? bytesOf();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      for (const type of types) {
        await probe(random, type);
        await probe(bytesOf(bytes.subarray(0, 16), random), type);
      }
      const { duration } = await probe(bytes, types[which]);
      expect(duration === null || (duration > 0 && Number.isFinite(duration))).toBe(true);
    }),
  );
});
