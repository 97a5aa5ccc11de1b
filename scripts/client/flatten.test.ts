import { expect, test } from "bun:test";
import { flatten } from "./flatten.ts";

const errors = `/** Errors. */
import type { Code } from "./types.d.ts";
/** Refused. */
export declare class Refusal extends Error {
    readonly code: Code;
}
export declare function inner(): void;
`;
const types = `export type * from "./protocol.ts";
/** The one
 *  or the other. */
export type Login = 
/** By name; { */
{
    readonly name: string;
}
/** By token. */
 | {
    readonly token: Token;
};
type Token = "}" | "{";
`;
const files = (changed: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      "index.d.ts": `export { type Login, Refusal } from "./types.ts";\nexport { Refusal } from "./errors.ts";\n`,
      "errors.d.ts": errors.replace("types.d.ts", "types.ts"),
      "types.d.ts": types,
      "protocol.d.ts": '/** Codes. */\nexport type Code = "a";\nexport type Unused = Code;\n',
      ...changed,
    }),
  );

test("the exports and what they need stand in one file, with their comments, and nothing else", () => {
  const text = flatten(
    files({
      "index.d.ts": `export { type Login } from "./types.ts";\nexport { Refusal } from "./errors.ts";\n`,
    }),
    "index.d.ts",
  );
  expect(text).toBe(
    [
      "/** Refused. */",
      "declare class Refusal extends Error {",
      "    readonly code: Code;",
      "}",
      ...types.split("\n").slice(1, -1),
      "/** Codes. */",
      'type Code = "a";',
      "export { Login, Refusal };",
      "",
    ]
      .join("\n")
      .replace("export type Login", "type Login"),
  );
});

test("types that the compiler names by their file are found there", () => {
  const text = flatten(
    files({ "index.d.ts": `export declare const code: import("./protocol.ts").Code;\n` }),
    "index.d.ts",
  );
  expect(text).toBe('declare const code: Code;\n/** Codes. */\ntype Code = "a";\nexport { code };\n');
});

for (const [what, changed, problem] of [
  [
    "two declarations of one name",
    {
      "index.d.ts": `export { type Login } from "./types.ts";\nexport { Other } from "./other.ts";\n`,
      "other.d.ts": "type Token = number;\nexport declare class Other {\n    readonly token: Token;\n}\n",
    },
    "both have a Token",
  ],
  [
    "a name that changes on the way",
    { "index.d.ts": 'export { Login as Entry } from "./types.ts";\n' },
    "may not be changed",
  ],
  ["a statement of another kind", { "index.d.ts": "export default 3;\n" }, "is not expected"],
  ["an export that is nowhere", { "index.d.ts": 'export { Tea } from "./types.ts";\n' }, "which is nowhere"],
  ["a statement that is cut off", { "index.d.ts": "export interface A {\n" }, "has no end"],
] as const) {
  test(`${what} is refused`, () => {
    expect(() => flatten(files(changed), "index.d.ts")).toThrow(problem);
  });
}
