import { expect, test } from "bun:test";
import { changeableKeys } from "./changeable.ts";
import { editedText } from "./edit.ts";
import { restartKeys } from "./schema.ts";

const edited = (text: string, edits: Readonly<Record<string, unknown>>) =>
  editedText(text, new Map(Object.entries(edits)));

test("keys are set in their sections, and everything else stays in its order and indentation", () => {
  const text = '{\n\t"own": [1, 2],\n\t"server": {\n\t\t"name": "A",\n\t\t"other": 5\n\t}\n}\n';
  expect(edited(text, { "server.name": "B", "modlog.retention.default": 3 })).toEqual({
    text: '{\n\t"own": [\n\t\t1,\n\t\t2\n\t],\n\t"server": {\n\t\t"name": "B",\n\t\t"other": 5\n\t},\n\t"modlog": {\n\t\t"retention": {\n\t\t\t"default": 3\n\t\t}\n\t}\n}\n',
  });
});

test("undefined removes a key, and a section that is none is replaced", () => {
  expect(
    edited('{"server": {"name": "A"}, "limits": 5}', { "server.name": undefined, "limits.x": 1 }),
  ).toEqual({ text: '{\n    "server": {},\n    "limits": {\n        "x": 1\n    }\n}\n' });
});

test("a file that is no object is refused with its line", () => {
  expect(edited('{\n"a": 1,}', { "a.b": 1 })).toEqual({
    problems: [expect.stringContaining("Line 2: not JSON")],
  });
  expect(edited("[1]", { "a.b": 1 })).toEqual({ problems: ["The file must hold an object in braces."] });
});

test("what members may change takes effect at once, and holds no address, path or secret", () => {
  const keys = [...changeableKeys.keys()];
  expect(keys.length).toBeGreaterThan(20);
  expect(keys.filter((key) => restartKeys.includes(key))).toEqual([]);
  expect(
    keys.filter((key) => /^(websocket|rotur|files|DB|owners|outgoing|push|log)\b|url|secret|key/.test(key)),
  ).toEqual([]);
});
