import { expect, test } from "bun:test";
import fc from "fast-check";
import { drawPng, exifSegment, gif, gifExtension, withSegments } from "../../tests/support/media-files.ts";
import { orientationOf } from "../files/media/orientation.ts";
import { isFailure } from "../protocol/errors.ts";
import { pictureIn } from "./pictures.ts";

fc.configureGlobal({ seed: 5613 });

const dataUrl = (bytes: Uint8Array, type = "image/png") =>
  `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
const bytes = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const big = (value: number, size: number) =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * (size - 1 - index))) & 255);
const little = (value: number, size: number) => big(value, size).toReversed();

/** Pictures of any size, with a header as the format demands and next to no pixels. */
const headers = {
  "image/png": (width: number, height: number) =>
    bytes(
      "\x89PNG\r\n\x1a\n",
      big(13, 4),
      "IHDR",
      big(width, 4),
      big(height, 4),
      [8, 2, 0, 0, 0, ...big(0, 4)],
      big(0, 4),
      "IDAT",
      big(0, 4),
    ),
  "image/gif": (width: number, height: number) =>
    bytes("GIF89a", little(width, 2), little(height, 2), [0, 0, 0, 0x2c, ...big(0, 9), 2, 0]),
  "image/jpeg": (width: number, height: number) =>
    bytes(
      [0xff, 0xd8, 0xff, 0xe0],
      big(16, 2),
      "JFIF\0xxxxxxxxx",
      [0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8],
      big(height, 2),
      big(width, 2),
      [3, ...big(0, 9), 0xff, 0xda, 0, 2],
    ),
  "image/webp": (width: number, height: number) =>
    bytes(
      "RIFF",
      little(30, 4),
      "WEBPVP8X",
      [10, 0, 0, 0, 0, 0, 0, 0],
      little(width - 1, 3),
      little(height - 1, 3),
      "VP8 ",
      little(0, 4),
    ),
} as const;

const typeOf = (url: string) => {
  const picture = pictureIn(url);
  return isFailure(picture) ? picture.code : picture.type;
};

test("the kind is what the bytes are, whatever the URL says", () => {
  for (const [type, header] of Object.entries(headers)) {
    expect(typeOf(dataUrl(header(3, 5), "text/html"))).toBe(type as never);
  }
  const whole = {
    "image/png":
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "image/gif": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "image/webp": "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
  };
  for (const [type, data] of Object.entries(whole)) {
    expect(pictureIn(`data:${type};base64,${data}`)).toEqual({ type: type as keyof typeof whole, data });
  }
  expect(typeOf("data:;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")).toBe("image/webp");
});

test("neither side may be longer than 1024 pixels, nor the whole than 1 MiB", () => {
  for (const header of Object.values(headers)) {
    expect(typeOf(dataUrl(header(1024, 1024)))).not.toBe("picture_invalid");
    expect(typeOf(dataUrl(header(1025, 1)))).toBe("picture_invalid");
    expect(typeOf(dataUrl(header(1, 1025)))).toBe("picture_invalid");
  }
  const padded = (size: number) =>
    Buffer.concat([headers["image/png"](1, 1), Buffer.alloc(size)]).subarray(0, size);
  expect(typeOf(dataUrl(padded(2 ** 20)))).toBe("image/png");
  expect(typeOf(dataUrl(padded(2 ** 20 + 1)))).toBe("picture_invalid");
});

test("nothing else is a picture", () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  for (const url of [
    dataUrl(svg, "image/svg+xml"),
    dataUrl(Buffer.from("<html>")),
    dataUrl(headers["image/gif"](0, 1)),
    "data:image/png;base64,",
    "data:image/png,abc",
    "data:image/png;base64,iVBOR w0KGgo=",
    "data:",
  ]) {
    expect(typeOf(url)).toBe("picture_invalid");
  }
});

test("any bytes, and any beginning of a picture, are judged without an error", () => {
  const beginning = fc
    .tuple(fc.constantFrom(...Object.values(headers)), fc.nat(80), fc.uint8Array({ maxLength: 40 }))
    .map(([header, length, rest]) => Buffer.concat([header(9, 9).subarray(0, length), rest]));
  fc.assert(
    fc.property(fc.oneof(beginning, fc.uint8Array({ maxLength: 60 })), (some) => {
      expect(["picture_invalid", ...Object.keys(headers)]).toContain(typeOf(dataUrl(some)));
    }),
  );
});

test("GPS positions and other metadata are taken out, and a photo still says how the camera was held", async () => {
  const secret = "GPS 48.2082N 16.3738E";
  const jpeg = await new Bun.Image(drawPng(8, 6, () => [1, 2, 3])).jpeg().bytes();
  const turned = withSegments(jpeg, exifSegment(6, secret));
  const upright = withSegments(jpeg, exifSegment(1, secret));
  const kept = (file: Uint8Array) => {
    const picture = pictureIn(dataUrl(file));
    if (isFailure(picture)) throw new Error(picture.val);
    return Buffer.from(picture.data, "base64");
  };
  expect(kept(upright).equals(jpeg)).toBe(true);
  expect(kept(turned).includes("GPS")).toBe(false);
  expect(orientationOf("image/jpeg", kept(turned))).toBe(6);
  expect(await new Bun.Image(kept(turned)).metadata()).toMatchObject({ format: "jpeg" });
  const dance = gif(gifExtension(0xfe, Buffer.from(secret)));
  expect(kept(dance).equals(gif())).toBe(true);
});
