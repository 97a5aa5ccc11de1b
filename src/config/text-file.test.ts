import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readText, readTextNow } from "./text-file.ts";

const folder = mkdtempSync(join(tmpdir(), "text-file-"));
const path = join(folder, "file.json");
afterAll(() => rmSync(folder, { recursive: true }));

async function read(bytes: string | Uint8Array) {
  writeFileSync(path, bytes);
  const found = await readText(path);
  expect(readTextNow(path)).toEqual(found);
  return found;
}

const notUtf8 = (line: number) => ({ problem: { line, reason: "not UTF-8: save it as UTF-8" } });

test("UTF-8 is read as it stands, with its mark, its ends of lines and a written U+FFFD", async () => {
  for (const text of ['{"name": "thé ☕ 🦊"}\n', '\ufeff{\r\n  "a": 1\r\n}', '{"a": "\ufffd"}', ""]) {
    expect(await read(text)).toEqual({ text });
  }
});

test.each([
  ["Latin-1", Buffer.from('{\r\n"a": 1,\r\n"b": "thé"}', "latin1"), 3],
  ["UTF-16 with its mark", Buffer.from('\ufeff{\n"a": 1}', "utf16le"), 1],
  ["UTF-16 without one", Buffer.from('{\n"a": 1}', "utf16le"), 1],
  ["UTF-16, the higher byte first", Buffer.from('\ufeff{\n"a": 1}', "utf16le").swap16(), 1],
  ["a character cut at the end of a line", Buffer.from('{\n"a": "\xe2\x82\n"}', "latin1"), 2],
  ["bytes like the begin of U+FFFD", Buffer.from('{\n"a": "\xef\xbf\n"}', "latin1"), 2],
  ["half a character at the end", Buffer.from("{}\n\n\xe2", "latin1"), 3],
])("%s is refused on the line of its first bad byte", async (_name, bytes, line) => {
  expect(await read(bytes)).toEqual(notUtf8(line));
});

test("a bad byte is found on its line, whatever stands before and after it", async () => {
  const text = fc.string({ unit: fc.constantFrom("\n", "\r\n", "é", "\ufffd", "🦊", "a"), maxLength: 20 });
  const property = fc.asyncProperty(text, text, async (before, after) => {
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
    expect(await read(bytes)).toEqual(notUtf8(before.split("\n").length));
  });
  await fc.assert(property);
});

test("a file that is far too large is not read", async () => {
  writeFileSync(path, "");
  truncateSync(path, 64 * 1024 * 1024 + 1);
  const tooLarge = { problem: { line: null, reason: "the file is larger than 64 MiB" } };
  expect(await readText(path)).toEqual(tooLarge);
  expect(readTextNow(path)).toEqual(tooLarge);
});
