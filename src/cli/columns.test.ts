import { expect, test } from "bun:test";
import { bytes, columns, fields, span, when } from "./columns.ts";

test("columns are as wide as their widest cell, and line breaks can't fake a row", () => {
  expect(
    columns(
      ["name", "roles"],
      [
        ["mira", "owner"],
        ["a\nfake", "—"],
      ],
    ),
  ).toBe("name    roles\nmira    owner\na fake  —");
});

test("fields without a value are left out", () => {
  expect(
    fields([
      ["id", "1"],
      ["banned", undefined],
      ["nickname", "M"],
    ]),
  ).toBe("id        1\nnickname  M");
});

test("line breaks can't fake a field; a list has a line for each item", () => {
  expect(
    fields([
      ["reason", "spam\nroles     owner"],
      ["roles", ["user", "x\ny"]],
    ]),
  ).toBe("reason  spam roles     owner\nroles   user\n        x y");
});

test("times, spans and sizes are short", () => {
  expect(when(0)).toBe("1970-01-01 00:00 UTC");
  expect(when(Number.NaN)).toBe("?");
  expect([0, 59, 61, 3600, 93_784].map(span)).toEqual(["0s", "59s", "1m 1s", "1h", "1d 2h"]);
  expect([0, 1023, 1536, 5 * 1024 ** 3].map(bytes)).toEqual(["0 bytes", "1023 bytes", "1.5 KiB", "5.0 GiB"]);
});
