/** Photos don't tell where they were taken: what is served of an upload has none of its metadata. */
import { expect, test } from "bun:test";
import {
  avif,
  box,
  bytesOf,
  drawPng,
  exif,
  exifSegment,
  extendedWebp,
  gif,
  gifExtension,
  jpegSegment,
  mp4,
  pngChunk,
  riffChunk,
  u32,
  withSegments,
} from "./support/media-files.ts";
import { openTown } from "./support/town.ts";
import { upload } from "./support/uploads.ts";

const secret = "GPS 48.2082N 16.3738E";
const hidden = bytesOf(secret);
const photo = drawPng(400, 300, (x, y) => [x % 256, y % 256, 90]);
const image = () => new Bun.Image(photo);

test("GPS positions in uploads are gone from the file and from its thumbnails", async () => {
  const xmp = jpegSegment(0xe1, bytesOf("http://ns.adobe.com/xap/1.0/\0", hidden));
  const files: Readonly<Record<string, Uint8Array>> = {
    "upright.jpg": withSegments(await image().jpeg().bytes(), exifSegment(1, secret), xmp),
    "turned.jpg": withSegments(await image().jpeg().bytes(), exifSegment(6, secret), xmp),
    "large.jpg": withSegments(await image().resize(2400, 1800).jpeg().bytes(), exifSegment(1, secret)),
    "photo.png": drawPng(400, 300, () => [1, 2, 3], [
      pngChunk("eXIf", exif(1, secret)),
      pngChunk("tEXt", hidden),
    ]),
    "photo.webp": extendedWebp(await image().webp().bytes(), 400, 300, riffChunk("EXIF", exif(1, secret))),
    "dance.gif": gif(gifExtension(0xfe, hidden)),
    "photo.avif": avif([{ kind: "Exif", content: bytesOf(u32(0), exif(1, secret)) }]),
    "clip.mp4": mp4({ extras: box("udta", box("\xa9xyz", hidden)) }),
  };
  const town = await openTown();
  const mira = await town.join("mira");
  for (const [name, bytes] of Object.entries(files)) {
    expect(Buffer.from(bytes).includes(secret), name).toBe(true);
    const { url, thumbnails } = await upload(mira, town.server.url, { bytes, name });
    const served = [url, ...Object.values(thumbnails ?? {}).map((thumbnail) => thumbnail.url)];
    for (const address of served) {
      const answer = await fetch(address);
      expect([name, answer.status]).toEqual([name, 200]);
      const kept = Buffer.from(await answer.arrayBuffer());
      expect([name, kept.length > 0, kept.includes("GPS"), kept.includes("48.2082")]).toEqual([
        name,
        true,
        false,
        false,
      ]);
    }
  }
  await town.close();
});
