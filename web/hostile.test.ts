/** What people write, fuzzed, on the built-in page: no HTML of theirs, no script, no request to another host. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hasBrowser } from "../tests/support/browser.ts";
import { pageSuite } from "../tests/support/page-suite.ts";

const pieces = [
  "<img src=https://evil.example/a.png onerror=window.ran=1>",
  "<script>window.ran=1</script>",
  "<iframe src=https://evil.example>",
  "<style>body{display:none}</style>",
  "<a href=javascript:window.ran=1>x</a>",
  "[x](javascript:window.ran=1)",
  '[x](https://evil.example/?q="onmouseover=window.ran=1)',
  "![x](https://evil.example/a.png)",
  "https://evil.example/a.png",
  "data:text/html,<script>window.ran=1</script>",
  "originChats://evil.example/emojis/1",
  "&lt;b&gt;",
  "\u202e",
  "\u0000",
  "||",
  "**",
  "`",
  "```\n",
  "> ",
  "- ",
  "\n",
  "@olga",
  "#general",
  ":wave:",
  "z\u0300\u0301\u0302",
];
const text = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 8 })), {
      maxLength: 8,
    })
    .map((parts) => [...`x${parts.join("")}`].slice(0, maxLength).join(""));
const address = fc.constantFrom(
  "https://evil.example/a.png",
  "http://evil.example/?<script>",
  'https://evil.example/"onload=window.ran=1',
);
const embed = fc.record(
  {
    title: text(200),
    description: text(500),
    url: address,
    color: fc.integer({ min: 0, max: 0xffffff }),
    timestamp: fc.constantFrom("2026-01-01T00:00:00Z", "<b>", "Infinity"),
    author: fc.record({ name: text(100), url: address, icon_url: address }),
    footer: fc.record({ text: text(100), icon_url: address }),
    image: fc.record({ url: address }),
    thumbnail: fc.record({ url: address }),
    fields: fc.array(fc.record({ name: text(50), value: text(100), inline: fc.boolean() }), { maxLength: 3 }),
  },
  { requiredKeys: ["title"] },
);
const message = fc.record({ content: text(400), embeds: fc.array(embed, { maxLength: 2 }) });

describe.skipIf(!hasBrowser)("hostile messages in Chromium", () => {
  const suite = pageSuite();

  test("random texts and embeds become text and links alone", async () => {
    const { page, sees } = await suite.enter("mira");
    const olga = await suite.owner();
    const sent = fc.sample(message, { numRuns: 120, seed: 7 });
    // Some become empty by the server's own cleaning, and are refused.
    const say = (one: { content: string; embeds?: unknown[] }) =>
      olga.request("message_new", { channel: "general", ...one } as never).catch(() => {});
    const ids = new Set<string>();
    const tags = new Set<string>();
    const links = new Set<string>();
    // The page holds no more rows than some screens are high.
    for (let begin = 0; begin < sent.length; begin += 10) {
      for (const one of sent.slice(begin, begin + 10)) await say(one);
      await say({ content: `the end of ${begin}` });
      await sees(`the end of ${begin}`);
      const found = await page.evaluate(look);
      for (const id of found.ids) ids.add(id);
      for (const tag of found.tags) tags.add(tag);
      for (const link of found.links) links.add(link);
      expect(found).toMatchObject({ ran: false, handlers: 0, overflow: 0 });
    }
    expect(ids.size).toBeGreaterThan(80);
    const expected =
      "a b blockquote br button code del div em h1 h2 h3 i li ol p pre s span strong u ul".split(" ");
    expect([...tags].filter((tag) => !expected.includes(tag))).toEqual([]);
    expect(links).toEqual(new Set(["https: noopener noreferrer _blank", "http: noopener noreferrer _blank"]));
    // Requests to other hosts are among the complaints that the suite looks at.
  });
});

/** Runs in the page. */
function look() {
  const own = ".message :is(.markdown, .embed)";
  const elements = [...document.querySelectorAll(`${own}, ${own} *`)];
  return {
    ids: [...document.querySelectorAll(".message")].map((row) => row.getAttribute("data-id") ?? ""),
    ran: "ran" in window,
    tags: elements.map(({ localName }) => localName),
    handlers: elements.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => /^on/.test(name))
      .length,
    links: [...document.querySelectorAll<HTMLAnchorElement>(`${own} a`)].map(
      ({ protocol, rel, target }) => `${protocol} ${rel} ${target}`,
    ),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}
