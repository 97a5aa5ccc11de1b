/** Every reference in the repository leads somewhere, and none to a book that its readers don't have. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import {
  brokenAnchors,
  brokenDecisions,
  brokenLinks,
  citedBooks,
  type Texts,
  textsUnder,
} from "./citations.ts";

const repository = textsUnder(join(import.meta.dir, ".."));

const rules: Readonly<Record<string, (texts: Texts) => string[]>> = {
  "anchors of the compatibility page": brokenAnchors,
  "relative links": brokenLinks,
  decisions: brokenDecisions,
  "books that are not here": citedBooks,
};

test.each(Object.entries(rules))("the repository keeps the rule about %s", (_, complaints) => {
  expect(complaints(repository)).toEqual([]);
});

test("the texts of the repository are read, and nothing else", () => {
  const paths = [...repository.keys()];
  expect(paths).toContain("README.md");
  expect(paths).toContain("src/main.ts");
  expect(paths).toContain("docs/compatibility.md");
  expect(paths.filter((path) => path.includes("node_modules"))).toEqual([]);
});

const page = "docs/compatibility.md";
/** Planted texts in place of the repository's, and the complaints about them. */
const planted: readonly [string, (texts: Texts) => string[], Record<string, string>, string[]][] = [
  [
    "an anchor that the page lacks",
    brokenAnchors,
    {
      [page]: "### typing\n",
      "src/a.ts": `\n// See ${"compatibility.md"}#typing and ${"compatibility.md"}#tipping.\n`,
    },
    [`src/a.ts:2: ${page} has no heading "### tipping"`],
  ],
  [
    "a link to a missing file",
    brokenLinks,
    {
      "docs/a.md": "[b](b.md) [c](c.md) [up](../README.md) [web](https://x.example/z.md)",
      "docs/b.md": "",
      "README.md": "",
    },
    ["docs/a.md:1: there is no docs/c.md"],
  ],
  [
    "a link to a missing heading",
    brokenLinks,
    {
      "a.md":
        '# One `two`, three\n\n<a id="x"></a>[here](#one-two-three) [b](b.md#there) [x](#x) [not](b.md#here)\n',
      "b.md": "## There\n",
    },
    ["a.md:3: b.md has no heading for #here"],
  ],
  [
    "a heading that stands only in a block of code",
    brokenLinks,
    { "a.md": "[x](#x)\n\n```\n# X\n```\n" },
    ["a.md:1: a.md has no heading for #x"],
  ],
  [
    "a link to a folder",
    brokenLinks,
    { "a.md": "[docs](docs/) [src](src)", "docs/b.md": "" },
    ["a.md:1: there is no src"],
  ],
  [
    "a decision without a page",
    brokenDecisions,
    {
      [`docs/${"decisions"}/0007-names.md`]: "",
      "a.ts": `// ${"decision"} 7, ${"decision"} 8, docs/${"decisions"}/0007, ${"decisions"}/0009-x.md`,
    },
    [
      `a.ts:1: docs/decisions has no page for "${"decision"} 8"`,
      `a.ts:1: docs/decisions has no page for "${"decisions"}/0009-x"`,
    ],
  ],
  ...[
    ["0", "3 §18"],
    ["(0", "0)"],
    ["(0", "9, 2)"],
    ["DES", "IGN"],
    ["NODES", ".md"],
    ["STYLE", ".md"],
    ["00-", "decisions"],
  ].map((parts): (typeof planted)[number] => {
    const text = parts.join("");
    return [
      `the book in "${text}"`,
      (texts) => citedBooks(texts).map(() => "found"),
      { "a.ts": `// ${text}` },
      ["found"],
    ];
  }),
];

test.each(planted)("%s is found", (_, complaints, texts, expected) => {
  expect(complaints(new Map(Object.entries(texts)))).toEqual(expected);
});

test("public standards may be cited by their sections", () => {
  expect(
    citedBooks(new Map([["a.ts", "// RFC 6455 §5.5, SemVer 2.0 §10, at 00:00 on 2026-01-02, (10)"]])),
  ).toEqual([]);
});
