/**
 * The BlurHash of a picture: a blurred preview in 28 characters, which clients show until the picture is there. There
 * are decoders for it in many languages. It holds four times three cosine components of the linear colours, each
 * number in base 83.
 */
import type { Pixels } from "./png-pixels.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
const components = { x: 4, y: 3 };
/** What stands behind transparent pixels, since a hash has no alpha: neither bright nor dark pages look wrong. */
const background = 128;

type Color = readonly [red: number, green: number, blue: number];

/** @param pixels some dozens in each direction; more cost time and change nothing */
export function blurhash(pixels: Pixels): string {
  const linear = linearColors(pixels);
  const factors: Color[] = [];
  for (let y = 0; y < components.y; y++) {
    for (let x = 0; x < components.x; x++) factors.push(factor(pixels, linear, x, y));
  }
  const [average = [0, 0, 0], ...waves] = factors;
  const highest = Math.max(0, ...waves.flat().map(Math.abs));
  const scale = clamp(Math.floor(highest * 166 - 0.5), 0, 82);
  const most = (scale + 1) / 166;
  const size = components.x - 1 + (components.y - 1) * 9;
  return [
    base83(size, 1),
    base83(scale, 1),
    base83(
      average.map(toSrgb).reduce((sum, part) => sum * 256 + part, 0),
      4,
    ),
    ...waves.map((wave) =>
      base83(
        wave.map((part) => wavePart(part / most)).reduce((sum, part) => sum * 19 + part, 0),
        2,
      ),
    ),
  ].join("");
}

/** The strength of one cosine in each channel. */
function factor({ width, height }: Pixels, linear: Float64Array, x: number, y: number): Color {
  const sums: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    const vertical = Math.cos((Math.PI * y * row) / height);
    for (let column = 0; column < width; column++) {
      const basis = vertical * Math.cos((Math.PI * x * column) / width);
      const at = (row * width + column) * 3;
      sums[0] += basis * (linear[at] ?? 0);
      sums[1] += basis * (linear[at + 1] ?? 0);
      sums[2] += basis * (linear[at + 2] ?? 0);
    }
  }
  const weight = (x === 0 && y === 0 ? 1 : 2) / (width * height);
  return [sums[0] * weight, sums[1] * weight, sums[2] * weight];
}

/** Three numbers from 0 to 1 for each pixel. */
function linearColors({ rgba }: Pixels): Float64Array {
  const linear = new Float64Array((rgba.length / 4) * 3);
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const alpha = (rgba[pixel * 4 + 3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = (rgba[pixel * 4 + channel] ?? 0) * alpha + background * (1 - alpha);
      linear[pixel * 3 + channel] = toLinear(value);
    }
  }
  return linear;
}

/** IEC 61966-2-1. */
function toLinear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function toSrgb(part: number): number {
  const value = clamp(part, 0, 1);
  const curved = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.trunc(curved * 255 + 0.5);
}

/** From -1 to 1 into 19 steps, finer around 0. */
function wavePart(part: number): number {
  return clamp(Math.floor(Math.sign(part) * Math.sqrt(Math.abs(part)) * 9 + 9.5), 0, 18);
}

function base83(value: number, length: number): string {
  let text = "";
  for (let place = length - 1; place >= 0; place--) text += digits[Math.floor(value / 83 ** place) % 83];
  return text;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
