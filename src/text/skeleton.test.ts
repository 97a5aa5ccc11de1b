import { expect, test } from "bun:test";
import { looksLike, nameKey, skeleton } from "./skeleton.ts";

test("a look-up ignores case and how an accent is written", () => {
  expect(nameKey("ZOE\u0308")).toBe("zoë");
  expect(nameKey("zoë")).toBe("zoë");
  expect(nameKey("Zoe")).not.toBe("zoë");
});

test("invisible characters, case, width and composition make no two names different", () => {
  const same = [
    "admin",
    "ADMIN",
    "admin\u200d",
    "ad\u00admin",
    "Ａｄｍｉｎ",
    "𝐚𝐝𝐦𝐢𝐧",
    " admin\u2800",
    "adm\u0131n",
  ];
  for (const name of same) expect(skeleton(name)).toBe("admin");
  expect(skeleton("Zoe\u0308")).toBe(skeleton("zoë"));
  expect(skeleton("Straße")).toBe(skeleton("STRASSE"));
  expect(skeleton("Tea  \u00a0House")).toBe("tea house");
  for (const name of ["admins", "adrnin", "аdmin", "adm1n"]) expect(skeleton(name)).not.toBe("admin");
});

test("every character's skeleton is its own skeleton", () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = `a${String.fromCodePoint(code)}b`;
    const once = skeleton(character);
    if (skeleton(once) !== once) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test("names that look alike are told by the confusables of Unicode", () => {
  for (const name of ["аdmin", "admin\u200d", "adrnin", "ADMIN", "αdmin", "ａdｍin"])
    expect(looksLike(name, "admin")).toBe(true);
  expect(looksLike("aIice", "alice")).toBe(true);
  expect(looksLike("a1ice", "Alice")).toBe(true);
  expect(looksLike("оwnеr", "owner")).toBe(true);
  for (const name of ["admins", "adnim", "badmin"]) expect(looksLike(name, "admin")).toBe(false);
});
