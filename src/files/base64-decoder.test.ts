import { expect, test } from "bun:test";
import fc from "fast-check";
import { createBase64Decoder } from "./base64-decoder.ts";

function decode(text: string, lengths: readonly number[] = []): Buffer | null {
  const decoder = createBase64Decoder();
  const bytes = Buffer.from(text, "latin1");
  const found: Buffer[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    const some = decoder.push(bytes.subarray(at, at + length));
    if (some === null) return null;
    found.push(Buffer.from(some));
    at += length;
  }
  return decoder.isWhole() ? Buffer.concat(found) : null;
}

test("property: what was encoded comes back, however it is cut", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.integer({ min: 0, max: 9 })),
      (bytes, lengths) => {
        expect(decode(Buffer.from(bytes).toString("base64"), lengths)).toEqual(Buffer.from(bytes));
      },
    ),
  );
});

test("nothing else is taken: other characters, other alphabets, missing or further padding", () => {
  expect(["", "YQ==", "YWI=", "YWJj"].map((text) => decode(text)?.toString())).toEqual([
    "",
    "a",
    "ab",
    "abc",
  ]);
  const wrong = [
    "Y",
    "YQ",
    "YQ=",
    "Y===",
    "====",
    "YQ==YQ==",
    "YWI=YQ==",
    "YQ===",
    "YWJj=",
    "YW-_",
    "YW Jj",
    "Y=Jj",
    "YQ=j",
  ];
  expect(wrong.filter((text) => decode(text) !== null)).toEqual([]);
  for (const text of wrong) expect(decode(text, [1, 1, 1, 1, 1, 1, 1])).toBeNull();
});
