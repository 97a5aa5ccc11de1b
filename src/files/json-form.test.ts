import { expect, test } from "bun:test";
import fc from "fast-check";
import { createJsonForm, type FormValue } from "./json-form.ts";

/** Reads a body in pieces. */
async function read(pieces: readonly Uint8Array[]) {
  const bytes: Uint8Array[] = [];
  const form = createJsonForm(async (some) => {
    bytes.push(some.slice());
    return null;
  });
  for (const piece of pieces) {
    const problem = await form.push(piece);
    if (problem !== null) return { problem };
  }
  const problem = form.end();
  if (problem !== null) return { problem };
  return { file: Buffer.concat(bytes), fields: Object.fromEntries(form.fields) };
}

function cut(body: string, lengths: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(body);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

const value = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);
const fields = fc.dictionary(
  fc.string({ unit: "grapheme" }).filter((name) => name !== "file" && name !== "__proto__"),
  value,
);

test("property: any object is read as JSON.parse reads it, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fields,
      fc.uint8Array({ maxLength: 500 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 40 })),
      async (given, file, isUrl, lengths) => {
        const encoded = `${isUrl ? "data:image/png;base64," : ""}${Buffer.from(file).toString("base64")}`;
        const body = JSON.stringify({ ...given, file: encoded }, null, isUrl ? 1 : 0);
        const result = await read(cut(body, lengths));
        const expected: Record<string, FormValue> = JSON.parse(body);
        delete expected["file"];
        expect(result).toEqual({ file: Buffer.from(file), fields: expected });
      },
    ),
  );
});

test("property: nothing crashes it, and what it takes is JSON", async () => {
  const text = fc.array(fc.constantFrom(...'{}[]:,"\\ufile0a=/ \n-', '"file":"', '"name":'), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 5 })), async (parts, lengths) => {
      const body = parts.join("");
      const result = await read(cut(body, lengths));
      if (!("problem" in result)) expect(() => JSON.parse(body)).not.toThrow();
    }),
  );
});

test("texts that are no UTF-8, and long ones, are refused", async () => {
  const bytes = (text: string) => [Buffer.from(text, "latin1")];
  expect(await read(bytes('{"name":"\xff"}'))).toEqual({ problem: "The body is not valid JSON" });
  expect(await read(bytes(`{"${"x".repeat(9000)}":1}`))).toEqual({
    problem: "A field is longer than 8192 bytes",
  });
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}`, 1]));
  expect(await read(bytes(JSON.stringify(many)))).toEqual({ problem: "There are more than 32 fields" });
  expect(await read(bytes('{"file":"YQ==","file":"YQ=="}'))).toEqual({ problem: "There are two files" });
  const noUrl = "file is not a data: URL in base64";
  expect(await read(bytes(`{"file":"data:${"x".repeat(300)}`))).toEqual({ problem: noUrl });
});
