import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FoundObject } from "./chunks.ts";
import { objectsIn } from "./objects.ts";

function read(content: string | Buffer) {
  const folder = mkdtempSync(join(tmpdir(), "objects-"));
  try {
    const path = join(folder, "lobby.json");
    writeFileSync(path, content);
    const repaired: [string, number][] = [];
    const skipped: [string, number, string][] = [];
    const found: FoundObject[] = [
      ...objectsIn(path, {
        repaired: (reason, line) => repaired.push([reason, line]),
        skipped: (reason, line, raw) => skipped.push([reason, line, raw]),
      }),
    ];
    return { ids: found.map(({ value }) => value["id"]), found, repaired, skipped };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const padding = " ".repeat(512);

describe("JSON Lines", () => {
  test("are read with padding, blank lines, \\r\\n, and no line feed at the end", () => {
    const { found, repaired, skipped } = read(`{"id":"a"}${padding}\n\n{"id":"b"}\r\n   \n{"id":"c"}`);
    expect(found.map(({ value, line }) => [value["id"], line])).toEqual([
      ["a", 1],
      ["b", 3],
      ["c", 5],
    ]);
    expect({ repaired, skipped }).toEqual({ repaired: [], skipped: [] });
  });

  test("two messages on one line are both read", () => {
    const { ids, repaired } = read(`{"id":"a"}\n{"id":"b"}${padding}{"id":"c"}${padding}\n{"id":"d"}\n`);
    expect(ids).toEqual(["a", "b", "c", "d"]);
    expect(repaired).toEqual([["several messages on one line", 2]]);
  });

  test("what is cut off, no object or no JSON is left out with its text", () => {
    const { ids, skipped } = read(`{"id":"a"}\n[1]\nhello\n7\n{"id":"b"}\n{"id":"c","content":"cut o`);
    expect(ids).toEqual(["a", "b"]);
    expect(skipped).toEqual([
      ["not an object", 2, "[1]"],
      ["a line that is no JSON, or is cut off", 3, "hello"],
      ["not an object", 4, "7"],
      ["a line that is no JSON, or is cut off", 6, '{"id":"c","content":"cut o'],
    ]);
  });

  test("bytes that are not UTF-8 are replaced, in that line alone", () => {
    const bad = Buffer.concat([
      Buffer.from('{"id":"é"}\n{"id":"x'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"id":"c"}'),
    ]);
    const { ids, repaired } = read(bad);
    expect(ids).toEqual(["é", "x\ufffd", "c"]);
    expect(repaired).toEqual([["bytes that are not UTF-8", 2]]);
  });

  test("NaN, lone surrogates and a byte order mark are read", () => {
    const { found, repaired } = read(
      '\ufeff{"id":"a","timestamp":NaN,"content":"x\\ud800y"}\n{"id":"b","t":-Infinity}',
    );
    expect(found[0]?.value).toEqual({ id: "a", timestamp: null, content: "x\ufffdy" });
    expect(repaired).toEqual([
      ["byte order mark", 1],
      ["number that is no number", 1],
      ["half of a surrogate pair", 1],
      ["number that is no number", 2],
    ]);
  });

  test("a line of 40 MB is left out, and those around it are read", () => {
    const { ids, skipped } = read(`{"id":"a"}\n{"id":"${"x".repeat(40_000_000)}"}\n{"id":"b"}`);
    expect(ids).toEqual(["a", "b"]);
    expect(skipped.map(([reason, line]) => [reason, line])).toEqual([["a line of 40000009 bytes", 2]]);
  });

  test("lines are found wherever the pieces of the file end", () => {
    const wanted = Array.from({ length: 9000 }, (_, index) => `m${index}`);
    const text = wanted
      .map((id) => `{"id":"${id}","content":"${"é".repeat(Number(id.slice(1)) % 300)}"}`)
      .join("\n");
    expect(read(text).ids).toEqual(wanted);
    expect(read(`[${text.replaceAll("\n", ",")}]`).ids).toEqual(wanted);
    expect(read(JSON.stringify(JSON.parse(`[${text.replaceAll("\n", ",")}]`), null, 4)).ids).toEqual(wanted);
  });
});

describe("an array", () => {
  test("is read element by element", () => {
    const { found, skipped } = read('[\n  {"id": "a", "content": "]},{[\\"\\\\"},\n  {"id": "b"}\n]\n');
    expect(found).toEqual([
      { value: { id: "a", content: ']},{["\\' }, line: 2 },
      { value: { id: "b" }, line: 3 },
    ]);
    expect(skipped).toEqual([]);
  });

  test("may be empty", () => {
    expect(read("[]")).toMatchObject({ ids: [], repaired: [], skipped: [] });
    expect(read("")).toMatchObject({ ids: [], repaired: [], skipped: [] });
  });

  test("what is no object is left out with its text, also a cut-off end", () => {
    const { ids, skipped } = read('[1, {"id":"a"}, [2], "x,y", {"id":"b"}, {"id":"c');
    expect(ids).toEqual(["a", "b"]);
    expect(skipped).toEqual([
      ["not an object", 1, "1"],
      ["not an object", 1, "[2]"],
      ["not an object", 1, '"x,y"'],
      ["the array is cut off", 1, '{"id":"c'],
    ]);
  });

  test("lines that were appended to it are read", () => {
    const { ids, repaired } = read('[{"id":"a"},{"id":"b"}]\n{"id":"c"}\n{"id":"d"}');
    expect(ids).toEqual(["a", "b", "c", "d"]);
    expect(repaired).toEqual([
      ["behind the end of the array", 2],
      ["behind the end of the array", 3],
    ]);
  });
});
