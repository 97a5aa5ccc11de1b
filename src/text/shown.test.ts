import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isBlank, shownName, shownText, showsWhole } from "./shown.ts";

fc.configureGlobal({ seed: 5613 });

/** Any UTF-16, and often what this is about. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom(
      ...["a", "é", "e\u0301", " ", "\n", "\u0301", "م", "क", "👩", "💻", "🏴", "❤"],
      ...["\u200c", "\u200d", "\ufe0f", "\u202e", "\u2066", "\u2069", "\u3164", "\u{e0067}", "\u{e007f}"],
    ),
  ),
});

describe("blank", () => {
  test("what shows nothing by itself", () => {
    const unseen = [
      ...["\u3164", "\u115f", "\uffa0", "\u2800", "\u00ad", "\u200b", "\u200d", "\u034f", "\ufe0f", "\ufeff"],
      ...[
        "\u{e0041}",
        "\u{e007f}",
        "\u202e",
        "\u2067",
        "\u2028",
        "\u00a0",
        "\u3000",
        "\u0301",
        "\u20e3",
        "\0",
      ],
      ...["\u17b4", "\u180e", "\u{1d173}", "\ud800", "\ufff9", "\ufffe"],
    ];
    for (const text of ["", ...unseen, unseen.join(" ")]) expect(isBlank(text)).toBe(true);
  });

  test("whatever shows something is not", () => {
    for (const text of ["a", ".", "❤️", "👩‍💻", "\u2800⠿", "\u202eא", "न", "-", "\u{f0000}"])
      expect(isBlank(text)).toBe(false);
  });
});

describe("a name", () => {
  test("loses invisible characters and those that reorder it", () => {
    expect(shownName("admin\u200d")).toBe("admin");
    expect(shownName("ad\u00admi\u034fn\u3164")).toBe("admin");
    expect(shownName("\u202enimda\u202c \u2067x\u2069")).toBe("nimda x");
    expect(shownName("tag\u{e0041}\u{e0042}ged")).toBe("tagged");
    expect(shownName("Mi\u0007ra")).toBe("Mira");
    expect(shownName("\u0301\u0302Zoë")).toBe("Zoë");
  });

  test("is on one line, with single spaces, composed", () => {
    expect(shownName(" Mira \n\t of\u2800\u3000the\u2028House ")).toBe("Mira of the House");
    expect(shownName("Zoe\u0308")).toBe("Zoë");
  });

  test("keeps joiners and selectors where a script or an emoji needs them", () => {
    const names = [
      "👩‍💻",
      "👩🏽‍🚀 Ada",
      "❤️‍🔥",
      "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
      "می‌خواهم",
      "क्‍ष",
      "辻\u{e0100}",
    ];
    for (const name of names) expect(shownName(name)).toBe(name);
  });

  test("of nothing visible is empty", () => {
    for (const name of ["\u3164", "\u2800\u2800", "\u0301", " \u200b ", "\u{e0067}"])
      expect(shownName(name)).toBe("");
  });

  test("stays as it is when it is cleaned again, and nothing in it reorders text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = shownName(text);
        expect(shownName(name)).toBe(name);
        expect(name).toBe(name.normalize("NFC"));
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_C}\p{Zl}\p{Zp}]/u);
        expect(name === "" || !isBlank(name)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a text of several lines", () => {
  test("keeps its lines, closed isolates and direction marks", () => {
    const text = "one\n\ttwo \u2067שלום\u2069, three\u200f!";
    expect(shownText(` ${text} \r\n`)).toBe(text);
  });

  test("loses overrides, and isolates without their end", () => {
    expect(shownText("a\u202eb\u202c")).toBe("ab");
    expect(shownText("\u2067a \u2066b\u2069 c")).toBe("a \u2066b\u2069 c");
    expect(shownText("\u2069a\u2066b\nc\u2069")).toBe("ab\nc");
  });

  test("stays as it is when it is cleaned again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = shownText(text);
        expect(shownText(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\u202a-\u202e]/);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a name shows whole, whatever spaces it has, unless something in it is unseen", () => {
  for (const name of ["ann", " Tea\u00a0 House ", "Zoe\u0308", "👩‍💻"]) expect(showsWhole(name)).toBe(true);
  for (const name of ["an\u00adn", "ann\u200d", "\u202eann", "a\u2800", "\u3164"])
    expect(showsWhole(name)).toBe(false);
});
