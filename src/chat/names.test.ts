import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Failure, isFailure } from "../protocol/errors.ts";
import {
  channelName,
  codePoints,
  httpUrl,
  localUsername,
  nickname,
  passwordProblem,
  roleColor,
  roleGradient,
  roleName,
} from "./names.ts";

fc.configureGlobal({ seed: 5613 });

/** Any UTF-16, lone surrogates included. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const codeOf = (result: object | Failure) => (isFailure(result) ? result.code : "ok");

describe("channelName", () => {
  const accepted = (input: string) => {
    const result = channelName(input);
    return "name" in result ? result.name : `refused: ${result.val}`;
  };

  test("trims, and writes - for spaces of any kind", () => {
    expect(accepted("  lobby ")).toBe("lobby");
    expect(accepted("Off topic")).toBe("Off-topic");
    expect(accepted("off\u00a0 \u3000topic")).toBe("off-topic");
    expect(accepted("日本語-👩‍💻")).toBe("日本語-👩‍💻");
  });

  test("1 to 64 code points", () => {
    expect(accepted("🎉".repeat(64))).toBe("🎉".repeat(64));
    expect(accepted("🎉".repeat(65))).toContain("1-64 characters");
    expect(accepted("   ")).toContain("1-64 characters");
  });

  test("refuses what a path, a URL, a read marker or a client could mistake", () => {
    for (const name of ["a/b", "..\\x", "a?b", "a#b", "<b>", "a>b"])
      expect(accepted(name)).toContain("refused");
    for (const name of [".", "..", "thread:1", "thread/1", "a\nb", "a\u0000", "a\u202eb", "a\ud800"]) {
      expect(accepted(name)).toContain("refused");
    }
    for (const name of [
      "__proto__",
      "home",
      "Roles",
      "relationships",
      "discovery",
      "notes",
      "cmds",
      "new_message",
    ]) {
      expect(accepted(name)).toContain("is reserved");
    }
    expect(accepted("online")).toContain("is reserved");
    expect(accepted("servers")).toContain("is reserved");
    expect(accepted("...")).toBe("...");
    expect(accepted("constructor")).toBe("constructor");
  });

  test("an accepted name is accepted again, unchanged", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const first = channelName(text);
        if ("name" in first) expect(channelName(first.name)).toEqual(first);
      }),
    );
  });
});

describe("roleName", () => {
  test("1 to 32 code points, trimmed", () => {
    expect(roleName(" Staff Team ")).toEqual({ name: "Staff Team" });
    expect(codeOf(roleName("x".repeat(32)))).toBe("ok");
    expect(codeOf(roleName("x".repeat(33)))).toBe("role_name_invalid");
    expect(codeOf(roleName(" "))).toBe("role_name_invalid");
  });

  test("refuses names with another meaning elsewhere", () => {
    for (const name of ["!mods", "a@b", "@", "123", "Banned", "__proto__", "a\tb", "a\u2066b"]) {
      expect(codeOf(roleName(name))).toBe("role_name_invalid");
    }
    for (const name of ["2nd", "mods!", "constructor"]) expect(codeOf(roleName(name))).toBe("ok");
  });
});

describe("nickname", () => {
  test("is trimmed and freed of control characters and bidirectional overrides", () => {
    expect(nickname("  Mi\u0007ra\u202e \n")).toEqual({ nickname: "Mira" });
    expect(nickname("\u202e Ada \u202e")).toEqual({ nickname: "Ada" });
    expect(nickname("👩‍💻 Ada")).toEqual({ nickname: "👩‍💻 Ada" });
  });

  test("nothing left means none", () => {
    for (const text of [null, "", "  ", "\u200b\u202e", " \u0000 "])
      expect(nickname(text)).toEqual({ nickname: null });
  });

  test("at most 20 code points, counted after cleaning", () => {
    expect(codeOf(nickname("🎉".repeat(20)))).toBe("ok");
    expect(codeOf(nickname("🎉".repeat(21)))).toBe("invalid_field");
    expect(codeOf(nickname(`${"x".repeat(20)}\u202e  `))).toBe("ok");
  });

  test("whatever comes in, what comes out is clean and stays as it is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = nickname(text);
        if (isFailure(result) || result.nickname === null) return;
        expect(nickname(result.nickname)).toEqual(result);
        expect(result.nickname).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe("local accounts", () => {
  test("names are trimmed, lower-cased ASCII with a letter or digit", () => {
    expect(localUsername(" Ada_L-1 ")).toEqual({ name: "ada_l-1" });
    expect(codeOf(localUsername("a"))).toBe("username_length");
    expect(codeOf(localUsername("a".repeat(33)))).toBe("username_length");
    expect(codeOf(localUsername("a".repeat(32)))).toBe("ok");
    for (const name of ["_-", "a b", "josé", "a.b", "usr:x", "ab\u0000"]) {
      expect(codeOf(localUsername(name))).toBe("username_characters");
    }
  });

  test("passwords have 4 to 72 bytes, not characters", () => {
    expect(passwordProblem("abc")?.code).toBe("password_length");
    expect(passwordProblem("abcd")).toBeNull();
    expect(passwordProblem("x".repeat(72))).toBeNull();
    expect(passwordProblem("x".repeat(73))?.code).toBe("password_length");
    expect(passwordProblem("é".repeat(36))).toBeNull();
    expect(passwordProblem("é".repeat(37))?.code).toBe("password_length");
  });
});

test("colours are #RGB or #RRGGBB; null and empty clear", () => {
  expect(roleColor("#aBc")).toEqual({ color: "#aBc" });
  expect(roleColor("#12ab9F")).toEqual({ color: "#12ab9F" });
  expect(roleColor(null)).toEqual({ color: null });
  expect(roleColor("")).toEqual({ color: null });
  for (const bad of [
    "red",
    "#12",
    "#12345",
    "#1234567",
    "#ggg",
    " #fff",
    "#fff\n",
    255,
    Number.NaN,
    {},
    undefined,
  ]) {
    expect(codeOf(roleColor(bad))).toBe("invalid_field");
  }
});

test("gradients are 2-6 colours; null and an empty list clear", () => {
  const six = Array(6).fill("#abc");
  expect(roleGradient(["#abc", "#123456"])).toEqual({ gradient: ["#abc", "#123456"] });
  expect(roleGradient(six)).toEqual({ gradient: six });
  for (const none of [null, []]) expect(roleGradient(none)).toEqual({ gradient: null });
  for (const bad of [["#abc"], [...six, "#abc"], ["#abc", ""], ["#abc", "red"]]) {
    expect(codeOf(roleGradient(bad))).toBe("invalid_field");
  }
});

test("URLs are http or https with a host, as given", () => {
  expect(httpUrl("https://example.org/a?b#c", 100)).toBe("https://example.org/a?b#c");
  expect(httpUrl(" HTTP://Example.org ", 100)).toBe("HTTP://Example.org");
  expect(httpUrl("http://[::1]:80/", 100)).toBe("http://[::1]:80/");
  for (const bad of [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "//example.org",
    "https:example.org",
    "https://",
    "https:\\\\example.org",
    "https://exa mple.org",
    "https://example.org/a b",
    "https://example.org/a\tb",
    "https://example.org\\@evil.example",
    "https://example.org/\n",
    "https://example.org:99999",
    "",
    5,
    null,
  ]) {
    // A line break at the end is only space around.
    expect(httpUrl(bad, 100)).toBe(bad === "https://example.org/\n" ? "https://example.org/" : null);
  }
  expect(httpUrl(`https://e.org/${"x".repeat(10)}`, 20)).toBeNull();
});

test("code points are counted as spreading the text into an array would", () => {
  expect(codePoints("a🎉é")).toBe(3);
  fc.assert(fc.property(anyText, (text) => expect(codePoints(text)).toBe([...text].length)));
  const halves = fc.string({ unit: fc.constantFrom("\ud83c", "\udf89", "x") });
  fc.assert(fc.property(halves, (text) => expect(codePoints(text)).toBe([...text].length)));
});
