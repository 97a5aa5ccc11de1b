import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { comment, objectText, typeText } from "./typescript.ts";

const printing = { nameOf: () => null };

test("each kind of schema becomes the type that TypeBox gives it", () => {
  const texts = [
    Type.String({ maxLength: 3 }),
    Type.Integer(),
    Type.Number(),
    Type.Boolean(),
    Type.Null(),
    Type.Unknown(),
    Type.Literal("a"),
    Type.Literal(3),
    Type.Literal(true),
    Type.Union([Type.String(), Type.Null()]),
    Type.Array(Type.Union([Type.String(), Type.Null()])),
    Type.Record(Type.String(), Type.Array(Type.Integer())),
    Type.Array(Type.Object({})),
  ].map((schema) => typeText(schema, printing));
  expect(texts).toEqual([
    "string",
    "number",
    "number",
    "boolean",
    "null",
    "unknown",
    '"a"',
    "3",
    "true",
    "string | null",
    "(string | null)[]",
    "Record<string, number[]>",
    "{}[]",
  ]);
});

test("fields carry their descriptions, and optional ones their mark", () => {
  const schema = Type.Object({
    id: Type.String({ description: "A name;\n  at most */ 3" }),
    "retry-after": Type.Optional(
      Type.Object({ at: Type.Union([Type.Number({ description: "Seconds" }), Type.Null()]) }),
    ),
  });
  expect(objectText(schema, printing, "", { first: ['cmd: "x";'], last: ["seq?: number;"] })).toBe(
    [
      "{",
      '  cmd: "x";',
      "  /** A name; at most *\\/ 3 */",
      "  id: string;",
      '  "retry-after"?: {',
      "    /** Seconds */",
      "    at: number | null;",
      "  };",
      "  seq?: number;",
      "}",
    ].join("\n"),
  );
});

test("parts of an intersection are in parentheses where they need to be", () => {
  const either = Type.Union([Type.Object({ a: Type.Null() }), Type.Object({})]);
  const text = typeText(Type.Intersect([either, Type.Object({})]), printing);
  expect(text).toBe("({\n  a: null;\n} | {}) & {}");
});

test("a schema with a name is written as that name, wherever it stands", () => {
  const named = Type.Object({ a: Type.String() });
  const nameOf = (schema: unknown) => (JSON.stringify(schema) === JSON.stringify(named) ? "Named" : null);
  expect(typeText(Type.Array(named), { nameOf })).toBe("Named[]");
});

test("a kind of schema that is not known is refused", () => {
  expect(() => typeText(Type.Function([], Type.Null()), printing)).toThrow(
    "can't be written as TypeScript yet",
  );
});

test("nothing to say is no comment", () => {
  expect([comment(undefined), comment(" "), comment("Said")]).toEqual(["", "", "/** Said */\n"]);
});
