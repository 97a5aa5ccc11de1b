/** Texts of people, read as nodes: nothing gets lost, nothing becomes more than text, and nothing takes long. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { blocksOf } from "./blocks.ts";
import { inlineNodes } from "./inline.ts";
import type { Block, Inline } from "./nodes.ts";

const text = (value: string): Inline => ({ kind: "text", text: value });

describe("marks", () => {
  test.each<[string, Inline[]]>([
    ["plain", [text("plain")]],
    ["**bold**", [{ kind: "strong", inside: [text("bold")] }]],
    [
      "*it* and _it_",
      [{ kind: "em", inside: [text("it")] }, text(" and "), { kind: "em", inside: [text("it")] }],
    ],
    ["***both***", [{ kind: "strong", inside: [{ kind: "em", inside: [text("both")] }] }]],
    [
      "*a **b** c*",
      [{ kind: "em", inside: [text("a "), { kind: "strong", inside: [text("b")] }, text(" c")] }],
    ],
    [
      "~~gone~~ ||secret||",
      [{ kind: "del", inside: [text("gone")] }, text(" "), { kind: "spoiler", inside: [text("secret")] }],
    ],
    ["`**code**`", [{ kind: "code", text: "**code**" }]],
    ["snake_case_name", [text("snake_case_name")]],
    ["2 * 3 * 4", [text("2 * 3 * 4")]],
    ["\\*no\\*", [text("*no*")]],
    ["**open", [text("**open")]],
    [
      "(see https://a.example/b_c_d).",
      [
        text("(see "),
        { kind: "link", url: "https://a.example/b_c_d", text: "https://a.example/b_c_d" },
        text(")."),
      ],
    ],
    ["[here](https://a.example)", [{ kind: "link", url: "https://a.example", text: "here" }]],
    ["[x](javascript:alert(1))", [text("[x](javascript:alert(1))")]],
    ["hi @mira.", [text("hi "), { kind: "mention", name: "mira" }, text(".")]],
    ["a@b.example", [text("a@b.example")]],
    ["in #general", [text("in "), { kind: "channel", name: "general" }]],
    ["originChats://chat.example/emojis/7", [{ kind: "emoji", id: "7" }]],
    ["originChats:<sticker>//chat.example/7", [{ kind: "sticker", id: "7" }]],
    ["<b>x</b>", [text("<b>x</b>")]],
  ])("%s", (given, expected) => {
    expect(inlineNodes(given)).toEqual(expected);
  });
});

describe("blocks", () => {
  test("code, quotes, lists and headings", () => {
    const given = "# Title\n> quoted\n> > twice\n- one\n- two\n3. three\n```ts\nlet a = `b`;\n```\nend";
    expect(blocksOf(given)).toEqual([
      { kind: "heading", inside: [text("Title")] },
      {
        kind: "quote",
        blocks: [
          { kind: "paragraph", inside: [text("quoted")] },
          { kind: "quote", blocks: [{ kind: "paragraph", inside: [text("twice")] }] },
        ],
      },
      { kind: "list", start: null, items: [[text("one")], [text("two")]] },
      { kind: "list", start: 3, items: [[text("three")]] },
      { kind: "code", language: "ts", text: "let a = `b`;" },
      { kind: "paragraph", inside: [text("end")] },
    ]);
  });

  test("a code block without an end is text", () => {
    expect(blocksOf("```\nx")).toEqual([{ kind: "paragraph", inside: [text("```\nx")] }]);
  });
});

const pieces = fc.constantFrom(
  ..."*|_|**|~~|\\|\\||`|```|\n|> |- |1. |# |[|](|)|https://|http://x.example|javascript:|@|#|\\|a|é|😀|<script>|originChats://h/emojis/1|originChats:<sticker>//h/1".split(
    /(?<!\\)\|/,
  ),
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);

test("any text: links lead to http and https only, and no letter of it gets lost", () => {
  fc.assert(
    fc.property(texts, (given) => {
      const blocks = blocksOf(given);
      for (const node of allInline(blocks)) {
        if (node.kind === "link") expect(["http:", "https:"]).toContain(new URL(node.url).protocol);
      }
      // Letters stay, in their order. Marks, languages of code and numbers of lists may go.
      const letters = (value: string) => value.replace(/[^é😀<>]/gu, "");
      expect(letters(shownText(blocks))).toBe(letters(given.replace(/^((?:> ?)+)/gm, "")));
    }),
    { numRuns: 1000 },
  );
});

/** Counts steps instead of milliseconds: an input twice as long may not give more than some three times the nodes. */
test.each([
  "*a ",
  "**a ",
  "_a",
  "||a ",
  "`",
  "``a",
  "[",
  "[a](",
  "@",
  "> ",
  "- ",
  "```\n",
  "https://",
  "*_",
  "**~~||",
])("many of %j in a row are read to their end", (piece) => {
  const blocks = blocksOf(piece.repeat(8000 / piece.length));
  expect(allInline(blocks).length + blocks.length).toBeLessThan(20_000);
});

function allInline(blocks: readonly Block[]): Inline[] {
  return blocks.flatMap((block) => {
    if (block.kind === "code") return [];
    if (block.kind === "quote") return allInline(block.blocks);
    return (block.kind === "list" ? block.items.flat() : block.inside).flatMap(withInside);
  });
}

function withInside(node: Inline): Inline[] {
  return "inside" in node ? [node, ...node.inside.flatMap(withInside)] : [node];
}

function shownText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === "code") return block.text;
      if (block.kind === "quote") return shownText(block.blocks);
      return (block.kind === "list" ? block.items.flat() : block.inside).map(textOf).join("");
    })
    .join("\n");
}

function textOf(node: Inline): string {
  switch (node.kind) {
    case "text":
    case "code":
      return node.text;
    case "link":
      return node.text === node.url ? node.text : `${node.text}${node.url}`;
    case "mention":
    case "channel":
      return node.name;
    case "emoji":
      return "";
    case "sticker":
      return "<>";
    default:
      return node.inside.map(textOf).join("");
  }
}
