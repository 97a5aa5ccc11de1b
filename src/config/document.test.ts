import { expect, test } from "bun:test";
import fc from "fast-check";
import { entryText, readDocument } from "./document.ts";

function problems(text: string) {
  const document = readDocument(text);
  return "problems" in document ? document.problems : [];
}

test("knows on which line entries and their keys stand", () => {
  const document = readDocument(
    '{\n  "a": {"x": [1,\n {"y": 2}], "z": 1},\r\n\n  "b": 5, "c": {\n"x": {}}\n}',
  );
  if ("problems" in document) throw new Error("no document");
  expect(document.lineOf("a")).toBe(2);
  expect(document.lineOf("a", "z")).toBe(3);
  expect(document.lineOf("a", "y")).toBe(2); // not a key of the entry itself
  expect(document.lineOf("b")).toBe(5);
  expect(document.lineOf("c", "x")).toBe(6);
  expect(document.lineOf("d")).toBeNull();
});

test("entries of a list go by their index", () => {
  const document = readDocument('[\n{"name":\n"[a]"},\n[1,\n2], "x",\n{"name": "b",\n"type": "text"}]');
  if ("problems" in document) throw new Error("no document");
  expect([0, 1, 2, 3].map((index) => document.lineOf(index))).toEqual([2, 4, 5, 6]);
  expect(document.lineOf(3, "type")).toBe(7);
});

test("says where a text is no JSON", () => {
  expect(problems('{\n"a": 1,\n}')).toEqual([
    { line: 3, reason: "not JSON (column 1): a comma too many before }" },
  ]);
  expect(problems(" \n")).toEqual([{ line: 1, reason: "the file is empty" }]);
});

test("a key that stands twice is a problem at every depth", () => {
  expect(problems('{"a": {},\n"b": {},\n"\\u0061": {}}')).toEqual([
    { line: 3, reason: "'a' stands here and on line 1" },
  ]);
  expect(problems('{"a": {"x": 1,\n"x": 2}}')).toEqual([
    { line: 2, reason: "'x' stands here and on line 1" },
  ]);
  expect(problems('[{"a": [0, {"b": {"x": 1,\r\n"y": 2,\r\n"x": 2}}]},\n{"a": 1}]')).toEqual([
    { line: 3, reason: "'x' stands here and on line 1" },
  ]);
  expect(problems('{"a": {"x": {"y": 1}, "y": 1}, "b": {"x": [{"x": 1}, {"x": "x"}]}}')).toEqual([]);
});

test("no text hides a key that stands twice, whatever stands around it", () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const key = fc.string({ unit: "binary", maxLength: 8 });
  fc.assert(
    fc.property(value, value, key, fc.boolean(), (before, between, name, list) => {
      const text = JSON.stringify(name);
      const inner = `{"1": ${JSON.stringify(before)},\n${text}: 1, "2":\n${JSON.stringify(between)}, ${text}: 2}`;
      fc.pre(name !== "1" && name !== "2");
      const reason = `'${name.slice(0, 60)}' stands here and on line 2`;
      expect(problems(list ? `[[${inner}]]` : `{"a": ${inner}}`)).toEqual([{ line: 3, reason }]);
    }),
  );
});

test("a value that is nested too deeply is a problem on its line, also in a text that is no JSON", () => {
  const nested = (levels: number) => `${"[".repeat(levels - 1)}{"a":\n1}${"]".repeat(levels - 1)}`;
  expect(problems(nested(32))).toEqual([]);
  const tooDeep = [{ line: 2, reason: "nested more than 32 levels deep" }];
  expect(problems(`\n${nested(33)}`)).toEqual(tooDeep);
  expect(problems(`\n${"[".repeat(1_000_000)}`)).toEqual(tooDeep);
  expect(problems(`{"a": "${"[".repeat(100)}"}`)).toEqual([]);
});

test("of very many problems only some are told", () => {
  expect(problems(`{${'"a":0,'.repeat(5000)}"a":0}`)).toHaveLength(100);
});

test("a mark of the byte order is no problem, as some editors write it", () => {
  expect(readDocument('\ufeff{"a": 1}')).toMatchObject({ value: { a: 1 } });
});

test("every key of every object is found on its line, whatever the texts hold", () => {
  const text = fc.string({ unit: "binary", maxLength: 8 });
  const entries = fc.dictionary(text, fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }), {
    maxKeys: 6,
  });
  fc.assert(
    fc.property(entries, (object) => {
      const lines: string[] = ["{"];
      const expected: [string, string | undefined, number][] = [];
      const names = Object.keys(object);
      for (const name of names) {
        expected.push([name, undefined, lines.length + 1]);
        lines.push(`${JSON.stringify(name)}: {`);
        const keys = Object.keys(object[name] ?? {});
        for (const key of keys) {
          expected.push([name, key, lines.length + 1]);
          const value = entryText(object[name]?.[key]).split("\n");
          const comma = key === keys.at(-1) ? "" : ",";
          lines.push(`${JSON.stringify(key)}: ${value[0]}`, ...value.slice(1));
          lines[lines.length - 1] += comma;
        }
        lines.push(name === names.at(-1) ? "}" : "},");
      }
      lines.push("}");
      const document = readDocument(lines.join("\n"));
      if ("problems" in document) throw new Error(JSON.stringify(document.problems));
      for (const [name, key, line] of expected) expect(document.lineOf(name, key)).toBe(line);
    }),
  );
});
