import { expect, test } from "bun:test";
import { accentShades, readableColor } from "./readable-color.ts";

test("colours become as dark or as light as reading needs, and stay when they are", () => {
  expect(readableColor("#ffff00", false)).not.toBe("#ffff00");
  expect(readableColor("#ffff00", true)).toBe("#ffff00");
  expect(readableColor("#000", true)).not.toBe("#000000");
  expect(readableColor("#123456", false)).toBe("#123456");
  for (const none of ["red", "#12", "", null, undefined]) expect(readableColor(none, false)).toBe(null);
});

test("the shades of an accent differ, and none comes of something else than a colour", () => {
  for (const color of ["#ffffff", "#000000", "#2259c7", "#ffe600"]) {
    for (const isDark of [false, true]) {
      const shades = Object.values(accentShades(color, isDark) ?? {});
      expect(new Set(shades).size).toBe(3);
      for (const shade of shades) expect(shade).toMatch(/^#[0-9a-f]{6}$/);
    }
  }
  expect(accentShades("blue", false)).toBe(null);
});
