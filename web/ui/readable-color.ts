/** Colours that people chose, made darker or lighter until they can be read on the background. */

const backgrounds = { light: [255, 255, 255], dark: [30, 32, 37] } as const;
/** Of text, after WCAG 2.2. */
const contrast = 4.6;

/** @param color `#rrggbb` or `#rgb`. Null: it is none, and the usual colour of text serves */
export function readableColor(color: string | null | undefined, isDark: boolean): string | null {
  const [, digits = ""] = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(color ?? "") ?? [];
  if (digits === "") return null;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  let rgb = (pairs ?? []).map((pair) => Number.parseInt(pair, 16));
  const background = luminance(backgrounds[isDark ? "dark" : "light"]);
  for (let step = 0; step < 20 && ratio(luminance(rgb), background) < contrast; step++) {
    rgb = rgb.map((part) => (isDark ? part + (255 - part) * 0.12 : part * 0.88));
  }
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
