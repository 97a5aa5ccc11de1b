import { expect, test } from "bun:test";
import { checkConfigText } from "./file-check.ts";

test("every fault has its key and its line", () => {
  const text = '{\n  "websocket": {\n    "port": "x"\n  },\n  "auth_mode": "open",\n  "server": {}\n}\n';
  expect(checkConfigText(text).problems.map(({ key, line }) => [key, line])).toEqual([
    ["auth_mode", 5],
    ["websocket.port", 3],
  ]);
});

test("keys that nobody knows are warnings, in sections too", () => {
  const { problems, warnings } = checkConfigText('{\n"colour": 1,\n"websocket": {\n"prot": 1}}');
  expect(problems).toEqual([]);
  expect(warnings).toEqual([
    { key: "websocket.prot", line: 4, reason: "websocket.prot is not a key of this server; it is ignored." },
    { key: "colour", line: 2, reason: "colour is not a key of this server; it is ignored." },
  ]);
});

test("a text that is no JSON has a line, an empty one none", () => {
  expect(checkConfigText('{\n"a": 1,\n}').problems).toMatchObject([{ key: null, line: 3 }]);
  expect(checkConfigText("").problems).toMatchObject([
    { key: null, reason: expect.stringContaining("empty") },
  ]);
  expect(checkConfigText("[]").problems).toMatchObject([{ key: null, line: null }]);
  expect(checkConfigText("{}")).toEqual({ problems: [], warnings: [] });
});
