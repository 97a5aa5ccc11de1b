import { expect, test } from "bun:test";
import { drawPng } from "../../../tests/support/media-files.ts";
import { blurhash } from "./blurhash.ts";
import { type Pixels, pixelsOfPng } from "./png-pixels.ts";

function painted(width: number, height: number, color: (x: number, y: number) => readonly number[]): Pixels {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(color(x, y), (y * width + x) * 4);
  return { width, height, rgba };
}

test("a picture of one colour has no waves", () => {
  expect(blurhash(painted(8, 8, () => [0, 0, 0, 255]))).toBe("L00000fQfQfQfQfQfQfQfQfQfQfQ");
  expect(blurhash(painted(3, 9, () => [255, 255, 255, 255]))).toMatch(/^L.TSUA/);
});

test("the average colour stands in characters 3 to 6, and waves behind it", () => {
  const hash = blurhash(painted(16, 16, (x) => (x < 8 ? [255, 0, 0, 255] : [0, 0, 255, 255])));
  expect(hash).toHaveLength(28);
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  const average = [...hash.slice(2, 6)].reduce((value, digit) => value * 83 + digits.indexOf(digit), 0);
  // Half of the light, which is 188 of 255 in sRGB.
  expect(average.toString(16)).toBe("bc00bc");
  expect(hash.slice(6, 8)).not.toBe("fQ");
});

test("transparent pixels are grey", () => {
  expect(blurhash(painted(4, 4, () => [255, 0, 0, 0]))).toBe(
    blurhash(painted(4, 4, () => [128, 128, 128, 255])),
  );
});

test("the pixels of our encoder's PNG come back, whatever filter it chose", async () => {
  const color = (x: number, y: number) => [x * 8, 255 - y * 8, (x * y) % 256] as const;
  const drawn = drawPng(32, 31, color);
  for (const png of [drawn, await new Bun.Image(drawn).png().bytes()]) {
    const { width, height, rgba } = pixelsOfPng(png);
    expect([width, height]).toEqual([32, 31]);
    for (const [x, y] of [
      [0, 0],
      [31, 30],
      [7, 19],
      [16, 3],
    ] as const) {
      expect([...rgba.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)]).toEqual([...color(x, y), 255]);
    }
  }
});

test("a PNG of another kind is refused", () => {
  const large = drawPng(300, 300, () => [0, 0, 0]);
  expect(() => pixelsOfPng(large)).toThrow("isn't of the kind");
});
