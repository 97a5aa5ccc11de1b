import { expect, test } from "bun:test";
import type { WireMessage } from "../../client/index.ts";
import { inBrief } from "./in-brief.ts";

const brief = (parts: object) => inBrief({ content: "", ...parts } as WireMessage, 20);

test("a message is its text, without marks and cut", () => {
  expect(brief({ content: "the **roses** bloom", attachments: [{ name: "rose.png" }] })).toBe(
    "the roses bloom",
  );
  expect(brief({ content: "a".repeat(30) })).toBe("a".repeat(20));
});

test("a message without a text is its file, its poll or its embed", () => {
  expect(brief({ attachments: [{ name: "rose.png" }], embeds: [{ title: "Roses" }] })).toBe("rose.png");
  expect(brief({ embeds: [{ type: "poll", poll: { question: "More tea?" } }] })).toBe("More tea?");
  expect(brief({ embeds: [{ title: "Roses", description: "They bloom" }] })).toBe("Roses");
  expect(brief({ embeds: [{ description: "They bloom" }] })).toBe("They bloom");
  expect(brief({})).toBe("");
});
