/** Colours that people chose, made darker or lighter until they can be read on the background. */

const backgrounds = { light: [255, 255, 255], dark: [30, 32, 37] } as const;
/** Of text, after WCAG 2.2. */
const contrast = 4.6;
/** Of text on a background that has a little of its colour. */
const strongContrast = 6;

/** @param color `#rrggbb` or `#rgb`. Null: it is none, and the usual colour of text serves */
export function readableColor(
  color: string | null | undefined,
  isDark: boolean,
  least = contrast,
): string | null {
  const rgb = rgbOf(color);
  return rgb && hex(readable(rgb, isDark, least));
}

/** Shades of one colour for buttons and links: as text, as text that is pointed at, and as a quiet background. */
export function accentShades(color: string | null | undefined, isDark: boolean) {
  const rgb = rgbOf(color);
  if (!rgb) return null;
  const accent = readable(rgb, isDark, strongContrast);
  const background = backgrounds[isDark ? "dark" : "light"];
  return {
    accent: hex(accent),
    "accent-strong": hex(pointedAt(accent, isDark)),
    "accent-soft": hex(accent.map((part, index) => part * 0.1 + (background[index] ?? 0) * 0.9)),
  };
}

/** Further from the background; what is at its end already, a little nearer. */
function pointedAt(rgb: Rgb, isDark: boolean): Rgb {
  const light = luminance(rgb);
  if (isDark) return rgb.map((part) => (light < 0.9 ? part + (255 - part) * 0.25 : part * 0.9));
  return rgb.map((part) => (light > 0.02 ? part * 0.8 : part + 50));
}

type Rgb = readonly number[];

function rgbOf(color: string | null | undefined): Rgb | null {
  const [, digits = ""] = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(color ?? "") ?? [];
  if (digits === "") return null;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  return (pairs ?? []).map((pair) => Number.parseInt(pair, 16));
}

function readable(rgb: Rgb, isDark: boolean, least: number): Rgb {
  const background = luminance(backgrounds[isDark ? "dark" : "light"]);
  let shade = rgb;
  for (let step = 0; step < 30 && ratio(luminance(shade), background) < least; step++) {
    shade = shade.map((part) => (isDark ? part + (255 - part) * 0.12 : part * 0.88));
  }
  return shade;
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
