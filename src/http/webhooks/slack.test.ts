import { expect, test } from "bun:test";
import { fromSlack } from "./slack.ts";

test.each([
  ["*bold* and ~struck~", "**bold** and ~~struck~~"],
  ["2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c"],
  ["<https://x.example|here> <https://x.example>", "[here](https://x.example) https://x.example"],
  ["<@U123|nora> <#C1|general> <!here>", "nora general here"],
  ["a &lt;b&gt; &amp;amp;", "a <b> &amp;"],
])("the text %p reads %p", (text, content) => {
  expect(fromSlack({ text }).content).toBe(content);
});

test("a megabyte of what only looks like marks is read up to a limit", () => {
  for (const mark of ["<https:x", "<@", "*a ", "~a "]) {
    expect(fromSlack({ text: mark.repeat(300_000) }).content.length).toBeLessThanOrEqual(8192);
  }
});

test("with blocks, their texts are the content", () => {
  const blocks = [
    { type: "header", text: { type: "plain_text", text: "Alert" } },
    { type: "section", text: { text: "*down*" }, fields: [{ text: "a" }, { text: "b" }] },
    { type: "divider" },
    { type: "context", elements: [{ text: "since 10:00" }] },
    "odd",
  ];
  expect(fromSlack({ text: "short", blocks }).content).toBe("**Alert**\n**down**\na\nb\n---\nsince 10:00");
});

test("an attachment becomes an embed; an empty one is left out", () => {
  const attachment = {
    pretext: "before",
    text: "inside",
    color: "#36a64f",
    author_name: "nora",
    author_link: "ftp://x",
    fields: [{ title: "Priority", value: "High", short: true }],
    image_url: "https://x.example/i.png",
    footer: "by CI",
    ts: 1_700_000_000,
  };
  expect(fromSlack({ attachments: [attachment, {}, 7] }).embeds).toEqual([
    {
      type: "rich",
      description: "before\ninside",
      color: 0x36a64f,
      author: { name: "nora" },
      footer: { text: "by CI" },
      image: { url: "https://x.example/i.png" },
      timestamp: "2023-11-14T22:13:20.000Z",
      fields: [{ name: "Priority", value: "High", inline: true }],
    },
  ]);
});
