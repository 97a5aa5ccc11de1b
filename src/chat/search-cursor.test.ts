import { expect, test } from "bun:test";
import fc from "fast-check";
import { cursorText, isCursor, parseCursor } from "./search-cursor.ts";

fc.configureGlobal({ seed: 7119 });

test("a place comes back as it was, from a text that no other place has", () => {
  const number = fc.maxSafeNat();
  fc.assert(
    fc.property(number, number, number, (at, key, channel) => {
      const text = cursorText({ at, key, channel });
      expect(isCursor(text)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(128);
      expect(parseCursor(text)).toEqual({ at, key, channel });
    }),
  );
});

test("no other text is a cursor", () => {
  const texts = [
    ...[
      "",
      "~",
      "~.",
      "~..",
      "~1.2",
      "~1.2.",
      "~1.2.3.4",
      "1.2.3",
      "~~1.2.3",
      " ~1.2.3",
      "~1.2.3 ",
      "~1.2.3\n",
    ],
    ...[
      "~-1.2.3",
      "~1.-2.3",
      "~+1.2.3",
      "~01.2.3",
      "~1.2.3a!",
      "~A.2.3",
      "~1e3.2.3x ",
      "~NaN.2.3",
      "~\u0661.2.3",
    ],
    // 2^53, and far beyond.
    ...["~2gosa7pa2gw.2.3", `~1.${"z".repeat(60)}.3`, `~1.2.${"z".repeat(400)}`, "~Infinity.2.3"],
  ];
  for (const text of texts) expect([text, parseCursor(text)]).toEqual([text, null]);
  expect(isCursor("0190a1b2-0000-7000-8000-000000000000")).toBe(false);
});
