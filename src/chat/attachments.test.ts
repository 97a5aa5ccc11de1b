import { expect, test } from "bun:test";
import { expiryOf, fileName, isAllowedType } from "./attachments.ts";

const mebibyte = 1024 * 1024;

test("the larger a file, the sooner it expires, unless it is permanent", () => {
  const days = (size: number, mostDays = 100, wishedDays: number | null = null, permanent = false) =>
    expiryOf(0, { size: size * mebibyte, permanent, wishedDays }, { permanentDays: 365, mostDays }) / 86_400;
  expect([0, 5, 15, 25, 50, 100, 500].map((size) => days(size))).toEqual([49, 49, 28, 7, 5, 1, 1]);
  expect([days(1, 7), days(50, 7)]).toEqual([7, 5]);
  expect([days(1, 7, 3), days(1, 7, 30)]).toEqual([3, 7]);
  expect([days(500, 7, null, true), days(500, 7, 30, true)]).toEqual([365, 30]);
});

test("types are allowed by name, by kind, all of them, or all because none is named", () => {
  const allowed = ["image/*", "Application/PDF"];
  const types = [
    "image/png",
    "image/svg+xml",
    "application/pdf",
    "application/pdfx",
    "video/mp4",
    "imagex/png",
  ];
  expect(types.map((type) => isAllowedType(type, allowed))).toEqual([true, true, true, false, false, false]);
  for (const all of [["*"], ["*/*"], []]) expect(isAllowedType("x/y", all)).toBe(true);
});

test("a name keeps its ending, and nothing of a path", () => {
  expect(fileName("a/b\\c.png")).toBe("c.png");
  expect(fileName("\u0000\n..")).toBe("file");
  expect(fileName(" ")).toBe("file");
  expect([...fileName(`${"🦊".repeat(300)}.tar.gz`)].length).toBe(255);
  expect(fileName(`${"🦊".repeat(300)}.png`).endsWith("🦊.png")).toBe(true);
  expect(fileName("\ud800x")).toBe("\ufffdx");
});
